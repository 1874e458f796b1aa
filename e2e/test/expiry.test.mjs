// A person who takes too long: the challenge is no good any more, and the next one is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { beforeFinish, isFinish } from "../support/ceremony.mjs";
import { Harness } from "../support/harness.mjs";
import { World } from "../support/world.mjs";

let world;
before(async () => {
  world = await World.begin(() => Harness.start());
});
after(() => world.end());

test("a registration that took too long leaves no passkey, and can be begun again", async (t) => {
  const ada = await world.person(t, "ada");
  await ada.signsUp();
  const refusal = await answerAfter(11, ada.page, () => ada.clicks("button", "Add a passkey"));
  await ada.isTold("That took too long. Please try again.");
  const listed = await ada.passkeys();

  await ada.addsAPasskey();

  assert.deepEqual(refusal, { status: 400, code: "invalid_request" });
  assert.deepEqual([listed.length, (await ada.passkeys()).length], [0, 1]);
});

test("a sign-in by name that took too long signs nobody in, and can be begun again", async (t) => {
  const bob = await world.person(t, "bob");
  await bob.joins();
  await bob.signsOut();
  await bob.visits("/sign-in");
  await bob.types("Account name", "bob");
  const refusal = await answerAfter(11, bob.page, () => bob.clicks("button", "Continue"));
  await bob.isTold("This passkey was not accepted. Try again, unless it has been revoked.");
  const signedInAs = await bob.isSignedInAs();

  await bob.signsInByName();

  assert.deepEqual(refusal, { status: 401, code: "webauthn_login_failed" });
  assert.deepEqual([signedInAs, await bob.isSignedInAs()], [null, "bob"]);
});

test("a sign-in without a name has half an hour", async (t) => {
  const cleo = await world.person(t, "cleo");
  await cleo.joins();
  await cleo.signsOut();
  await cleo.visits("/sign-in");
  const refusal = await answerAfter(31, cleo.page, () => cleo.clicks("button", "Sign in with a passkey"));
  await cleo.isTold("This passkey was not accepted. Try again, unless it has been revoked.");

  await cleo.visits("/sign-in");
  const answer = await answerAfter(29, cleo.page, () => cleo.clicks("button", "Sign in with a passkey"));
  await cleo.arrivesAt("/account");

  assert.deepEqual(refusal, { status: 401, code: "discoverable_login_failed" });
  assert.deepEqual(answer, { status: 200, code: null });
  assert.equal(await cleo.isSignedInAs(), "cleo");
});

/** Begins a ceremony, lets `minutes` pass before it is finished, and returns what Passflex answered. */
async function answerAfter(minutes, page, begin) {
  await beforeFinish(page, () => world.passflex.minutesPass(minutes));
  const answered = page.waitForResponse((response) => isFinish(response.url()));
  await begin();
  const answer = await answered;
  // A nonce takes the page elsewhere, and the browser forgets the answer; a refusal leaves it where it is.
  const code = answer.ok() ? null : (await answer.json()).code;
  return { status: answer.status(), code };
}
