// Pages that are not the app's get nowhere, with the SDK or around it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ForeignSite } from "../support/foreign-site.mjs";
import { World } from "../support/world.mjs";

let world;
let foreign;
before(async () => {
  world = await World.begin();
  foreign = await ForeignSite.start(world.passflex.at.api);
});
after(async () => {
  await foreign.stop();
  await world.end();
});

test("the SDK on a page whose origin the app does not list says so", async (t) => {
  const ada = await world.person(t, "ada");
  await ada.joins();

  await ada.page.goto(foreign.origin);
  const outcome = await signInOn(ada.page, world.passflex.at.api);

  assert.deepEqual(outcome, { code: "origin_not_allowed", serverCode: null, status: null });
});

test("the server refuses such a page even to be read", async () => {
  const { api, app_id } = world.passflex.at;

  const answer = await fetch(`${api}/v1/apps/${app_id}/authenticate/transactions/webauthn/start`, {
    method: "POST",
    headers: { Origin: foreign.origin },
    body: "{}",
  });

  assert.deepEqual(
    [answer.status, (await answer.json()).code, answer.headers.get("access-control-allow-origin")],
    [403, "operation_not_allowed", null],
  );
});

test("a phishing site that hides where it is does not sign anybody in", async (t) => {
  const bob = await world.person(t, "bob");
  await bob.joins();

  await bob.page.goto(foreign.origin);
  const outcome = await signInOn(bob.page, foreign.origin);

  assert.deepEqual(outcome, { code: "server", serverCode: "discoverable_login_failed", status: 401 });
});

test("the demo under an address that the app does not list says that passkeys cannot be used there", async (t) => {
  const cleo = await world.person(t, "cleo");

  await cleo.page.goto(`${cleo.site.replace("localhost", "127.0.0.1")}/sign-in`);
  await cleo.isTold("Passkeys cannot be used on this site just now. Your password works as always.");

  assert.equal(await cleo.isSignedInAs(), null);
});

/** Signs in with the SDK on the page that is open, by way of the Passflex at `baseUrl`; returns what came of it. */
function signInOn(page, baseUrl) {
  return page.evaluate(
    async ([appId, baseUrl]) => {
      const { passkey } = new globalThis.Passflex.PassageFlex(appId, { baseUrl });
      const tell = ({ code, serverCode = null, status = null }) => ({ code, serverCode, status });
      return passkey.authenticate().then((nonce) => ({ nonce }), tell);
    },
    [world.passflex.at.app_id, baseUrl],
  );
}
