// A restart costs nobody anything: not the people, not the app's backend.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { beforeFinish } from "../support/ceremony.mjs";
import { World } from "../support/world.mjs";

let world;
before(async () => {
  world = await World.begin();
});
after(() => world.end());

test("a restart keeps people, sessions, passkeys, the app and its key", async (t) => {
  const ada = await world.person(t, "ada");
  await ada.joins();
  // A new link for the first administrator takes the place of the one before, until somebody has used it.
  const kept = async () => {
    const { setup_link: _, ...at } = world.passflex.at;
    return { at, passkeys: await ada.passkeys() };
  };
  const before = await kept();

  await world.passflex.restart();

  assert.deepEqual(await kept(), before);
  assert.equal(await ada.isSignedInAs(), "ada");
  await ada.signsOut();
  await ada.signsInByName();
});

test("a ceremony that is under way survives a restart", async (t) => {
  const bob = await world.person(t, "bob");
  await bob.joins();
  await bob.signsOut();
  await bob.visits("/sign-in");
  await beforeFinish(bob.page, () => world.passflex.restart());

  await bob.clicks("button", "Sign in with a passkey");
  await bob.arrivesAt("/account");

  assert.equal(await bob.isSignedInAs(), "bob");
});

test("on other ports the app's origin follows, and passkeys go on working", async (t) => {
  const cleo = await world.person(t, "cleo");
  await cleo.joins();
  await cleo.signsOut();

  await world.passflex.restartElsewhere();
  cleo.site = world.passflex.at.demo;
  await cleo.signsInWithoutAName();

  assert.equal(await cleo.isSignedInAs(), "cleo");
});
