"use strict";
// Keys: a box that finds, and single keys that press what is on the page anyway. Nothing of it is needed; single keys do nothing
// while somebody types, and can be switched off (WCAG 2.1.4): then no element has `data-single-keys`.

const rowOf = (element) => element.closest("tr, [data-row]");
const rows = () => [...document.querySelectorAll("main tbody tr, main [data-row]")]
  .filter((row) => row.querySelector("a[href]") && row.getClientRects().length);
const press = (key) => {
  const element = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  element?.click();
  return Boolean(element);
};
const goTo = (by) => {
  const all = rows(), at = all.indexOf(rowOf(document.activeElement));
  const row = at < 0 ? all[0] : all[at + by];
  row?.querySelector("a[href]").focus();
  return Boolean(row);
};
const tick = () => {
  const box = rowOf(document.activeElement)?.querySelector("input[type=checkbox]");
  box?.focus(); // so that its state is read out
  box?.click();
  return Boolean(box);
};
const open = () => {
  const link = rowOf(document.activeElement)?.querySelector("a[href]");
  link?.click();
  return Boolean(link);
};
const opener = '[data-key="/"]';
let typedAhead = null; // what is typed from the asking for the box until it listens; null: no box is on its way
let opensFirst = false; // Enter was pressed before the answer was here
const find = () => {
  const here = document.querySelector("main [data-combobox], dialog[open] [data-combobox]");
  here?.focus();
  here?.select();
  return Boolean(here) || typedAhead !== null || (!document.querySelector("dialog[open]") && press("/"));
};
const typeAhead = (event) => {
  if (event.key === "Escape") typedAhead = null;
  else if (event.key === "Backspace") typedAhead = typedAhead.slice(0, -1);
  else if (event.key.length === 1) typedAhead += event.key;
  else if (event.key !== "Enter") return;
  opensFirst = event.key === "Enter" && typedAhead !== "";
  if (event.key !== "Escape") event.preventDefault(); // which closes the box, where it is there already
};
const inRows = { j: () => goTo(1), k: () => goTo(-1), x: tick, o: open };
const types = (element) => element.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea");

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() === "k" && !event.shiftKey && find()) event.preventDefault();
    return;
  }
  if (typedAhead !== null) return typeAhead(event);
  if (document.querySelector("dialog[open]") || types(event.target) || !document.querySelector("[data-single-keys]")) return;
  const isDone = event.key === "/" ? find() : press(event.key) || inRows[event.key]?.();
  if (isDone) event.preventDefault();
});

// A field with `data-combobox` leads through the links in that part by the arrows; Enter opens the one that is on, which is the
// first. While the answer is under way, Enter waits for it.
let answered = "", isLost = false;
const field = () => document.querySelector("[data-combobox]");
const options = () => [...document.getElementById(field().dataset.combobox).querySelectorAll("a")];
const choose = (option) => {
  for (const each of options()) each.setAttribute("aria-selected", each === option);
  if (option) field().setAttribute("aria-activedescendant", option.id);
  else field().removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
};
const asList = () => { // its links as options of a list box
  const part = document.getElementById(field().dataset.combobox);
  const isFilled = Boolean(part.querySelector("a"));
  const roles = { role: "combobox", "aria-expanded": isFilled, "aria-controls": part.id, "aria-autocomplete": "list" };
  for (const [name, value] of Object.entries(roles)) field().setAttribute(name, value);
  if (isFilled) part.setAttribute("role", "listbox"); else part.removeAttribute("role");
  part.setAttribute("aria-label", field().labels[0].textContent);
  for (const group of part.querySelectorAll("[data-group]")) {
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", group.querySelector("h2").id);
    for (const each of group.querySelectorAll("h2, ul, li")) each.setAttribute("role", "none");
  }
  options().forEach((option, place) => {
    option.id = `option-${place}`;
    option.setAttribute("role", "option");
    option.tabIndex = -1;
  });
  choose(options()[0]);
};

document.addEventListener("click", (event) => {
  if (event.target.closest(opener)?.hasAttribute("hx-get")) typedAhead ??= "";
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.elt.matches(opener) && typedAhead === null) event.detail.shouldSwap = false; // left before it was there
});
document.addEventListener("htmx:afterSwap", (event) => { // of the box or of its answer; other parts of the page change beside it
  const isAnswer = event.detail.target.id === field()?.dataset.combobox;
  if (!isAnswer && !event.detail.target.contains(field())) return;
  answered = isAnswer ? event.detail.requestConfig.parameters.q : field().value;
  isLost = false;
  asList();
  if (!isAnswer || answered !== field().value) return;
  if (opensFirst) options()[0]?.click();
  opensFirst = false;
});
document.addEventListener("htmx:afterSettle", (event) => { // only now does the field send what is typed in it
  if (typedAhead === null || !event.detail.target.contains(field())) return;
  const isEntered = opensFirst;
  field().value = typedAhead + field().value;
  typedAhead = null;
  if (field().value) field().dispatchEvent(new Event("input", { bubbles: true }));
  opensFirst = isEntered;
});
for (const fault of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(fault, (event) => {
    if (event.detail.elt.matches(opener)) typedAhead = null;
    else if (event.detail.elt === field()) isLost = true;
    else return;
    opensFirst = false;
  });
}
document.addEventListener("input", (event) => { if (event.target === field()) opensFirst = false; });
document.addEventListener("close", () => { opensFirst = false; }, true); // it does not bubble
document.addEventListener("keydown", (event) => {
  if (!event.target.matches("[data-combobox]") || event.isComposing) return;
  const all = options(), at = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && all.length) choose(all[(at + step + all.length) % all.length]);
  else if (event.key !== "Enter" || isLost) return; // then the form is sent, as without this file
  else if (event.target.value !== answered) opensFirst = true;
  else if (all[at]) all[at].click();
  else return;
  event.preventDefault();
});
if (field()) { answered = field().value; asList(); }

// Beside the data, what the sender made: asked for on a wide screen only.
const place = document.querySelector("[data-beside]"), wide = window.matchMedia("(min-width: 75rem)");
const fill = () => {
  if (!place || !wide.matches || place.firstChild) return;
  const frame = document.createElement("iframe");
  frame.src = `${place.dataset.beside}#navpanes=0`; // no pages in miniature beside it
  frame.title = place.getAttribute("aria-label");
  place.append(frame);
};
fill();
wide.addEventListener("change", fill);
