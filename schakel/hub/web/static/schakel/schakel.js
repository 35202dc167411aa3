"use strict";
// Every page works without this file; it only makes a few things pleasant.

const said = (text) => { document.getElementById("said").textContent = text; };

// On a narrow screen the tabs scroll: the one that is on comes into view.
const showTab = (part) => {
  const tab = part.querySelector(".tabs [aria-current]");
  if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft;
};
showTab(document);

// What the server answered is opened as a dialog, or, when it is a whole page (sign in again), shown as a page. A part of a
// page that was asked for is in that page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const text = event.detail.xhr.responseText;
  const part = /^#([\w-]+)/.exec(event.detail.requestConfig.elt.getAttribute("hx-select"));
  if (!/^\s*<!doctype/i.test(text) || (part && text.includes(`id="${part[1]}"`))) return;
  event.detail.shouldSwap = false;
  window.location.assign(event.detail.xhr.responseURL);
});
document.addEventListener("htmx:afterSwap", (event) => {
  showTab(event.detail.target);
  const dialog = event.detail.target.querySelector("dialog:not([open])");
  if (dialog) {
    for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
    dialog.showModal();
    dialog.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }
  event.detail.target.querySelector("[data-focus]")?.focus();
});

// A dialog that closes gives the focus back to what opened it, also after several steps: to its menu where that has closed, to
// what came in its place where a part of the page was renewed.
let openedBy = null;
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.target?.id === "dialog" && !detail.elt.closest("dialog")) openedBy = detail.elt;
});
document.addEventListener("close", (event) => {
  const focused = document.activeElement, isElsewhere = ![openedBy, document.body].includes(focused) && !event.target.contains(focused);
  if (!openedBy || !event.target.closest("#dialog") || isElsewhere) return; // the browser gave it back already
  const address = openedBy.getAttribute("hx-get");
  const now = openedBy.isConnected ? openedBy : document.querySelector(`[hx-get="${CSS.escape(address)}"]`);
  const back = now?.closest("details.menu:not([open])")?.querySelector("summary") ?? now ?? document.getElementById("main");
  back.focus();
}, true);

for (const fault of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(fault, () => said(document.getElementById("said").dataset.failed));
}

document.addEventListener("click", async (event) => {
  const target = event.target.closest("[data-close], [data-copy], [data-choose], [data-print]");
  if (!target) return;
  if ("close" in target.dataset && target.closest("dialog")) { event.preventDefault(); target.closest("dialog").close(); }
  if ("print" in target.dataset) window.print();
  if ("copy" in target.dataset) {
    await navigator.clipboard.writeText(target.dataset.copy);
    said(target.dataset.copied);
    setTimeout(said, 4000, "");
  }
  if ("choose" in target.dataset) {
    for (const box of document.querySelectorAll(target.dataset.choose)) box.checked = target.checked;
  }
});

// Enter in a field with a button of its own presses that one, and in a dialog the main one: not the first of the form.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
  const own = event.target.closest("[data-enter]")?.querySelector("button");
  const main = own ?? event.target.closest("dialog form")?.querySelector("button.primary");
  if (main) { event.preventDefault(); main.click(); }
});

// A menu closes when one clicks beside it or presses Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});

document.querySelector("[data-focus]")?.focus();
