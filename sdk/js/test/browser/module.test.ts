import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualAuthenticator } from "../support/authenticator.js";
import { verified } from "../support/ceremonies.js";
import { World } from "../support/world.js";

test("a page that imports the ES module registers and signs in", async (t) => {
  const world = await World.begin();
  t.after(() => world.end());
  world.site.head = `<script type="module">
    import * as sdk from "/sdk/index.js";
    globalThis.Passflex = sdk;
  </script>`;
  const page = await world.open();
  await VirtualAuthenticator.attach(page);

  const [registered, signedIn] = await page.evaluate(async (transaction) => {
    const registered = await settle(passage.passkey.register(transaction));
    return [registered, await settle(passage.passkey.authenticate())] as const;
  }, world.flex.registerTransaction("ada"));

  assert.deepEqual(verified(world, registered), { external_id: "ada", kind: "register" });
  assert.deepEqual(verified(world, signedIn), { external_id: "ada", kind: "authenticate" });
});
