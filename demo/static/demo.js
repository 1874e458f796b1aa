// Ties `passkeys.js` to the buttons and forms of the pages. The pages work without it, with passwords alone.

import * as passkeys from "./passkeys.js";

const status = document.querySelector("[data-status]");
const nameForm = document.querySelector('form[data-passkey="sign-in-by-name"]');
let busy = false;

/** Runs one ceremony at a time, says how it goes, and moves on to where it leads. */
async function run(ceremony, usePassword = () => {}) {
  if (busy) return;
  setBusy(true);
  tell("Waiting for your passkey…");
  try {
    const location = await ceremony();
    if (location) return window.location.assign(location);
    usePassword();
  } catch (error) {
    if (error.location) return window.location.assign(error.location);
    tell(passkeys.explain(error), "problem");
    if (nameForm) preferPassword(ceremony === signInByName);
  }
  setBusy(false);
  startAutofill();
}

/** Offers passkeys in the name field. Started again after every other ceremony, which ends it. */
async function startAutofill() {
  if (!nameForm) return;
  try {
    const location = await passkeys.signInByAutofill();
    if (location) window.location.assign(location);
  } catch (error) {
    // Without Passflex there is nothing to pick from, and nobody has asked for anything yet: say nothing.
    if (error.code === "aborted" || error.code === "network") return;
    tell(passkeys.explain(error), "problem");
    // Someone picked a passkey and it did not work: let them pick again. Other errors would only come again.
    if (error.code === "backend" || error.code === "timed_out" || error.status === 401) startAutofill();
  }
}

/** Signs in by the name in the form. */
function signInByName() {
  return passkeys.signInByName(nameForm.elements.name.value.trim());
}

/** Makes "Continue" go straight on to the password, once a passkey did not do for this name. */
function preferPassword(prefer) {
  nameForm.toggleAttribute("data-prefer-password", prefer);
  nameForm.querySelector("button").textContent = prefer ? "Continue with password" : "Continue";
}

function setBusy(value) {
  busy = value;
  // Not `disabled`, which would take the focus away from whoever has just pressed the button.
  for (const button of document.querySelectorAll("[data-passkey] button, button[data-passkey]")) {
    button.setAttribute("aria-disabled", String(value));
  }
}

function tell(text, tone = "") {
  status.textContent = text;
  status.dataset.tone = tone;
}

nameForm?.addEventListener("submit", (event) => {
  if (nameForm.hasAttribute("data-prefer-password") || !nameForm.elements.name.value.trim()) return;
  event.preventDefault();
  // `submit()` sends the form without coming back here: on to the password.
  run(signInByName, () => nameForm.submit());
});
nameForm?.addEventListener("input", () => preferPassword(false));

const ceremonies = {
  add: () => passkeys.addPasskey(),
  "sign-in": () => passkeys.signIn(),
  confirm: (button) => passkeys.confirm(button.dataset.purpose),
};
for (const button of document.querySelectorAll("button[data-passkey]")) {
  button.addEventListener("click", () => run(() => ceremonies[button.dataset.passkey](button)));
}

for (const time of document.querySelectorAll("time")) {
  time.textContent = new Date(time.dateTime).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" });
}

// A page that the browser kept while we were elsewhere may be about somebody who has signed out since.
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());

if (status) {
  try {
    await passkeys.requirePasskeys();
    for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
    document.querySelector("button[autofocus]:not([popover] *)")?.focus();
    startAutofill();
  } catch (error) {
    tell(passkeys.explain(error));
  }
}
