"use strict";
// No word is lost. Before something that was typed is sent, the page asks whether its person is still signed in: if not, they
// sign in beside it and it goes on; without a connection it says so and tries again. Leaving with something typed asks first.

const atHand = document.getElementById("signed-out"); // not there for strangers: nothing is kept for them
const unsent = new Set(); // forms with something typed that was not sent yet
const sending = new Set();
const PAUSE = 2000; // milliseconds between two questions
const isTyped = (field) => field.matches("textarea, [type=text], [type=email], [type=number], [type=date], [type=tel], [type=url], input:not([type])");
const isUnsent = (part) => [...unsent].some((form) => form.isConnected && part.contains(form));
const forget = (part) => { for (const form of unsent) if (part.contains(form)) unsent.delete(form); };

document.addEventListener("input", ({ target }) => {
  if (atHand && target.form?.method === "post" && isTyped(target)) unsent.add(target.form);
});

const session = async () => {
  try {
    const answer = await fetch(atHand.dataset.session);
    return answer.ok ? await answer.json() : null;
  } catch { return null; }
};
const renew = (token) => { // signing in again makes the tokens of this page worthless
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "x-csrftoken": token }));
};
const isPresent = async () => { // false when the person puts it off
  for (let isAsked = false; ; await new Promise((done) => { setTimeout(done, PAUSE); })) {
    const now = await session();
    said(now ? "" : atHand.dataset.waits);
    if (String(now?.person) === atHand.dataset.person) { atHand.close(); renew(now.token); return true; }
    if (isAsked && !atHand.open) return false;
    if (!now) continue;
    atHand.querySelector("[role=status]").hidden = !now.person;
    if (!atHand.open) atHand.showModal();
    isAsked = true;
  }
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!unsent.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (sending.has(form)) return;
  sending.add(form);
  if (await isPresent()) { unsent.delete(form); form.requestSubmit(event.submitter); }
  sending.delete(form);
}, true);

// What is sent while somebody types, as a draft is, does the same when it comes back without an answer or with the sign-in page.
const isSignIn = (xhr) => Boolean(xhr.responseURL) && new URL(xhr.responseURL).pathname === atHand.querySelector("a").pathname;
const repeat = async ({ elt, requestConfig: { triggeringEvent } }) => {
  if (await isPresent() && elt.isConnected) elt.dispatchEvent(new Event(triggeringEvent.type, { bubbles: true, cancelable: true }));
};
const isKept = ({ detail }) => atHand && (detail.requestConfig.verb === "post" || isUnsent(document));
const refused = new Set(); // once more with a new token: without a session, or after signing in elsewhere, the old one is refused
const isRefused = ({ elt, xhr }) => xhr.status === 403 && !refused.has(elt) && Boolean(refused.add(elt));
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isKept(event) || !(isSignIn(event.detail.xhr) || isRefused(event.detail))) return;
  event.detail.shouldSwap = event.detail.isError = false;
  event.stopImmediatePropagation();
  repeat(event.detail);
});
document.addEventListener("htmx:sendError", (event) => {
  if (!isKept(event)) return;
  event.stopImmediatePropagation();
  repeat(event.detail);
});
document.addEventListener("htmx:afterRequest", ({ detail: { elt, requestConfig, successful, xhr } }) => {
  if (!atHand || requestConfig.verb !== "post" || !successful || xhr.status === 403 || isSignIn(xhr)) return;
  unsent.delete(elt.form ?? elt);
  refused.delete(elt);
});

window.addEventListener("beforeunload", (event) => { if (isUnsent(document)) event.preventDefault(); });
const asksFirst = (dialog, event) => {
  if (!isUnsent(dialog) || window.confirm(atHand.dataset.leave)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
};
document.addEventListener("cancel", (event) => { asksFirst(event.target, event); }, true);
document.addEventListener("click", (event) => {
  const dialog = event.target.closest("[data-close]")?.closest("dialog");
  if (dialog) asksFirst(dialog, event);
}, true);
document.addEventListener("close", (event) => { forget(event.target); }, true);
