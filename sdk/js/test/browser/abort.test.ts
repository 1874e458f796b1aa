import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { VirtualAuthenticator } from "../support/authenticator.js";
import { abort, authenticate, begin, failure, outcomeOf, promptShown, verified, withPasskey } from "../support/ceremonies.js";
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
  page = await world.open();
  authenticator = await VirtualAuthenticator.attach(page);
  await withPasskey(world, page, "ada");
  world.flex.seen.length = 0;
});

const ADA = { external_id: "ada", kind: "authenticate" };
const ABORTED = {
  name: "PassflexError",
  code: "aborted",
  message: "The ceremony was aborted by its signal or by a newer one.",
  cause: "AbortError",
};

test("a signal that is aborted already stops a ceremony before it begins", async () => {
  const outcomes = await page.evaluate(() => {
    const signal = AbortSignal.abort();
    return Promise.all([
      settle(passage.passkey.register("t", { signal })),
      settle(passage.passkey.authenticate({ signal })),
      settle(passage.passkey.authenticate({ signal, isConditionalMediation: true })),
    ]);
  });

  assert.deepEqual(outcomes.map(failure), [ABORTED, ABORTED, ABORTED]);
  assert.deepEqual(world.flex.seen, []);
});

test("a ceremony that is stillborn leaves a pending autofill alone", async () => {
  await authenticator.touches(false);
  await begin(page, "autofill", { isConditionalMediation: true });
  await promptShown(page, 1);

  await page.evaluate(() => settle(passage.passkey.authenticate({ signal: AbortSignal.abort() })));

  await abort(page, "autofill");
  assert.deepEqual(failure(await outcomeOf(page, "autofill")), ABORTED);
});

test("a signal stops a ceremony while the server is asked to begin", async () => {
  const release = world.flex.hold("start");
  await begin(page, "prompt", {});
  await world.flex.requests("start", 1);

  await abort(page, "prompt");

  assert.deepEqual(failure(await outcomeOf(page, "prompt")), ABORTED);
  release();
});

test("a signal closes the prompt, and the next one opens", async () => {
  await authenticator.touches(false);
  await begin(page, "prompt", {});
  await promptShown(page, 1);

  await abort(page, "prompt");

  assert.deepEqual(failure(await outcomeOf(page, "prompt")), ABORTED);
  await authenticator.touches(true);
  assert.deepEqual(verified(world, await authenticate(page)), ADA);
});

test("a signal stops a ceremony while the server is told", async () => {
  const release = world.flex.hold("finish");
  await begin(page, "prompt", {});
  await world.flex.requests("finish", 1);

  await abort(page, "prompt");

  assert.deepEqual(failure(await outcomeOf(page, "prompt")), ABORTED);
  release();
});

test("the reason of the signal is the cause of the error", async () => {
  const cause = await page.evaluate(() => {
    const signal = AbortSignal.abort(new RangeError("The person went away."));
    return passage.passkey.authenticate({ signal }).catch((error: Error) => (error.cause as Error).name);
  });

  assert.equal(cause, "RangeError");
});

test("of two prompts at once the newer stays", async () => {
  await authenticator.touches(false);
  await begin(page, "first", {});
  await promptShown(page, 1);
  await authenticator.touches(true);

  await begin(page, "second", { transactionId: world.flex.authenticateTransaction("ada") });

  assert.deepEqual(failure(await outcomeOf(page, "first")), ABORTED);
  assert.deepEqual(verified(world, await outcomeOf(page, "second")), ADA);
});

test("a ceremony that the person has approved is finished, whatever begins meanwhile", async () => {
  const release = world.flex.hold("finish");
  await begin(page, "approved", {});
  await world.flex.requests("finish", 1);

  await begin(page, "newer", {});
  await world.flex.requests("finish", 2);
  release();

  assert.deepEqual(verified(world, await outcomeOf(page, "approved")), ADA);
  assert.deepEqual(verified(world, await outcomeOf(page, "newer")), ADA);
});
