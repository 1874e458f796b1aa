// The passkeys of an account: the list, more than one of them, and revoking.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SECURITY_KEY } from "../support/authenticator.mjs";
import { beforeFinish } from "../support/ceremony.mjs";
import { World } from "../support/world.mjs";

const NAME = "Chrome DevTools authenticator";

let world;
before(async () => {
  world = await World.begin();
});
after(() => world.end());

test("the list says where a passkey is from, when it was added, and that it was never used", async (t) => {
  const ada = await world.person(t, "ada");
  const before = wholeSecond();
  await ada.joins();

  const [{ added, ...passkey }, ...others] = await ada.passkeys();

  assert.deepEqual(passkey, { name: NAME, kind: "Passkey on one device", lastUsed: "Never" });
  assert.ok(before <= Date.parse(added) && Date.parse(added) <= Date.now(), added);
  assert.deepEqual(others, []);
});

test("the list says when a passkey was last used", async (t) => {
  const bob = await world.person(t, "bob");
  await bob.joins();
  await bob.signsOut();
  const before = wholeSecond();
  await bob.signsInWithoutAName();

  const [{ lastUsed }] = await bob.passkeys();

  assert.ok(before <= Date.parse(lastUsed) && Date.parse(lastUsed) <= Date.now(), lastUsed);
});

test("a device that has a passkey of the account gets no second one", async (t) => {
  const cleo = await world.person(t, "cleo");
  await cleo.joins();

  await cleo.clicks("button", "Add a passkey");
  await cleo.isTold("This device already has a passkey for your account.");

  assert.deepEqual([(await cleo.passkeys()).length, await cleo.device.count()], [1, 1]);
});

test("a second device gets a passkey of its own, and either signs in", async (t) => {
  const laptop = await world.person(t, "dora");
  await laptop.joins();
  const phone = await world.person(t, "dora");
  await phone.signsInWithPassword();
  await phone.addsAPasskey();
  await laptop.signsOut();
  await phone.signsOut();

  await laptop.signsInWithoutAName();
  await phone.signsInWithoutAName();

  assert.deepEqual([await laptop.isSignedInAs(), await phone.isSignedInAs()], ["dora", "dora"]);
  assert.equal((await laptop.passkeys()).length, 2);
});

test("revoking the passkey of a lost device leaves the other one alone", async (t) => {
  const lost = await world.person(t, "eve");
  await lost.joins();
  await lost.signsOut();
  const kept = await world.person(t, "eve");
  await kept.signsInWithPassword();
  await kept.addsAPasskey();
  await kept.signsOut();
  await kept.signsInWithoutAName();
  assert.deepEqual((await kept.passkeys()).map(({ lastUsed }) => lastUsed === "Never"), [true, false]);

  await kept.page.getByRole("button", { name: `Revoke ${NAME}` }).first().click();
  await kept.clicks("button", "Revoke passkey");
  await kept.arrivesAt("/account?done=passkey-revoked");
  await kept.signsOut();
  await kept.signsInWithoutAName();
  await lost.visits("/sign-in");
  await lost.clicks("button", "Sign in with a passkey");
  await lost.isTold("This passkey was not accepted. Try again, unless it has been revoked.");

  assert.deepEqual([await kept.isSignedInAs(), await lost.isSignedInAs()], ["eve", null]);
});

test("a passkey that is revoked while a prompt is open for it does not sign in", async (t) => {
  const stolen = await world.person(t, "ivy");
  await stolen.joins();
  await stolen.signsOut();
  const owner = await world.person(t, "ivy");
  await owner.signsInWithPassword();
  await beforeFinish(stolen.page, () => owner.revokes(NAME));

  await stolen.visits("/sign-in");
  await stolen.clicks("button", "Sign in with a passkey");
  await stolen.isTold("This passkey was not accepted. Try again, unless it has been revoked.");

  assert.deepEqual([await stolen.isSignedInAs(), await owner.passkeys()], [null, []]);
});

test("a person who thinks better of revoking keeps the passkey", async (t) => {
  const finn = await world.person(t, "finn");
  await finn.joins();

  await finn.clicks("button", `Revoke ${NAME}`);
  await finn.clicks("button", "Keep it");
  await finn.page.getByRole("dialog").waitFor({ state: "hidden" });

  assert.equal((await finn.passkeys()).length, 1);
});

test("once the last passkey is revoked, its name leads to the password", async (t) => {
  const gus = await world.person(t, "gus");
  await gus.joins();
  await gus.revokes(NAME);
  await gus.signsOut();

  await gus.signsInWithPassword();

  assert.equal(await gus.isSignedInAs(), "gus");
});

test("a security key is added and signs in, by name and without", async (t) => {
  const hal = await world.person(t, "hal", SECURITY_KEY);
  await hal.joins();
  const [{ kind }] = await hal.passkeys();
  assert.equal(kind, "Security key");

  await hal.signsOut();
  await hal.signsInByName();
  await hal.signsOut();
  await hal.signsInWithoutAName();

  assert.equal(await hal.isSignedInAs(), "hal");
});

/** Now, to the second that the site's times are given in. */
function wholeSecond() {
  return Math.floor(Date.now() / 1000) * 1000;
}
