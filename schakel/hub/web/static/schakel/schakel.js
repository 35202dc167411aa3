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
  }
  event.detail.target.querySelector("[data-focus]")?.focus();
});
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

// Enter in a field with a button of its own presses that one, not the first of the form.
document.addEventListener("keydown", (event) => {
  const own = event.key === "Enter" && event.target.matches("input") && event.target.closest("[data-enter]");
  if (own) { event.preventDefault(); own.querySelector("button").click(); }
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
