// The whole browser side of Passflex in this site. Copy this file; it touches nothing on the page.
//
// Every ceremony is three steps: ask our backend to open a transaction, let the SDK carry it out with the
// browser, hand the nonce that comes back to our backend. Each function resolves to the address to go to next,
// and rejects with an error whose `code` `explain` turns into a sentence.

/** The SDK, from the script tag of the page; absent if Passflex cannot be reached. */
const passflex = globalThis.Passflex && new Passflex.PassageFlex(meta("passflex-app"));

/** Rejects where this browser cannot use passkeys here and now. */
export async function requirePasskeys() {
  if (!(await passkey().canAuthenticateWithPasskey())) {
    throw Object.assign(new Error("This browser has no passkeys."), { code: "not_supported" });
  }
}

/** Adds a passkey to the account that is signed in. */
export async function addPasskey() {
  const { transaction_id } = await call("/passkeys/register/start", {});
  const nonce = await passkey().register(transaction_id);
  return (await call("/passkeys/register/finish", { nonce })).location;
}

/** Signs in the account of that name; resolves to `undefined` if this browser is to ask for the password instead. */
export async function signInByName(name) {
  const { transaction_id } = await call("/passkeys/sign-in/start", { name });
  if (transaction_id === null) return undefined;
  const nonce = await passkey().authenticate({ transactionId: transaction_id });
  return (await call("/passkeys/sign-in/finish", { nonce, transaction_id })).location;
}

/** Signs in whoever picks one of their passkeys in the browser's prompt. */
export async function signIn() {
  const nonce = await passkey().authenticate();
  return (await call("/passkeys/sign-in/finish", { nonce })).location;
}

/**
 * Signs in whoever picks a passkey in the list under the name field (`autocomplete="username webauthn"`).
 *
 * Stays pending until somebody does. Any other ceremony ends it with the code `aborted`; call it again after
 * that. Resolves to `undefined` in browsers without such a list.
 */
export async function signInByAutofill() {
  if (!(await passkey().canUseConditionalMediation())) return undefined;
  const nonce = await passkey().authenticate({ isConditionalMediation: true });
  return (await call("/passkeys/sign-in/finish", { nonce })).location;
}

/** Confirms for a purpose that it is still the person who signed in. */
export async function confirm(purpose) {
  const { transaction_id } = await call("/passkeys/step-up/start", {});
  const nonce = await passkey().authenticate({ transactionId: transaction_id });
  return (await call("/passkeys/step-up/finish", { nonce, purpose })).location;
}

/** What to tell the person, and "" where there is nothing to tell. */
export function explain(error) {
  switch (error.code) {
    case "aborted":
      return "";
    case "canceled":
      // Browsers do not tell a closed prompt from one that found no passkey, so as not to give people away.
      return "No passkey was used. You can try again.";
    case "timed_out":
      return "That took too long. Please try again.";
    case "already_registered":
      return "This device already has a passkey for your account.";
    case "no_passkey":
      return "There is no passkey for this account. Use your password.";
    case "not_supported":
    case "insecure_context":
      return "This browser cannot use passkeys here. Use your password.";
    case "server":
      return explainRefusal(error.serverCode);
    case "network":
      return UNAVAILABLE;
    case "backend":
      return error.message;
    default:
      // `origin_not_allowed` and whatever nobody thought of: ours to repair, so the console says more.
      console.error(error);
      return "Passkeys cannot be used on this site just now. Your password works as always.";
  }
}

const UNAVAILABLE = "Passkeys cannot be used just now. Your password works as always.";

/** What to tell the person when Passflex refused. */
function explainRefusal(serverCode) {
  switch (serverCode) {
    case "webauthn_login_failed":
    case "discoverable_login_failed":
      // One answer for a revoked passkey and for one that came too late, so that nobody can probe for passkeys.
      return "This passkey was not accepted. Try again, unless it has been revoked.";
    case "transaction_not_found":
    case "invalid_request":
      return "That took too long. Please try again.";
    default:
      return UNAVAILABLE;
  }
}

function passkey() {
  if (!passflex) throw Object.assign(new Error("The Passflex SDK has not been loaded."), { code: "network" });
  return passflex.passkey;
}

/** Calls our own backend. The token shows that it is this page that calls, not another site. */
async function call(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Forgery-Token": meta("forgery-token") },
    body: JSON.stringify(body),
  }).catch((cause) => {
    throw backendError("This site cannot be reached. Check your connection.", null, cause);
  });
  const result = await answer.json().catch(() => ({}));
  if (!answer.ok) throw backendError(result.error ?? "Something went wrong. Please try again.", result.location);
  return result;
}

/** An error with a sentence of our backend's, and perhaps the address where the person can put it right. */
function backendError(message, location, cause) {
  return Object.assign(new Error(message, { cause }), { code: "backend", location });
}

function meta(name) {
  return document.querySelector(`meta[name="${name}"]`).content;
}
