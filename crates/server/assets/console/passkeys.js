// The console's own passkey ceremonies, by the same SDK and addresses as every other site's.
//
// A form with `data-ceremony` runs one when it is sent. A form with `data-confirm` does something dangerous: before it is
// sent, the passkey is asked for, unless that was lately.

import { call, explain, refusal } from "./calls.js";

const passkey = () => new Passflex.PassageFlex("console", { baseUrl: location.origin }).passkey;

// The link's secret leaves the address bar at once, so that no history or screenshot has it.
let link = "";
if (location.hash.startsWith("#pfl_")) {
  link = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}

const ceremonies = {
  async "sign-in"(form) {
    const nonce = await passkey().authenticate();
    return call("/console/sign-in", { nonce, next: form.dataset.next });
  },

  async confirm(form) {
    return confirm(form.dataset.next);
  },

  async welcome(form) {
    if (!link) throw refusal("The address lacks the link's secret. Open the link again, as it was given to you.");
    const name = form.elements.name.value;
    const { transaction_id } = await call("/console/welcome/start", { link, name });
    const nonce = await passkey().register(transaction_id);
    return call("/console/welcome/finish", { link, name, nonce });
  },

  async "add-passkey"() {
    await confirm(location.pathname);
    const { transaction_id } = await call("/console/account/passkeys/start", {});
    const nonce = await passkey().register(transaction_id);
    return call("/console/account/passkeys/finish", { transaction_id, nonce });
  },
};

async function confirm(next) {
  const { transaction_id } = await call("/console/confirm/start", {});
  // The passkey was asked for lately.
  if (transaction_id === null) return { location: next };
  const nonce = await passkey().authenticate({ transactionId: transaction_id });
  return call("/console/confirm/finish", { transaction_id, nonce, next });
}

for (const form of document.querySelectorAll("form[data-ceremony]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form, async () => {
      const { location: next } = await ceremonies[form.dataset.ceremony](form);
      location.assign(next);
    });
  });
}

for (const form of document.querySelectorAll("form[data-confirm]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    run(form, async () => {
      await confirm(location.pathname);
      // `submit()` does not run this again; the button's name and value have to be put in by hand.
      if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
      form.submit();
    });
  });
}

/** Runs a ceremony with the form's buttons held, and says what became of it where it did not end well. */
async function run(form, ceremony) {
  if (form.hasAttribute("data-busy")) return;
  const status = form.querySelector(".status") ?? form.appendChild(newStatus());
  hold(form, true);
  tell(status, "Waiting for your passkey…", "");
  try {
    await ceremony();
  } catch (error) {
    tell(status, explain(error), "bad");
    hold(form, false);
  }
}

function newStatus() {
  const status = Object.assign(document.createElement("p"), { className: "status" });
  status.setAttribute("role", "status");
  return status;
}

function tell(status, text, tone) {
  status.dataset.tone = tone;
  status.textContent = text;
}

/** Not `disabled`, which would take the focus away from whoever has just pressed the button. */
function hold(form, isHeld) {
  form.toggleAttribute("data-busy", isHeld);
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", String(isHeld));
}

// A page that the browser kept while we were elsewhere has its buttons held still.
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
