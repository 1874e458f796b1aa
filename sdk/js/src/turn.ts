// A browser shows one passkey request at a time. The rules by which ceremonies take turns:
//
// 1. A prompt (a ceremony that a person asked for) aborts a pending autofill and an older prompt.
// 2. An autofill aborts an older autofill, but waits for a prompt to be over. So a page may start
//    autofill again the moment it is aborted, without closing the prompt that aborted it.
// 3. A turn ends once the browser has answered. What is left is to tell the server, and a newer
//    ceremony must not cut that off: the person would keep a passkey that the server never saw.
//
// The turns are the page's, not an instance's, for so is the browser's request.
import { PassflexError } from "./errors.js";

/** What a ceremony shows: a dialog of its own, or entries in the autofill list of a field. */
export type TurnKind = "prompt" | "autofill";

interface Turn {
  readonly controller: AbortController;
  readonly over: Promise<void>;
}

const holders: Partial<Record<TurnKind, Turn>> = {};

/**
 * Runs the browser's part of a ceremony when it is its turn.
 *
 * `run` gets a signal that is aborted by `outer` and by a ceremony that takes its place. Whatever it
 * fails with after that is reported as `aborted`.
 */
export async function inTurn<T>(
  kind: TurnKind,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  return abortable(signal, async () => {
    const stopFollowing = follow(outer, controller);
    let end = (): void => {};
    const turn: Turn = { controller, over: new Promise((resolve) => (end = resolve)) };
    try {
      signal.throwIfAborted();
      supersede(holders.autofill);
      if (kind === "prompt") {
        supersede(holders.prompt);
      }
      holders[kind] = turn;
      // The race, for a password manager may stand between us and the browser that knows no signals.
      return await Promise.race([promptsOver(kind).then(() => run(signal)), aborted(signal)]);
    } finally {
      if (holders[kind] === turn) {
        delete holders[kind];
      }
      end();
      stopFollowing();
    }
  });
}

/** Runs what a signal may abort: whatever `run` fails with after that is reported as `aborted`. */
export async function abortable<T>(signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> {
  try {
    signal?.throwIfAborted();
    return await run();
  } catch (error) {
    throw signal?.aborted ? new PassflexError("aborted", { cause: signal.reason }) : error;
  }
}

/** Aborts `controller` when `leader` is aborted, until the function that comes back is called. */
export function follow(leader: AbortSignal | undefined, controller: AbortController): () => void {
  const abort = (): void => controller.abort(leader?.reason);
  if (leader?.aborted) {
    abort();
  }
  leader?.addEventListener("abort", abort);
  return () => leader?.removeEventListener("abort", abort);
}

async function promptsOver(kind: TurnKind): Promise<void> {
  while (kind === "autofill" && holders.prompt) {
    await holders.prompt.over;
  }
}

function supersede(turn: Turn | undefined): void {
  turn?.controller.abort(new DOMException("A newer passkey ceremony began.", "AbortError"));
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}
