// The console's own passkey ceremonies, by the same SDK and addresses as every other site's.
//
// A form with `data-ceremony` runs one when it is sent. A form with `data-confirm` does something dangerous: before it is
// sent, the passkey is asked for, unless that was lately.

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
  const status = form.querySelector(".status") ?? form.appendChild(Object.assign(document.createElement("p"), { className: "status", role: "status" }));
  const buttons = form.querySelectorAll("button");
  status.textContent = "";
  for (const button of buttons) button.disabled = true;
  try {
    await ceremony();
  } catch (error) {
    status.textContent = explain(error);
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

/** Calls the console. Where the session has ended the answer is a page, which the browser is then sent to. */
async function call(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => {
    throw refusal("The server cannot be reached. Check the connection and try again.");
  });
  if (answer.redirected) {
    location.assign(answer.url);
    throw refusal("");
  }
  const result = await answer.json().catch(() => ({}));
  if (!answer.ok) throw refusal(result.error ?? "Something went wrong. Try again.");
  return result;
}

function refusal(message) {
  return Object.assign(new Error(message), { code: "refused" });
}

function explain(error) {
  switch (error.code) {
    case "refused":
    case "server":
      return error.message;
    case "canceled":
      return "No passkey was used. You can try again.";
    case "timed_out":
      return "That took too long. Try again.";
    case "already_registered":
      return "This device has a passkey for you already.";
    case "not_supported":
    case "insecure_context":
      return "This browser cannot use passkeys here. Open the console over https, or on localhost.";
    case "network":
      return "The server cannot be reached. Check the connection and try again.";
    default:
      console.error(error);
      return "The passkey could not be used. Try again.";
  }
}
