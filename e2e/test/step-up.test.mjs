// Before a sensitive change the site asks once more who it is, and where there is a passkey takes nothing less.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PASSWORD } from "../support/person.mjs";
import { World } from "../support/world.mjs";

let world;
before(async () => {
  world = await World.begin();
});
after(() => world.end());

test("a change of the e-mail address takes the passkey once more", async (t) => {
  const ada = await world.person(t, "ada");
  await ada.joins();

  await ada.wantsToChangeTheirEmail();
  await ada.confirmsWithAPasskey();
  await ada.changesTheirEmailTo("ada@example.com");

  await ada.page.getByRole("region", { name: "E-mail address" }).getByText("ada@example.com").waitFor();
});

test("a confirmation is good for one change", async (t) => {
  const bob = await world.person(t, "bob");
  await bob.joins();
  await bob.wantsToChangeTheirEmail();
  await bob.confirmsWithAPasskey();
  await bob.changesTheirEmailTo("bob@example.com");

  await bob.visits("/account/email");

  assert.equal(bob.page.url(), `${bob.site}/confirm?for=email`);
});

test("without the passkey nothing changes, and there is no way round by password", async (t) => {
  const cleo = await world.person(t, "cleo");
  await cleo.joins();
  await cleo.device.recognises(false);

  await cleo.wantsToChangeTheirEmail();
  await cleo.clicks("button", "Confirm with a passkey");
  await cleo.isTold("No passkey was used. You can try again.");
  const passwordFields = await cleo.page.getByLabel("Password").count();
  await cleo.visits("/account/email");

  assert.deepEqual([passwordFields, cleo.page.url()], [0, `${cleo.site}/confirm?for=email`]);
});

test("a thief with the password and another device confirms nothing", async (t) => {
  const dora = await world.person(t, "dora");
  await dora.joins();
  const thief = await world.person(t, "dora");
  await thief.signsInWithPassword();

  await thief.wantsToChangeTheirEmail();
  await thief.clicks("button", "Confirm with a passkey");
  await thief.isTold("No passkey was used. You can try again.");

  assert.equal(thief.page.url(), `${thief.site}/confirm?for=email`);
});

test("an account without a passkey confirms with the password", async (t) => {
  const eve = await world.person(t, "eve");
  await eve.signsUp();

  await eve.wantsToChangeTheirEmail();
  await eve.types("Password", PASSWORD);
  await eve.clicks("button", "Confirm");
  await eve.arrivesAt("/account/email");
  await eve.changesTheirEmailTo("eve@example.com");

  await eve.page.getByRole("region", { name: "E-mail address" }).getByText("eve@example.com").waitFor();
});
