import { pauseBefore } from "./backoff.js";
import type { Connection, Request } from "./connection.js";
import { PassageError } from "./errors.js";
import type { Members } from "./members.js";

/** What may be said of any one call. */
export interface CallOptions {
  /** Aborts the call, which then rejects with the code `aborted`. */
  signal?: AbortSignal | undefined;
  /** How long the call may take with all that it repeats, in milliseconds: 1 to 600,000. */
  timeoutMs?: number | undefined;
}

/** What holds for all calls. */
export interface CallSettings {
  /** As in `CallOptions`. */
  timeoutMs: number;
  /** How often a request is repeated, if repeating it is safe. */
  retries: number;
}

const LONGEST_CALL_MS = 600_000;

/** The statuses of a server, or of a proxy before it, that has not done what it was asked to. */
const PASSING = [429, 502, 503, 504];

/** Makes calls: each is one or more requests that share a time limit and a signal. */
export class Caller {
  readonly #connection: Connection;
  readonly #settings: CallSettings;

  constructor(connection: Connection, settings: CallSettings) {
    this.#connection = connection;
    this.#settings = { ...settings, timeoutMs: checkedTimeout(settings.timeoutMs) };
    if (!Number.isInteger(settings.retries) || settings.retries < 0 || settings.retries > 10) {
      throw new PassageError("invalid_argument", { message: "retries has to be a whole number from 0 to 10." });
    }
  }

  /** Does `work` within the limits of one call. */
  async call<T>(options: CallOptions, work: (call: Call) => Promise<T>): Promise<T> {
    const { signal } = options;
    const timeoutMs = checkedTimeout(options.timeoutMs ?? this.#settings.timeoutMs);
    const controller = new AbortController();
    const abort = (): void => controller.abort(new PassageError("aborted", { cause: signal?.reason }));
    const timer = setTimeout(() => controller.abort(new PassageError("timeout")), timeoutMs);
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) {
      abort();
    }
    try {
      const deadline = performance.now() + timeoutMs;
      return await work(new Call(this.#connection, this.#settings.retries, deadline, controller.signal));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }
}

/** One call under way. */
export class Call {
  readonly #connection: Connection;
  readonly #retries: number;
  readonly #deadline: number;
  readonly #signal: AbortSignal;

  constructor(connection: Connection, retries: number, deadline: number, signal: AbortSignal) {
    this.#connection = connection;
    this.#retries = retries;
    this.#deadline = deadline;
    this.#signal = signal;
  }

  /** Sends a request that must not be done twice, or whose second answer would differ. */
  async once<T>(request: Request, read: (answer: Members) => T): Promise<T> {
    return this.#connection.send(request, read, this.#signal);
  }

  /** Sends a request that may be done again: it reads, or writes nothing, or sets what it set before. */
  async repeatedly<T>(request: Request, read: (answer: Members) => T): Promise<T> {
    return this.#repeat(() => this.#connection.send(request, read, this.#signal));
  }

  /** Deletes, again if need be. What a repeat finds gone was deleted by a request whose answer was lost. */
  async delete(path: string[]): Promise<void> {
    return this.#repeat(async (repeats) => {
      try {
        await this.#connection.sendForNothing({ method: "DELETE", path }, this.#signal);
      } catch (error) {
        const gone = error instanceof PassageError && /^(user|device)_not_found$/.test(error.code);
        if (!gone || repeats === 0) {
          throw error;
        }
      }
    });
  }

  async #repeat<T>(attempt: (repeats: number) => Promise<T>): Promise<T> {
    for (let repeats = 0; ; repeats++) {
      try {
        return await attempt(repeats);
      } catch (error) {
        const pause = repeats < this.#retries && mayPass(error) ? pauseBefore(repeats, error.retryAfter) : undefined;
        // To wait for the end of the call would tell the caller less than what has happened.
        if (pause === undefined || performance.now() + pause >= this.#deadline) {
          throw error;
        }
        await this.#wait(pause);
      }
    }
  }

  /** Waits, but not beyond the end of the call: the next request then learns why. */
  async #wait(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#signal.addEventListener("abort", done);
    });
  }
}

/** Whether the same request may fare better in a moment. */
function mayPass(error: unknown): error is PassageError {
  return error instanceof PassageError && (error.code === "network" || PASSING.includes(error.status ?? 0));
}

function checkedTimeout(timeoutMs: number): number {
  if (!(timeoutMs >= 1 && timeoutMs <= LONGEST_CALL_MS)) {
    throw new PassageError("invalid_argument", { message: "timeoutMs has to be from 1 to 600,000 milliseconds." });
  }
  return timeoutMs;
}
