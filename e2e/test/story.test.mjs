// What the project is for, from beginning to end.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World } from "../support/world.mjs";

let world;
before(async () => {
  world = await World.begin();
});
after(() => world.end());

test("a person signs up, adds a passkey, signs in with it, confirms with it, revokes it", async (t) => {
  const ada = await world.person(t, "ada");

  await ada.signsUp();
  await ada.addsAPasskey();
  await ada.isTold("Passkey added. Next time, sign in with it.");
  await ada.signsOut();

  await ada.signsInByName();
  assert.equal(await ada.isSignedInAs(), "ada");
  await ada.signsOut();
  await ada.signsInWithoutAName();
  assert.equal(await ada.isSignedInAs(), "ada");
  await ada.signsOut();
  await ada.signsInByAutofill();
  assert.equal(await ada.isSignedInAs(), "ada");

  await ada.wantsToChangeTheirEmail();
  await ada.confirmsWithAPasskey();
  await ada.changesTheirEmailTo("ada@example.com");
  await ada.isTold("E-mail address changed.");

  const [{ added, lastUsed, ...passkey }, ...others] = await ada.passkeys();
  assert.deepEqual(passkey, { name: "Chrome DevTools authenticator", kind: "Passkey on one device" });
  assert.ok(Date.parse(added) <= Date.parse(lastUsed), `added ${added}, last used ${lastUsed}`);
  assert.deepEqual(others, []);

  await ada.revokes("Chrome DevTools authenticator");
  await ada.isTold("Passkey revoked. It no longer signs in.");
  assert.deepEqual(await ada.passkeys(), []);
  await ada.signsOut();
  await ada.visits("/sign-in");
  await ada.clicks("button", "Sign in with a passkey");
  await ada.isTold("This passkey was not accepted. Try again, unless it has been revoked.");
  assert.equal(await ada.isSignedInAs(), null);
});
