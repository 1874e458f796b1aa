/** A server that asks for a longer pause than this, in seconds, gets none: the caller learns at once. */
const LONGEST_PAUSE = 5;

/** Upper end of the first pause that nobody asked for, in milliseconds. Each further one is twice as long. */
const FIRST_PAUSE_MS = 200;

/**
 * How long to wait before a request is repeated, in milliseconds; undefined if it is not to be.
 *
 * `repeats` is how often it was repeated already. `retryAfter` is what the server asked for, in seconds. Without it the
 * pause is random, so that callers who were turned away together do not come back together.
 */
export function pauseBefore(repeats: number, retryAfter: number | undefined): number | undefined {
  if (retryAfter !== undefined) {
    return retryAfter <= LONGEST_PAUSE ? retryAfter * 1000 : undefined;
  }
  return FIRST_PAUSE_MS * 2 ** repeats * (0.5 + Math.random() / 2);
}

/** Reads `Retry-After`, which is seconds or a date, as seconds from `now` in milliseconds since 1970. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null || !/^\d+$|GMT$/.test(header)) {
    return undefined;
  }
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.max(0, Math.ceil((Date.parse(header) - now) / 1000));
  return Number.isNaN(seconds) ? undefined : seconds;
}
