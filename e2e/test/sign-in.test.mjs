// Three ways in with a passkey, and when the password is asked for instead.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { autofillOffered, pickFromAutofill } from "../support/autofill.mjs";
import { World } from "../support/world.mjs";

let world;
before(async () => {
  world = await World.begin();
});
after(() => world.end());

test("a person signs in by name", async (t) => {
  const ada = await world.person(t, "ada");
  await ada.joins();
  await ada.signsOut();

  await ada.signsInByName();

  assert.equal(await ada.isSignedInAs(), "ada");
});

test("a person signs in without a name", async (t) => {
  const bob = await world.person(t, "bob");
  await bob.joins();
  await bob.signsOut();

  await bob.signsInWithoutAName();

  assert.equal(await bob.isSignedInAs(), "bob");
});

test("a person signs in from the list in the name field", async (t) => {
  const cleo = await world.person(t, "cleo");
  await cleo.joins();
  await cleo.signsOut();

  await cleo.signsInByAutofill();

  assert.equal(await cleo.isSignedInAs(), "cleo");
});

test("the list in the name field is offered again after a prompt came to nothing", async (t) => {
  const dora = await world.person(t, "dora");
  await dora.joins();
  await dora.signsOut();
  await dora.visits("/sign-in");
  await autofillOffered(dora.page);

  await dora.device.recognises(false);
  await dora.clicks("button", "Sign in with a passkey");
  await dora.isTold("No passkey was used. You can try again.");
  await dora.device.recognises(true);
  await pickFromAutofill(dora.page);
  await dora.arrivesAt("/account");

  assert.equal(await dora.isSignedInAs(), "dora");
});

test("two people with a device each sign in as themselves", async (t) => {
  const eve = await world.person(t, "eve");
  const finn = await world.person(t, "finn");
  await eve.joins();
  await finn.joins();
  await eve.signsOut();
  await finn.signsOut();

  await eve.signsInWithoutAName();
  await finn.signsInWithoutAName();

  assert.deepEqual([await eve.isSignedInAs(), await finn.isSignedInAs()], ["eve", "finn"]);
});

test("a name without a passkey leads to the password", async (t) => {
  const gus = await world.person(t, "gus");
  await gus.signsUp();
  await gus.signsOut();

  await gus.signsInWithPassword();

  assert.equal(await gus.isSignedInAs(), "gus");
});

test("on a device that it was never used on, a name leads to the password like any other", async (t) => {
  const hal = await world.person(t, "hal");
  await hal.joins();
  const halElsewhere = await world.person(t, "hal");
  const nobody = await world.person(t, "nobody");

  await halElsewhere.signsInWithPassword();
  await nobody.visits("/sign-in");
  await nobody.types("Account name", "nobody");
  await nobody.clicks("button", "Continue");
  await nobody.page.getByRole("heading", { name: "Enter your password" }).waitFor();

  assert.equal(await halElsewhere.isSignedInAs(), "hal");
});
