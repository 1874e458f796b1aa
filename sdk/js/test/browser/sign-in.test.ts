import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { VirtualAuthenticator } from "../support/authenticator.js";
import { authenticate, register, verified, withPasskey } from "../support/ceremonies.js";
import { World } from "../support/world.js";

let world: World;
before(async () => {
  world = await World.begin();
});
after(() => world.end());
beforeEach(() => {
  world.flex.seen.length = 0;
});

test("a person registers a passkey and the backend learns who it is for", async () => {
  const page = await world.open();
  const authenticator = await VirtualAuthenticator.attach(page);

  const outcome = await register(page, world.flex.registerTransaction("ada"));

  assert.deepEqual(verified(world, outcome), { external_id: "ada", kind: "register" });
  assert.equal(await authenticator.count(), 1);
});

test("a person signs in by name", async () => {
  const page = await world.open();
  await VirtualAuthenticator.attach(page);
  await withPasskey(world, page, "bob");

  const outcome = await authenticate(page, { transactionId: world.flex.authenticateTransaction("bob") });

  assert.deepEqual(verified(world, outcome), { external_id: "bob", kind: "authenticate" });
});

test("a person signs in without a name", async () => {
  const page = await world.open();
  await VirtualAuthenticator.attach(page);
  await withPasskey(world, page, "cleo");

  const outcome = await authenticate(page);

  assert.deepEqual(verified(world, outcome), { external_id: "cleo", kind: "authenticate" });
});

test("a person signs in from the autofill list", async () => {
  const page = await world.open();
  await VirtualAuthenticator.attach(page);
  await withPasskey(world, page, "dora");

  const outcome = await authenticate(page, { isConditionalMediation: true });

  assert.deepEqual(verified(world, outcome), { external_id: "dora", kind: "authenticate" });
});
