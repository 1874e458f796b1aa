import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { VirtualAuthenticator } from "../support/authenticator.js";
import { authenticate, begin, beginAutofill, failure, isPending, opened, outcomeOf, promptShown, verified, withPasskey } from "../support/ceremonies.js";
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

test("a prompt takes the place of a pending autofill, which can be started again", async () => {
  await authenticator.touches(false);
  await beginAutofill(page);
  await promptShown(page, 1);
  await authenticator.touches(true);

  const prompted = await authenticate(page, { transactionId: world.flex.authenticateTransaction("ada") });
  const replaced = await outcomeOf(page, "autofill");
  const again = await authenticate(page, { isConditionalMediation: true });

  assert.deepEqual(verified(world, prompted), ADA);
  assert.deepEqual(failure(replaced), {
    name: "PassflexError",
    code: "aborted",
    message: "The ceremony was aborted by its signal or by a newer one.",
    cause: "AbortError",
  });
  assert.deepEqual(verified(world, again), ADA);
});

test("a registration takes the place of a pending autofill too", async () => {
  await authenticator.touches(false);
  await beginAutofill(page);
  await promptShown(page, 1);
  await authenticator.touches(true);

  await withPasskey(world, page, "bob");

  assert.equal(failure(await outcomeOf(page, "autofill")).code, "aborted");
});

test("a second autofill takes the place of the first", async () => {
  await authenticator.touches(false);
  await beginAutofill(page, "first");
  await promptShown(page, 1);
  await authenticator.touches(true);
  await beginAutofill(page, "second");

  assert.equal(failure(await outcomeOf(page, "first")).code, "aborted");
  assert.deepEqual(verified(world, await outcomeOf(page, "second")), ADA);
});

test("two autofills at once leave the second", async () => {
  const [first, second] = await page.evaluate(() => {
    const autofill = (): Promise<string> => passage.passkey.authenticate({ isConditionalMediation: true });
    return Promise.all([settle(autofill()), settle(autofill())]);
  });

  assert.equal(failure(first).code, "aborted");
  assert.deepEqual(verified(world, second), ADA);
});

test("autofill waits while a prompt is open, then begins", async () => {
  await authenticator.touches(false);
  await begin(page, "prompt", {});
  await promptShown(page, 1);
  const before = await opened(page);
  await beginAutofill(page);

  assert.equal(await isPending(page, "prompt"), true);
  assert.equal(await opened(page), before);

  await authenticator.touches(true);
  await page.evaluate(() => controllers["prompt"]?.abort());
  assert.equal(failure(await outcomeOf(page, "prompt")).code, "aborted");
  assert.deepEqual(verified(world, await outcomeOf(page, "autofill")), ADA);
});

test("an autofill that a page starts again whenever it is aborted does not fight the prompt", async () => {
  await authenticator.touches(false);
  await page.evaluate(() => {
    const autofill = (): Promise<string> =>
      passage.passkey
        .authenticate({ isConditionalMediation: true })
        .catch((error: { code: string }) => (error.code === "aborted" ? autofill() : Promise.reject(error)));
    pending["autofill"] = settle(autofill());
  });
  await promptShown(page, 1);
  await authenticator.touches(true);

  const prompted = await authenticate(page);

  assert.deepEqual(verified(world, prompted), ADA);
  assert.deepEqual(verified(world, await outcomeOf(page, "autofill")), ADA);
});

test("autofill of one instance gives way to a prompt of another", async () => {
  await authenticator.touches(false);
  await beginAutofill(page);
  await promptShown(page, 1);
  await authenticator.touches(true);

  const prompted = await page.evaluate(
    (baseUrl) => settle(new Passflex.Passflex("app1", { baseUrl }).passkey.authenticate()),
    world.flex.url,
  );

  assert.deepEqual(verified(world, prompted), ADA);
  assert.equal(failure(await outcomeOf(page, "autofill")).code, "aborted");
});
