import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { inTurn } from "../../src/turn.js";

/** A browser's request: it stays until it is answered, or until its signal is aborted. */
function request(): { run: (signal: AbortSignal) => Promise<string>; answer: () => void; asked: Promise<void> } {
  let answer = (): void => {};
  let ask = (): void => {};
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const run = (signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      answer = () => resolve("answered");
      signal.addEventListener("abort", () => reject(signal.reason));
      ask();
    });
  return { run, answer: () => answer(), asked };
}

/** Comes back once every promise that can settle has settled. */
const everythingPending = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const aborted = { name: "PassflexError", code: "aborted" };

test("a turn comes back with what the browser answered", async () => {
  const { run, answer, asked } = request();
  const turn = inTurn("prompt", undefined, run);
  await asked;
  answer();

  assert.equal(await turn, "answered");
});

test("a turn fails with what the browser failed with", async () => {
  const failed = new Error("failed");

  await assert.rejects(
    inTurn("prompt", undefined, () => Promise.reject(failed)),
    failed,
  );
});

test("a prompt aborts the prompt before it, and the turn after both is free", async () => {
  const [older, newer] = [request(), request()];
  const first = inTurn("prompt", undefined, older.run);
  await older.asked;
  const second = inTurn("prompt", undefined, newer.run);

  await assert.rejects(first, aborted);
  await newer.asked;
  newer.answer();
  assert.equal(await second, "answered");
  assert.equal(await inTurn("autofill", undefined, async () => "free"), "free");
});

test("autofill waits for the newest of several prompts", async () => {
  const [older, newer, autofill] = [request(), request(), request()];
  const order: string[] = [];
  for (const [name, { asked }] of Object.entries({ older, newer, autofill })) {
    void asked.then(() => order.push(name));
  }
  const first = inTurn("prompt", undefined, older.run);
  await older.asked;
  const replaced = inTurn("autofill", undefined, autofill.run);
  const second = inTurn("prompt", undefined, newer.run);
  await Promise.all([assert.rejects(first, aborted), assert.rejects(replaced, aborted), newer.asked]);

  const waiting = inTurn("autofill", undefined, autofill.run);
  await everythingPending();
  assert.deepEqual(order, ["older", "newer"]);

  newer.answer();
  assert.equal(await second, "answered");
  await autofill.asked;
  autofill.answer();
  assert.equal(await waiting, "answered");
});

test("autofill that waits can be aborted before the prompt is over", async () => {
  const prompt = request();
  const turn = inTurn("prompt", undefined, prompt.run);
  await prompt.asked;
  const controller = new AbortController();
  const waiting = inTurn("autofill", controller.signal, request().run);

  controller.abort();

  await assert.rejects(waiting, aborted);
  prompt.answer();
  assert.equal(await turn, "answered");
});

test("a password manager that knows no signals holds nobody up", async () => {
  const controller = new AbortController();
  const deaf = inTurn("prompt", controller.signal, () => new Promise(() => {}));

  controller.abort();

  await assert.rejects(deaf, aborted);
  assert.equal(await inTurn("autofill", undefined, async () => "free"), "free");
});

test("the caller's signal keeps no listener of a ceremony that is over, however it ended", async () => {
  const { signal } = new AbortController();

  await inTurn("prompt", signal, async () => "done");
  await assert.rejects(inTurn("autofill", signal, () => Promise.reject(new Error("failed"))));
  const replaced = inTurn("prompt", signal, request().run);
  await inTurn("prompt", signal, async () => "newer");
  await assert.rejects(replaced, aborted);

  assert.deepEqual(getEventListeners(signal, "abort"), []);
});
