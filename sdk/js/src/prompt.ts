import type { CeremonyKind } from "./auth-api.js";
import { parseCreationOptions, parseRequestOptions } from "./credential-json.js";
import { PassflexError, type PassflexErrorCode } from "./errors.js";

/** Asks the browser for a new passkey. */
export function createPasskey(
  options: PublicKeyCredentialCreationOptionsJSON,
  signal: AbortSignal,
): Promise<PublicKeyCredential> {
  return ask("register", options.timeout, () =>
    navigator.credentials.create({ publicKey: parseCreationOptions(options), signal }),
  );
}

/**
 * Asks the browser for an assertion by a passkey that is there: in a dialog, or, with `conditional`
 * mediation, in the autofill list of a field, which stays until something is picked.
 */
export async function getPasskey(
  options: PublicKeyCredentialRequestOptionsJSON,
  signal: AbortSignal,
  mediation: "conditional" | "optional",
): Promise<PublicKeyCredential> {
  // To a browser an empty list means "any passkey of this site", which the server would then refuse.
  if (options.allowCredentials?.length === 0) {
    throw new PassflexError("no_passkey");
  }
  return ask("authenticate", mediation === "optional" ? options.timeout : undefined, () =>
    navigator.credentials.get({ publicKey: parseRequestOptions(options), signal, mediation }),
  );
}

async function ask(
  kind: CeremonyKind,
  timeout: number | undefined,
  request: () => Promise<Credential | null>,
): Promise<PublicKeyCredential> {
  const begun = Date.now();
  try {
    const credential = await request();
    if (credential) {
      return credential as PublicKeyCredential;
    }
  } catch (cause) {
    const { name } = cause as Error;
    const late = timeout !== undefined && Date.now() - begun >= timeout;
    throw new PassflexError(name === "NotAllowedError" && late ? "timed_out" : codeOf(name, kind), { cause });
  }
  throw new PassflexError("canceled");
}

// WebAuthn Level 3, sections 5.1.3 and 5.1.4, name what each exception stands for.
function codeOf(name: string, kind: CeremonyKind): PassflexErrorCode {
  switch (name) {
    case "InvalidStateError":
      return kind === "register" ? "already_registered" : "canceled";
    case "SecurityError":
      return "origin_not_allowed";
    case "ConstraintError":
    case "NotSupportedError":
      return "not_supported";
    // Ours while decoding, or the browser's: the options are not what WebAuthn says.
    case "InvalidCharacterError":
    case "TypeError":
      return "server";
    case "AbortError":
      return "aborted";
    default:
      return "canceled";
  }
}
