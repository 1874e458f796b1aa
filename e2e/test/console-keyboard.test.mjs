// The main story of the console for an administrator who has no mouse.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ConsoleWorld } from "../support/console.mjs";
import { press, startIn, tabTo } from "../support/keyboard.mjs";

let world;
before(async () => {
  world = await ConsoleWorld.begin();
});
after(() => world.end());

test("the keyboard alone is enough from the set-up link to a deleted app", async (t) => {
  const ada = await world.visitor(t, "Ada Lovelace");
  const { page } = ada;
  const type = (text) => page.keyboard.type(text);

  await page.goto(world.setupLink);
  await tabTo(page, "textbox", "Your name");
  await type("Ada Lovelace");
  await press(page, "button", "Register a passkey");
  await ada.arrivesAt("/console/apps");

  await press(page, "link", "Skip to content");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  await ada.visits("/console/apps");

  await press(page, "button", "Ada Lovelace account");
  await press(page, "button", "Sign out");
  await ada.arrivesAt("/console/sign-in");
  await press(page, "button", "Sign in with a passkey");
  await ada.arrivesAt("/console/apps");

  await press(page, "link", "New app");
  await startIn(page, "Name");
  await type("Corner shop");
  await page.keyboard.press("Tab");
  await type("https://shop.example.com");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Corner shop" }).waitFor();

  await press(page, "link", "Settings");
  await press(page, "link", "Delete app…");
  await tabTo(page, "textbox", "Type Corner shop to go on");
  await type("Corner shop");
  await press(page, "button", "Delete app");
  await ada.arrivesAt("/console/apps?done=app-deleted");
  assert.deepEqual(await ada.apps(), ["Demo"]);

  await press(page, "button", "Switch app, now All apps");
  await press(page, "link", "Demo");
  await press(page, "link", "Users");
  await tabTo(page, "searchbox", "Id, or how the external id begins");
  await type("grace.1@example.com");
  await page.keyboard.press("Enter");
  await press(page, "link", "grace.1@example.com");
  await press(page, "button", "Deactivate…");
  await press(page, "button", "Cancel");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await press(page, "button", "Deactivate…");
  await press(page, "button", "Deactivate user");
  await ada.isTold("deactivated");
});
