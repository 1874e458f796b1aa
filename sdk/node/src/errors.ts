/** Codes of the server's refusals, under the names of the 1.x SDK. A newer server may know more. */
export const PassageErrorCode = {
  InvalidRequest: "invalid_request",
  AccessToken: "invalid_access_token",
  Nonce: "invalid_nonce",
  OperationNotAllowed: "operation_not_allowed",
  CannotCreateTransaction: "cannot_create_transaction",
  AppNotFound: "app_not_found",
  UserNotFound: "user_not_found",
  DeviceNotFound: "device_not_found",
  UserHasNoPasskeys: "user_has_no_passkeys",
  UserAlreadyExists: "user_already_exists",
  InternalServerError: "internal_server_error",
  NotFound: "not_found",
  MethodNotAllowed: "method_not_allowed",
  BodyTooLarge: "body_too_large",
  TooManyRequests: "too_many_requests",
  ServiceUnavailable: "service_unavailable",
} as const;
export type PassageErrorCode = (typeof PassageErrorCode)[keyof typeof PassageErrorCode];

/** Codes for when it was not the server that refused. */
export type ClientErrorCode =
  /** The server could not be reached, or hung up. */
  | "network"
  /** The call took longer than its `timeoutMs`. */
  | "timeout"
  /** The caller's signal was aborted. */
  | "aborted"
  /** Something answered, but not as Passflex does. */
  | "unexpected_answer"
  /** An argument or a setting is missing, or cannot be sent. */
  | "invalid_argument";

/** What came with an error, where something did. */
export interface PassageErrorDetails {
  /** Replaces the sentence that belongs to the code. */
  message?: string | undefined;
  /** What was caught: what `fetch` threw, the reason of a signal. */
  cause?: unknown;
  /** The HTTP status of the answer. */
  status?: number | undefined;
  /** The answer's `X-Request-Id`. */
  requestId?: string | undefined;
  /** The answer's `Retry-After`, in seconds. */
  retryAfter?: number | undefined;
}

const SENTENCES: Record<ClientErrorCode, string> = {
  network: "Passflex cannot be reached. Check that it runs and that PASSFLEX_URL or baseUrl leads to it.",
  timeout: "Passflex took too long to answer. Try again, or allow more with timeoutMs.",
  aborted: "The call was aborted by its signal.",
  unexpected_answer:
    "This is not an answer of Passflex. Check PASSFLEX_URL or baseUrl, and what stands in front of the server.",
  invalid_argument: "An argument is missing or cannot be sent.",
};

/** The one error that every call rejects with. Branch on `code`; `message` is for people. */
export class PassageError extends Error {
  override readonly name = "PassageError";
  /** The server's code for what went wrong, or one of this package's own. */
  readonly code: PassageErrorCode | ClientErrorCode | (string & {});
  /** The HTTP status; undefined where nobody answered. */
  readonly status: number | undefined;
  /** The server's name for the request, to be found again in its log. */
  readonly requestId: string | undefined;
  /** How long the server asks to be left alone, in seconds. */
  readonly retryAfter: number | undefined;

  /** Makes an error of `code`; without a message of its own it gets the sentence of the code. */
  constructor(code: string, details: PassageErrorDetails = {}) {
    super(details.message || SENTENCES[code as ClientErrorCode], "cause" in details ? { cause: details.cause } : {});
    this.code = code;
    this.status = details.status;
    this.requestId = details.requestId;
    this.retryAfter = details.retryAfter;
  }

  /** `code`, as the 1.x SDK called it. */
  get errorCode(): string {
    return this.code;
  }

  /** `status`, as the SDKs before called it; 500 where nobody answered, so that it can be handed on. */
  get statusCode(): number {
    return this.status ?? 500;
  }

  /** `code`, as the 0.x SDK called it. */
  get statusText(): string {
    return this.code;
  }
}
