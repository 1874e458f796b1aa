// The same story for a person who has no mouse.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { press, startIn } from "../support/keyboard.mjs";
import { PASSWORD } from "../support/person.mjs";
import { World } from "../support/world.mjs";

let world;
before(async () => {
  world = await World.begin();
});
after(() => world.end());

test("the keyboard alone is enough for a whole life with a passkey", async (t) => {
  const ada = await world.person(t, "ada");
  const { page } = ada;

  await ada.visits("/");
  await press(page, "link", "Create an account");
  await ada.arrivesAt("/sign-up");
  await startIn(page, "Account name");
  await page.keyboard.type("ada");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await ada.arrivesAt("/welcome");
  await press(page, "button", "Add a passkey");
  await ada.arrivesAt("/account?done=passkey-added");
  await press(page, "button", "Sign out");
  await ada.arrivesAt("/");

  await press(page, "link", "Sign in");
  await ada.arrivesAt("/sign-in");
  await startIn(page, "Account name");
  await page.keyboard.type("ada");
  await page.keyboard.press("Enter");
  await ada.arrivesAt("/account");
  await press(page, "button", "Sign out");
  await ada.arrivesAt("/");
  await press(page, "link", "Sign in");
  await press(page, "button", "Sign in with a passkey");
  await ada.arrivesAt("/account");

  await press(page, "link", "Change e-mail address");
  await ada.arrivesAt("/confirm?for=email");
  await press(page, "button", "Confirm with a passkey");
  await ada.arrivesAt("/account/email");
  await startIn(page, "New e-mail address");
  await page.keyboard.type("ada@example.com");
  await page.keyboard.press("Enter");
  await ada.arrivesAt("/account?done=email-changed");

  await press(page, "button", "Revoke Chrome DevTools authenticator");
  await press(page, "button", "Keep it");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await press(page, "button", "Revoke Chrome DevTools authenticator");
  await press(page, "button", "Revoke passkey");
  await ada.arrivesAt("/account?done=passkey-revoked");

  assert.deepEqual(await ada.passkeys(), []);
});

test("who has canceled a prompt still stands on the button that opened it", async (t) => {
  const bob = await world.person(t, "bob");
  await bob.signsUp();
  await bob.device.recognises(false);

  await press(bob.page, "button", "Add a passkey");
  await bob.isTold("No passkey was used. You can try again.");
  await bob.device.recognises(true);
  await bob.page.keyboard.press("Enter");

  await bob.arrivesAt("/account?done=passkey-added");
});

test("the first stop of a page leads past its head to what it is about", async (t) => {
  const cleo = await world.person(t, "cleo");
  await cleo.visits("/");

  await press(cleo.page, "link", "Skip to content");

  assert.equal(await cleo.page.evaluate(() => document.activeElement.id), "main");
});
