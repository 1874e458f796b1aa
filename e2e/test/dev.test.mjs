// `passflex dev` as a program: what it prints, and where it puts itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Passflex } from "../support/passflex.mjs";

test("every address that is printed answers", async (t) => {
  const { at } = await started(t);

  const answers = await Promise.all([at.demo, at.health, `${at.api}/healthz`].map((address) => fetch(address)));

  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200]);
});

test("the app and the key that are printed open the API", async (t) => {
  const { at } = await started(t);

  const answer = await fetch(`${at.api}/v1/apps/${at.app_id}/users?limit=1&identifier=nobody`, {
    headers: { Authorization: `Bearer ${at.api_key}` },
  });

  assert.deepEqual([answer.status, (await answer.json()).users], [200, []]);
});

test("a second one takes the next free ports", async (t) => {
  const first = await started(t);

  const second = await started(t, first.ports);

  assert.ok(Number(second.ports.api) > Number(first.ports.api), "the API's port");
  assert.ok(Number(second.ports.demo) > Number(first.ports.demo), "the demo's port");
  assert.equal((await fetch(second.at.demo)).status, 200);
});

test("starting over makes another app with another key", async (t) => {
  const passflex = await started(t);
  const { app_id, api_key } = passflex.at;

  await passflex.startOver();

  assert.notEqual(passflex.at.app_id, app_id);
  assert.notEqual(passflex.at.api_key, api_key);
});

async function started(t, ports) {
  const passflex = await Passflex.start(ports);
  t.after(() => passflex.stop());
  return passflex;
}
