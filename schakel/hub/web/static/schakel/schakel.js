"use strict";
// Every page works without this file; it only makes four things pleasant.

// A form or menu that the server answered with a dialog is opened as one.
document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.target.querySelector("dialog:not([open])");
  if (dialog) dialog.showModal();
});

document.addEventListener("click", async (event) => {
  const target = event.target.closest("[data-close], [data-copy], [data-choose], [data-print]");
  if (!target) return;
  if ("close" in target.dataset && target.closest("dialog")) { event.preventDefault(); target.closest("dialog").close(); }
  if ("print" in target.dataset) window.print();
  if ("copy" in target.dataset) {
    await navigator.clipboard.writeText(target.dataset.copy);
    document.getElementById("said").textContent = target.dataset.copied;
  }
  if ("choose" in target.dataset) {
    for (const box of document.querySelectorAll(target.dataset.choose)) box.checked = target.checked;
  }
});

// A menu closes when one clicks beside it or presses Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});
