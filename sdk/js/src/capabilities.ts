import { PassflexError } from "./errors.js";

/**
 * Whether this device can make a passkey: it can verify its user, or has a password manager that
 * does, or can hand over to a phone. A security key alone does not count, for a page cannot see one.
 */
export async function canRegisterPasskey(): Promise<boolean> {
  if (!hasWebAuthn()) {
    return false;
  }
  const [platform, capabilities] = await Promise.all([
    unlessItFails(() => PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()),
    unlessItFails(() => PublicKeyCredential.getClientCapabilities?.()),
  ]);
  return platform || capabilities?.["passkeyPlatformAuthenticator"] || false;
}

/** Whether this browser can ask for a passkey at all. Whether there is one only the person knows. */
export async function canAuthenticateWithPasskey(): Promise<boolean> {
  return hasWebAuthn();
}

/** Whether this browser offers passkeys in the autofill list of a field. */
export async function canUseConditionalMediation(): Promise<boolean> {
  return hasWebAuthn() && !!(await unlessItFails(() => PublicKeyCredential.isConditionalMediationAvailable?.()));
}

/** Rejects with the reason why there can be no ceremony, before anyone is bothered with one. */
export async function requireWebAuthn(autofill: boolean): Promise<void> {
  if (globalThis.isSecureContext === false) {
    throw new PassflexError("insecure_context");
  }
  if (!(await (autofill ? canUseConditionalMediation() : canAuthenticateWithPasskey()))) {
    throw new PassflexError("not_supported");
  }
}

function hasWebAuthn(): boolean {
  return !!(globalThis.isSecureContext && globalThis.PublicKeyCredential);
}

/** Password managers replace these functions, not always well: one that throws says no. */
async function unlessItFails<T>(ask: () => Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}
