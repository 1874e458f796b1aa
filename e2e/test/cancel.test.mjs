// A prompt that comes to nothing: the person is not recognised, or walks away. Nothing is lost by it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World } from "../support/world.mjs";

let world;
before(async () => {
  world = await World.begin();
});
after(() => world.end());

test("a person who is not recognised adds no passkey, and can try again", async (t) => {
  const ada = await world.person(t, "ada");
  await ada.signsUp();
  await ada.device.recognises(false);

  await ada.clicks("button", "Add a passkey");
  await ada.isTold("No passkey was used. You can try again.");
  const held = await ada.device.count();
  await ada.device.recognises(true);
  await ada.addsAPasskey();

  assert.deepEqual([held, (await ada.passkeys()).length], [0, 1]);
});

test("a person who leaves the prompt open and the page goes on without a passkey", async (t) => {
  const bob = await world.person(t, "bob");
  await bob.signsUp();
  await bob.device.isTouched(false);

  await bob.clicks("button", "Add a passkey");
  await bob.isTold("Waiting for your passkey…");
  await bob.clicks("link", "Not now");
  await bob.arrivesAt("/account");

  assert.deepEqual(await bob.passkeys(), []);
});

test("a person who is not recognised at sign-in is offered the password, and the passkey still", async (t) => {
  const cleo = await world.person(t, "cleo");
  await cleo.joins();
  await cleo.signsOut();
  await cleo.device.recognises(false);

  await cleo.visits("/sign-in");
  await cleo.types("Account name", "cleo");
  await cleo.clicks("button", "Continue");
  await cleo.isTold("No passkey was used. You can try again.");
  await cleo.page.getByRole("button", { name: "Sign in with a passkey" }).waitFor();
  await cleo.clicks("button", "Continue with password");
  await cleo.typesThePassword();

  assert.equal(await cleo.isSignedInAs(), "cleo");
});

test("a person who leaves the prompt of a sign-in open can come back and sign in", async (t) => {
  const dora = await world.person(t, "dora");
  await dora.joins();
  await dora.signsOut();
  await dora.device.isTouched(false);
  await dora.visits("/sign-in");
  await dora.clicks("button", "Sign in with a passkey");
  await dora.isTold("Waiting for your passkey…");

  await dora.device.isTouched(true);
  await dora.signsInWithoutAName();

  assert.equal(await dora.isSignedInAs(), "dora");
});
