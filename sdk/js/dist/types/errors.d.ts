/**
 * What went wrong in a ceremony, as far as a browser lets one tell.
 *
 * Browsers report a closed prompt, a refused permission, a failed fingerprint and "nothing here fits"
 * alike, so that a page cannot find out which passkeys a person holds. All of these are `canceled`.
 */
export type PassflexErrorCode = 
/** The prompt was closed, or nothing in it could be used; browsers do not say which. */
"canceled"
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
/** The one error that every ceremony rejects with. Branch on `code`; `message` is for people. */
export declare class PassflexError extends Error {
    readonly name = "PassflexError";
    /** What went wrong. */
    readonly code: PassflexErrorCode;
    /** The `code` of the server's error body, where there was one. */
    readonly serverCode: string | undefined;
    /** The HTTP status, where the server answered. */
    readonly status: number | undefined;
    /** The server's name for the request, where it answered. */
    readonly requestId: string | undefined;
    /** Makes an error of `code`; without a message of its own it gets the sentence of the code. */
    constructor(code: PassflexErrorCode, details?: PassflexErrorDetails);
}
