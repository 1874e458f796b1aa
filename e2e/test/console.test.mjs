// The console as administrators use it, from the set-up link on.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ConsoleWorld } from "../support/console.mjs";

let world;
let ada;
before(async () => {
  world = await ConsoleWorld.begin();
  ada = await world.somebody("Ada Lovelace");
});
after(async () => {
  await ada.leave();
  await world.end();
});

test("the set-up link leads to a passkey and into the console, once", async (t) => {
  await ada.follows(world.setupLink);
  const mallory = await world.visitor(t, "Mallory");

  await mallory.page.goto(world.setupLink);
  await mallory.types("Your name", "Mallory");
  await mallory.clicks("button", "Register a passkey");

  await mallory.isTold("The link was used, has expired, or was replaced. Ask for a new one.");
  assert.equal(await ada.device.count(), 1);
  assert.deepEqual(await ada.apps(), ["Demo"]);
});

test("who signs out is out, and comes back in with the passkey to where they wanted to go", async () => {
  await ada.visits("/console/apps");
  await ada.signsOut();
  await ada.visits(`${world.app}?span=day`);

  await ada.clicks("button", "Sign in with a passkey");

  await ada.arrivesAt(`${world.app}?span=day`);
});

test("a person without a passkey of the console does not get in", async (t) => {
  const mallory = await world.visitor(t, "Mallory");
  await mallory.visits("/console/apps");

  await mallory.clicks("button", "Sign in with a passkey");

  await mallory.isTold("No passkey was used. You can try again.");
});

test("an app can be tried, and every request, answer and verified field is shown", async () => {
  await ada.opensTheTrial(world.app);
  await ada.clicks("button", "Register a passkey");
  await ada.isTold("A passkey of try-it was registered.");
  const registration = await ada.steps();

  await ada.clicks("button", "Sign in");
  await ada.isTold("try-it signed in.");

  const steps = [
    "Your backend opens a transaction",
    "Your page starts the ceremony",
    "The browser asks for the passkey",
    "Your page finishes the ceremony",
    "Your backend trades the nonce in",
  ];
  assert.deepEqual([registration, await ada.steps()], [steps, steps]);
  const verified = await ada.verifiedFields();
  assert.equal(verified.Type, "webauthn.get");
  assert.equal(verified.Origin, world.api);
  assert.equal(verified["User verified"], "yes");
  assert.equal(verified.Person, "try-it");
});

test("a new app comes with a key that opens the API", async () => {
  const key = await ada.makesAnApp("Corner shop", "https://shop.example.com");

  const appId = await ada.page.locator("#app-id").innerText();
  const answer = await fetch(`${world.api}/v1/apps/${appId}/users`, { headers: { Authorization: `Bearer ${key}` } });

  assert.equal(answer.status, 200);
  assert.deepEqual(await ada.apps(), ["Demo", "Corner shop"]);
});

test("a key is shown once, and opens nothing once it is revoked", async () => {
  const key = await ada.makesAKey(world.app, "staging");
  const open = () =>
    fetch(`${world.api}/v1/apps/${world.harness.at.app_id}/users`, { headers: { Authorization: `Bearer ${key}` } });
  const before = await open();
  await ada.visits(`${world.app}/keys`);
  assert.equal(await ada.page.getByText(key).count(), 0);

  await ada.page.getByRole("button", { name: /^Revoke… staging/ }).click();
  await ada.clicks("button", "Revoke key");
  await ada.isTold("revoked");

  assert.deepEqual([before.status, (await open()).status], [200, 401]);
});

test("a failed sign-in is explained in words, and leads to whose it was", async () => {
  await ada.opensTheLastEvent(world.app, "outcome=failed&rule=origin_mismatch");

  const why = ada.page.getByRole("region", { name: "Why" });
  assert.deepEqual(await why.getByRole("term").allInnerTexts(), ["Rule", "Expected", "What came", "What to do"]);
  await ada.page.getByRole("region", { name: "Who, and by what" }).getByRole("link").click();
  await ada.page.getByRole("region", { name: "Passkeys" }).waitFor();
});

test("a person's passkey is revoked, and the person deleted once their name was typed", async () => {
  await ada.finds(world.app, "grace.1@example.com");
  await ada.clicks("button", "Revoke…");
  await ada.clicks("button", "Revoke passkey");
  await ada.isTold("revoked");

  await ada.clicks("button", "Delete…");
  await ada.types("Type grace.1@example.com to go on", "grace");
  await ada.clicks("button", "Delete user");
  assert.equal(await ada.page.getByRole("dialog").isVisible(), true, "not the whole name");
  await ada.types("Type grace.1@example.com to go on", "grace.1@example.com");
  await ada.clicks("button", "Delete user");

  await ada.isTold("deleted");
});

test("who is invited as a viewer sees everything and changes nothing", async (t) => {
  const link = await ada.invites("Grace Hopper", "viewer");
  const grace = await world.visitor(t, "Grace Hopper");

  await grace.follows(link);

  await grace.finds(world.app, "katherine.2@example.com");
  assert.deepEqual(await grace.page.locator("main button:not([data-copy])").allInnerTexts(), []);
  assert.equal((await grace.visits("/console/team")).status(), 403);
  assert.equal((await grace.visits("/console/apps/new")).status(), 403);
  assert.equal((await grace.visits(`${world.app}/try`)).status(), 403);
  assert.equal((await grace.visits(`${world.app}/settings`)).status(), 200);
  assert.equal(await grace.page.getByRole("button", { name: "Save settings" }).count(), 0);
});
