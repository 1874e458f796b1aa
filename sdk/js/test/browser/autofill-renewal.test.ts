import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { VirtualAuthenticator } from "../support/authenticator.js";
import { abort, authenticate, beginAutofill, failure, isPending, opened, outcomeOf, promptShown, verified, withPasskey } from "../support/ceremonies.js";
import { World } from "../support/world.js";

let world: World;
let page: Page;
let authenticator: VirtualAuthenticator;
before(async () => {
  world = await World.begin();
});
after(() => world.end());
beforeEach(async () => {
  world.flex.reset();
  page = await world.open(undefined, async (page) => {
    await page.clock.install();
    await page.addInitScript(() => {
      globalThis.focused = true;
      document.hasFocus = () => globalThis.focused;
    });
  });
  authenticator = await VirtualAuthenticator.attach(page);
  await withPasskey(world, page, "ada");
  await authenticator.touches(false);
  world.flex.seen.length = 0;
});

declare global {
  /** What the page says of its focus: Chromium without a screen never takes it away. */
  var focused: boolean;
}

/** The challenge's `timeout` passes, as when a laptop is closed for a while: late timers fire once. */
const waitOutTheChallenge = (): Promise<void> => page.clock.fastForward(world.flex.settings.timeoutMs);

const ADA = { external_id: "ada", kind: "authenticate" };

test("autofill renews its challenge when it is due, and the promise stays the same", async () => {
  await beginAutofill(page);
  await promptShown(page, 1);
  await authenticator.touches(true);

  await waitOutTheChallenge();

  assert.deepEqual(verified(world, await outcomeOf(page, "autofill")), ADA);
  assert.equal((await world.flex.requests("start", 2)).length, 2);
  assert.equal((await world.flex.requests("finish", 1)).length, 1);
});

test("autofill renews as often as it takes", async () => {
  await beginAutofill(page);
  for (let renewals = 1; renewals <= 3; renewals += 1) {
    await promptShown(page, renewals);
    await waitOutTheChallenge();
  }
  await world.flex.requests("start", 4);

  assert.equal(await isPending(page, "autofill"), true);
});

test("a challenge that is not due is left alone", async () => {
  await beginAutofill(page);
  await promptShown(page, 1);
  const before = await opened(page);

  await page.clock.fastForward(world.flex.settings.timeoutMs - 10_000);

  assert.equal(await isPending(page, "autofill"), true);
  assert.equal(await opened(page), before);
});

test("nothing is renewed while the page has no focus, and at once when it has it again", async () => {
  await beginAutofill(page);
  await promptShown(page, 1);
  const before = await opened(page);
  await page.evaluate(() => (focused = false));
  await waitOutTheChallenge();
  assert.equal(await opened(page), before);

  await authenticator.touches(true);
  await page.evaluate(() => {
    focused = true;
    dispatchEvent(new Event("focus"));
  });

  assert.deepEqual(verified(world, await outcomeOf(page, "autofill")), ADA);
});

test("a renewal that fails leaves autofill as it was, and is tried again", async () => {
  await beginAutofill(page);
  await promptShown(page, 1);
  world.flex.canned.set("start", { status: 503, body: '{"code":"service_unavailable","error":"Try later."}' });
  await waitOutTheChallenge();
  await world.flex.requests("start", 2);
  assert.equal(await isPending(page, "autofill"), true);

  world.flex.canned.clear();
  await authenticator.touches(true);
  await page.clock.fastForward(30_000);

  assert.deepEqual(verified(world, await outcomeOf(page, "autofill")), ADA);
});

test("an autofill that is aborted while it renews ends, and renews no more", async () => {
  await beginAutofill(page);
  await promptShown(page, 1);
  const release = world.flex.hold("start");
  await waitOutTheChallenge();
  await world.flex.requests("start", 2);

  await abort(page, "autofill");
  release();

  assert.equal(failure(await outcomeOf(page, "autofill")).code, "aborted");
  const before = await opened(page);
  await waitOutTheChallenge();
  assert.equal(await opened(page), before);
});

test("a prompt that begins while autofill renews takes its place", async () => {
  await beginAutofill(page);
  await promptShown(page, 1);
  const release = world.flex.hold("start");
  await waitOutTheChallenge();
  await world.flex.requests("start", 2);
  await authenticator.touches(true);

  const prompted = authenticate(page);
  await world.flex.requests("start", 3);
  release();

  assert.deepEqual(verified(world, await prompted), ADA);
  assert.equal(failure(await outcomeOf(page, "autofill")).code, "aborted");
});

test("a pick from an autofill that could not be renewed in time is timed_out", async () => {
  await authenticator.touches(true);
  world.flex.settings.timeoutMs = 0;
  world.flex.settings.handshakesExpired = true;

  const outcome = await authenticate(page, { isConditionalMediation: true });

  assert.deepEqual(failure(outcome), {
    name: "PassflexError",
    code: "timed_out",
    message: "The passkey prompt was open for too long. Try again.",
    cause: "PassflexError",
  });
});

test("nothing of an autofill that is over stays behind on the page", async () => {
  const before = await focusListeners(page);
  await beginAutofill(page);
  await promptShown(page, 1);
  assert.equal(await focusListeners(page), before + 1);

  await abort(page, "autofill");
  await outcomeOf(page, "autofill");

  assert.equal(await focusListeners(page), before);
});

async function focusListeners(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page);
  const { result } = await cdp.send("Runtime.evaluate", { expression: "window" });
  const { listeners } = await cdp.send("DOMDebugger.getEventListeners", { objectId: result.objectId as string });
  return listeners.filter(({ type }) => type === "focus").length;
}
