"use strict";
// Passkeys: asks the device, puts its answer into the form, sends the form. The options come as data in the page.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

function read(options) {
  const key = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (key[list]) key[list] = key[list].map((known) => ({ ...known, id: bytes(known.id) }));
  }
  return key;
}

function written(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: credential.getClientExtensionResults() });
}

const given = () => JSON.parse(document.getElementById("passkey-data").textContent);

const ask = {
  async login(form) {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    return navigator.credentials.get({ publicKey: read((await answer.json()).request_options) });
  },
  get: () => navigator.credentials.get({ publicKey: read(given().request_options) }),
  create(form) {
    const publicKey = read(given().creation_options);
    const alone = form.elements.passwordless?.checked;
    Object.assign(publicKey.authenticatorSelection, { residentKey: alone ? "required" : "discouraged", requireResidentKey: alone });
    if (alone) publicKey.authenticatorSelection.userVerification = "required";
    return navigator.credentials.create({ publicKey });
  },
};

for (const button of document.querySelectorAll("[data-passkey]")) {
  button.hidden = !window.PublicKeyCredential;
  button.addEventListener("click", async () => {
    const form = document.getElementById(button.dataset.form);
    try {
      form.elements.credential.value = written(await ask[button.dataset.passkey](form));
      form.submit();
    } catch {
      document.getElementById("said").textContent = button.dataset.failed;
    }
  });
}
