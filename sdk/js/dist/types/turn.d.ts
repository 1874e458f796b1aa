/** What a ceremony shows: a dialog of its own, or entries in the autofill list of a field. */
export type TurnKind = "prompt" | "autofill";
/**
 * Runs the browser's part of a ceremony when it is its turn.
 *
 * `run` gets a signal that is aborted by `outer` and by a ceremony that takes its place. Whatever it
 * fails with after that is reported as `aborted`.
 */
export declare function inTurn<T>(kind: TurnKind, outer: AbortSignal | undefined, run: (signal: AbortSignal) => Promise<T>): Promise<T>;
/** Runs what a signal may abort: whatever `run` fails with after that is reported as `aborted`. */
export declare function abortable<T>(signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T>;
/** Aborts `controller` when `leader` is aborted, until the function that comes back is called. */
export declare function follow(leader: AbortSignal | undefined, controller: AbortController): () => void;
