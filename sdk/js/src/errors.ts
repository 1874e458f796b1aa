/**
 * What went wrong in a ceremony, as far as a browser lets one tell.
 *
 * Browsers report a closed prompt, a refused permission, a failed fingerprint and "nothing here fits"
 * alike, so that a page cannot find out which passkeys a person holds. All of these are `canceled`.
 */
export type PassflexErrorCode =
  /** The prompt was closed, or nothing in it could be used; browsers do not say which. */
  | "canceled"
  /** The prompt stayed open for longer than its challenge is good for. */
  | "timed_out"
  /** The server knows of no passkey that this account could sign in with. */
  | "no_passkey"
  /** The authenticator already holds a passkey of this account. */
  | "already_registered"
  /** This browser or this device cannot do what was asked of it. */
  | "not_supported"
  /** The page came neither over https nor from localhost. */
  | "insecure_context"
  /** The page's origin is not one of the app's, or does not belong to its RP id. */
  | "origin_not_allowed"
  /** The caller's signal was aborted, or a newer ceremony took the place of this one. */
  | "aborted"
  /** The server could not be reached. */
  | "network"
  /** The server refused, or did not answer as Passflex does; see `status` and `serverCode`. */
  | "server";

/** What came with an error, where something did. */
export interface PassflexErrorDetails {
  /** Replaces the sentence that belongs to the code. */
  message?: string | undefined;
  /** What was caught: a `DOMException`, a `TypeError` of `fetch`, the reason of a signal. */
  cause?: unknown;
  /** The `code` of the server's error body. */
  serverCode?: string | undefined;
  /** The HTTP status of the answer. */
  status?: number | undefined;
  /** The answer's `X-Request-Id`, to be found again in the server's log. */
  requestId?: string | undefined;
}

const SENTENCES: Record<PassflexErrorCode, string> = {
  canceled: "The passkey prompt was closed or found nothing to use. Offer to try again, or another way in.",
  timed_out: "The passkey prompt was open for too long. Try again.",
  no_passkey: "This account has no passkey. Sign in another way, then add one.",
  already_registered: "This device already has a passkey of this account. Sign in with it.",
  not_supported: "This browser or device cannot use passkeys in this way. Sign in another way.",
  insecure_context: "Passkeys need a secure page. Serve it over https, or from localhost.",
  origin_not_allowed: "The app does not allow this page's origin. Add it to the app's origins and check its RP id.",
  aborted: "The ceremony was aborted by its signal or by a newer one.",
  network: "Passflex cannot be reached. Check the connection, the base URL and the page's connect-src.",
  server: "This is not an answer of Passflex. Check the base URL and what stands in front of the server.",
};

/** The one error that every ceremony rejects with. Branch on `code`; `message` is for people. */
export class PassflexError extends Error {
  override readonly name = "PassflexError";
  /** What went wrong. */
  readonly code: PassflexErrorCode;
  /** The `code` of the server's error body, where there was one. */
  readonly serverCode: string | undefined;
  /** The HTTP status, where the server answered. */
  readonly status: number | undefined;
  /** The server's name for the request, where it answered. */
  readonly requestId: string | undefined;

  /** Makes an error of `code`; without a message of its own it gets the sentence of the code. */
  constructor(code: PassflexErrorCode, details: PassflexErrorDetails = {}) {
    super(details.message || SENTENCES[code], { cause: details.cause });
    this.code = code;
    this.serverCode = details.serverCode;
    this.status = details.status;
    this.requestId = details.requestId;
  }
}
