// Against the server itself, with passkeys that sign.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PassageFlex, type Verified } from "../../src/index.js";
import { Device } from "../support/device.js";
import { Passflex } from "../support/passflex.js";

let server: Passflex;
let passage: PassageFlex;
before(async () => {
  server = await Passflex.start();
  passage = new PassageFlex({ appId: server.appId, apiKey: server.apiKey, baseUrl: `${server.url}/v1/` });
});
after(() => server.stop());

/** A device of a new user with a passkey, whose nonce was verified. */
async function registered(externalId: string): Promise<{ device: Device; verified: Verified }> {
  const device = new Device(`${server.url}/v1/apps/${server.appId}`, Passflex.origin);
  const transactionId = await passage.auth.createRegisterTransaction(externalId, `${externalId}@example.com`);
  const nonce = await device.register(transactionId);
  return { device, verified: await passage.auth.verify(nonce, { kind: "register", externalId }) };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) {
    list.push(item);
  }
  return list;
}

test("a person adds a passkey, signs in with it, and confirms something with it", async () => {
  const transaction = await passage.auth.createRegisterTransaction("ada", "ada@example.com");
  const device = new Device(`${server.url}/v1/apps/${server.appId}`, Passflex.origin);
  assert.equal(await passage.auth.verifyNonce(await device.register(transaction)), "ada");

  const signIn = await passage.auth.verify(await device.authenticate());
  assert.deepEqual(
    { ...signIn, deviceId: typeof signIn.deviceId, authenticatedAt: signIn.authenticatedAt instanceof Date },
    {
      externalId: "ada",
      kind: "authenticate",
      transactionId: null,
      deviceId: "string",
      userVerified: true,
      backupEligible: true,
      authenticatedAt: true,
    },
  );

  const transactionId = await passage.auth.createAuthenticateTransaction("ada", { userVerification: "required" });
  const stepUp = await passage.auth.verify(await device.authenticate(transactionId), {
    kind: "authenticate",
    externalId: "ada",
    transactionId,
  });
  assert.deepEqual({ ...stepUp, authenticatedAt: 0 }, { ...signIn, transactionId, authenticatedAt: 0 });
});

test("a nonce is good for once", async () => {
  const { device } = await registered("once");
  const nonce = await device.authenticate();
  await passage.auth.verifyNonce(nonce);
  await assert.rejects(passage.auth.verifyNonce(nonce), { code: "invalid_nonce", status: 401 });
});

test("a nonce that is not what was expected is refused and spent", async () => {
  const { device } = await registered("expected");
  const transactionId = await passage.auth.createAuthenticateTransaction("expected");
  for (const expect of [{ kind: "register" }, { externalId: "ada" }, { transactionId }] as const) {
    const nonce = await device.authenticate();
    await assert.rejects(passage.auth.verify(nonce, expect), { code: "invalid_nonce", status: 401 });
    await assert.rejects(passage.auth.verify(nonce), { code: "invalid_nonce", status: 401 });
  }
});

test("a user is read with the passkey, which is listed and revoked", async () => {
  const { device, verified } = await registered("a user / with ne:x & 😀");
  const { externalId, deviceId } = verified;
  const devices = await passage.user.listDevices(externalId);
  const [passkey] = devices;
  assert.ok(passkey);
  assert.deepEqual([devices.length, passkey.id, passkey.type, passkey.usageCount], [1, deviceId, "passkey", 0]);
  assert.deepEqual([passkey.createdAt, passkey.lastLoginAt].map((time) => time instanceof Date), [true, true]);
  const user = await passage.user.get(externalId);
  assert.deepEqual(
    { ...user, id: typeof user.id, createdAt: 0, updatedAt: 0, lastLoginAt: 0 },
    {
      id: "string",
      externalId,
      status: "active",
      userMetadata: null,
      loginCount: 0,
      lastLoginAt: 0,
      createdAt: 0,
      updatedAt: 0,
      webauthn: true,
      webauthnDevices: devices,
      webauthnTypes: ["passkey"],
    },
  );
  await passage.user.revokeDevice(externalId, deviceId);
  assert.deepEqual(await passage.user.listDevices(externalId), []);
  await assert.rejects(passage.user.revokeDevice(externalId, deviceId), { code: "device_not_found", status: 404 });
  await assert.rejects(passage.auth.createAuthenticateTransaction(externalId), {
    code: "user_has_no_passkeys",
    status: 409,
  });
  await assert.rejects(device.authenticate(), /discoverable_login_failed/);
});

test("the calls of 0.x lead to the same", async () => {
  const device = new Device(`${server.url}/v1/apps/${server.appId}`, Passflex.origin);
  const request = { externalId: "zero", passkeyDisplayName: "Zero" };
  const registration = await passage.createRegisterTransaction(request);
  assert.equal(await passage.verifyNonce(await device.register(registration)), "zero");
  const transaction = await passage.createAuthenticateTransaction({ externalId: "zero" });
  assert.equal(await passage.verifyNonce(await device.authenticate(transaction)), "zero");
  assert.deepEqual(await passage.getApp(), { id: server.appId, name: "Shop", authOrigin: Passflex.origin });
  const [passkey] = await passage.getDevices("zero");
  assert.ok(passkey);
  assert.deepEqual([(await passage.getUser("zero")).loginCount, passkey.usageCount], [1, 1]);
  assert.equal(await passage.revokeDevice({ externalId: "zero", deviceId: passkey.id }), true);
});

test("a user who is not there is not found, and the error names the request", async () => {
  await assert.rejects(passage.user.get("nobody"), { code: "user_not_found", status: 404, message: "User not found." });
  const error = await passage.auth.createAuthenticateTransaction("nobody").catch((caught: unknown) => caught);
  const { code, status, requestId } = error as { code: string; status: number; requestId: string };
  assert.deepEqual([code, status, typeof requestId], ["user_not_found", 404, "string"]);
});

test("a key of nobody is refused", async () => {
  const stranger = new PassageFlex({ appId: server.appId, apiKey: "pfk_nothing", baseUrl: server.url });
  await assert.rejects(stranger.getApp(), { code: "invalid_access_token", status: 401 });
});

test("a user is made, given metadata, deactivated, activated and deleted", async () => {
  const made = await passage.user.create("grace", { userMetadata: { plan: "gold", left_Alone: { a_b: null } } });
  assert.deepEqual(await passage.user.get("grace"), made);
  assert.deepEqual([made.webauthn, made.userMetadata], [false, { plan: "gold", left_Alone: { a_b: null } }]);
  await assert.rejects(passage.user.create("grace"), { code: "user_already_exists", status: 409 });
  assert.deepEqual((await passage.user.updateMetadata("grace", { plan: "tin" })).userMetadata, { plan: "tin" });
  assert.equal((await passage.user.updateMetadata("grace", null)).userMetadata, null);
  assert.equal((await passage.user.deactivate("grace")).status, "inactive");
  await assert.rejects(passage.auth.createRegisterTransaction("grace", "Grace"), {
    code: "operation_not_allowed",
    status: 403,
  });
  assert.equal((await passage.user.activate("grace")).status, "active");
  await passage.user.delete("grace");
  await assert.rejects(passage.user.get("grace"), { code: "user_not_found", status: 404 });
});

test("a passkey is renamed", async () => {
  const { verified } = await registered("renamed");
  const passkey = await passage.user.renameDevice("renamed", verified.deviceId, "Handy 📱");
  assert.equal(passkey.friendlyName, "Handy 📱");
  assert.deepEqual(await passage.user.listDevices("renamed"), [passkey]);
});

test("users are listed page by page", async () => {
  const names = ["list-1", "list-2", "list-3"];
  for (const name of names) {
    await passage.user.create(name);
  }
  const query = { identifier: "like:list-%", orderBy: "created_at:ASC", limit: 2 };
  const page = await passage.user.list(query);
  assert.deepEqual(
    { ...page, users: page.users.map((user) => user.externalId), createdBefore: page.createdBefore instanceof Date },
    { users: ["list-1", "list-2"], page: 1, limit: 2, totalUsers: 3, createdBefore: true, hasNext: true },
  );
  assert.deepEqual((await all(passage.user.each(query))).map((user) => user.externalId), names);
  await assert.rejects(passage.user.list({ loginCount: "many" }), { code: "invalid_request", status: 400 });
});

test("events are listed page by page, newest first", async () => {
  const { device, verified } = await registered("watched");
  await passage.auth.verifyNonce(await device.authenticate());
  const { id: userId } = await passage.user.get("watched");
  const events = await all(passage.events.each({ userId, limit: 1 }));
  assert.deepEqual(
    events.map(({ action, outcome, deviceId, userVerified }) => ({ action, outcome, deviceId, userVerified })),
    ["authenticate", "register"].map((action) => ({
      action,
      outcome: "complete",
      deviceId: verified.deviceId,
      userVerified: true,
    })),
  );
  assert.deepEqual(await passage.events.list({ userId, outcome: "failed" }), { events: [], nextCursor: null });
});
