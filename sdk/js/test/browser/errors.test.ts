import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { VirtualAuthenticator } from "../support/authenticator.js";
import { authenticate, failure, register, withPasskey } from "../support/ceremonies.js";
import { World, type Failure } from "../support/world.js";

let world: World;
let page: Page;
let authenticator: VirtualAuthenticator;
before(async () => {
  world = await World.begin();
});
after(() => world.end());
beforeEach(async () => {
  world.flex.reset();
  world.flex.settings.origins = [world.site.origin];
  page = await world.open();
  authenticator = await VirtualAuthenticator.attach(page);
});

/** A failure that the browser told of. */
const told = (code: string, message: string, cause: string): Failure => ({ name: "PassflexError", code, message, cause });

const CANCELED = "The passkey prompt was closed or found nothing to use. Offer to try again, or another way in.";
const TIMED_OUT = "The passkey prompt was open for too long. Try again.";
const NO_PASSKEY = "This account has no passkey. Sign in another way, then add one.";
const ALREADY_REGISTERED = "This device already has a passkey of this account. Sign in with it.";
const NOT_SUPPORTED = "This browser or device cannot use passkeys in this way. Sign in another way.";
const ORIGIN = "The app does not allow this page's origin. Add it to the app's origins and check its RP id.";
const NETWORK = "Passflex cannot be reached. Check the connection, the base URL and the page's connect-src.";
const SERVER = "This is not an answer of Passflex. Check the base URL and what stands in front of the server.";

test("canceled: the person was not recognised", async () => {
  await withPasskey(world, page, "ada");
  await authenticator.recognises(false);

  const registration = await register(page, world.flex.registerTransaction("bob"));
  const byName = await authenticate(page, { transactionId: world.flex.authenticateTransaction("ada") });

  assert.deepEqual(failure(registration), told("canceled", CANCELED, "NotAllowedError"));
  assert.deepEqual(failure(byName), told("canceled", CANCELED, "NotAllowedError"));
});

test("canceled: the device holds no passkey of the site, which a page may not know", async () => {
  const outcome = await authenticate(page);

  assert.deepEqual(failure(outcome), told("canceled", CANCELED, "NotAllowedError"));
});

test("timed_out: nobody answered the prompt for as long as its challenge is good for", async () => {
  await withPasskey(world, page, "ada");
  await authenticator.touches(false);
  world.flex.settings.timeoutMs = 50;

  const registration = await register(page, world.flex.registerTransaction("bob"));
  const signIn = await authenticate(page);

  assert.deepEqual(failure(registration), told("timed_out", TIMED_OUT, "NotAllowedError"));
  assert.deepEqual(failure(signIn), told("timed_out", TIMED_OUT, "NotAllowedError"));
});

test("no_passkey: the last passkey was revoked after the transaction was made", async () => {
  await withPasskey(world, page, "ada");
  const transactionId = world.flex.authenticateTransaction("ada");
  world.flex.revokePasskeys("ada");

  const outcome = await authenticate(page, { transactionId });

  assert.deepEqual(failure(outcome), { name: "PassflexError", code: "no_passkey", message: NO_PASSKEY });
});

test("no_passkey: the server says so", async () => {
  world.flex.canned.set("start", { status: 409, body: '{"code":"user_has_no_passkeys","error":"Nothing to use."}' });

  const outcome = await authenticate(page, { transactionId: "t" });

  assert.deepEqual(failure(outcome), {
    name: "PassflexError",
    code: "no_passkey",
    message: "Nothing to use.",
    serverCode: "user_has_no_passkeys",
    status: 409,
    requestId: "present",
  });
});

test("already_registered: the device holds a passkey of this user", async () => {
  await withPasskey(world, page, "ada");

  const outcome = await register(page, world.flex.registerTransaction("ada"));

  assert.deepEqual(failure(outcome), told("already_registered", ALREADY_REGISTERED, "InvalidStateError"));
});

test("not_supported: the browser knows no such kind of credential", async () => {
  world.flex.settings.credentialType = "public-key-2";

  const outcome = await register(page, world.flex.registerTransaction("ada"));

  assert.deepEqual(failure(outcome), told("not_supported", NOT_SUPPORTED, "NotSupportedError"));
});

test("not_supported: a browser from before passkeys, and nobody is asked", async () => {
  const old = await world.open(undefined, (page) =>
    page.addInitScript(() => void delete (globalThis as { PublicKeyCredential?: unknown }).PublicKeyCredential),
  );

  const outcomes = [await register(old, "t"), await authenticate(old)];

  for (const outcome of outcomes) {
    assert.deepEqual(failure(outcome), { name: "PassflexError", code: "not_supported", message: NOT_SUPPORTED });
  }
  assert.deepEqual(world.flex.seen, []);
});

test("not_supported: a browser from before autofill, and nobody is asked", async () => {
  const old = await world.open(undefined, (page) =>
    page.addInitScript(
      () => void delete (PublicKeyCredential as { isConditionalMediationAvailable?: unknown }).isConditionalMediationAvailable,
    ),
  );

  const outcome = await authenticate(old, { isConditionalMediation: true });

  assert.deepEqual(failure(outcome), { name: "PassflexError", code: "not_supported", message: NOT_SUPPORTED });
  assert.deepEqual(world.flex.seen, []);
});

test("insecure_context: the page came over http from somewhere else, and nobody is asked", async () => {
  const insecure = await world.open(`http://app.example:${world.site.port}`);

  const outcomes = [await register(insecure, "t"), await authenticate(insecure, { isConditionalMediation: true })];

  for (const outcome of outcomes) {
    assert.deepEqual(failure(outcome), {
      name: "PassflexError",
      code: "insecure_context",
      message: "Passkeys need a secure page. Serve it over https, or from localhost.",
    });
  }
  assert.deepEqual(world.flex.seen, []);
});

test("origin_not_allowed: the server is there but lets this origin read nothing", async () => {
  world.flex.settings.origins = [];

  const outcome = await authenticate(page);

  assert.deepEqual(failure(outcome), told("origin_not_allowed", ORIGIN, "TypeError"));
});

test("server: what the app's settings forbid is no matter of the origin, whose refusal nobody may read", async () => {
  const error = "The user already has 20 passkeys.";
  world.flex.canned.set("start", { status: 403, body: JSON.stringify({ code: "operation_not_allowed", error }) });

  const outcome = await authenticate(page);

  assert.deepEqual(failure(outcome), {
    name: "PassflexError",
    code: "server",
    message: "The user already has 20 passkeys.",
    serverCode: "operation_not_allowed",
    status: 403,
    requestId: "present",
  });
});

test("origin_not_allowed: the app's RP id is not of this page's domain", async () => {
  world.flex.settings.rpId = "other.example";

  const outcome = await register(page, world.flex.registerTransaction("ada"));

  assert.deepEqual(failure(outcome), told("origin_not_allowed", ORIGIN, "SecurityError"));
});

test("network: nobody listens at the base URL", async () => {
  await page.route(`${world.flex.url}/**`, (route) => route.abort("connectionrefused"));

  const outcome = await authenticate(page);

  assert.deepEqual(failure(outcome), told("network", NETWORK, "TypeError"));
});

test("server: the server refuses, and its code, status and request id can be read", async () => {
  const outcome = await register(page, "long gone");

  assert.deepEqual(failure(outcome), {
    name: "PassflexError",
    code: "server",
    message: "The transaction is unknown, expired or used.",
    serverCode: "transaction_not_found",
    status: 404,
    requestId: "present",
  });
});

test("server: an assertion that does not verify", async () => {
  await withPasskey(world, page, "ada");
  world.flex.settings.handshakesExpired = true;

  const outcome = await authenticate(page);

  assert.deepEqual(failure(outcome), {
    name: "PassflexError",
    code: "server",
    message: "The passkey did not verify.",
    serverCode: "discoverable_login_failed",
    status: 401,
    requestId: "present",
  });
});

test("server: a proxy answers for it", async () => {
  world.flex.canned.set("start", { status: 502, body: "<h1>Bad gateway</h1>" });

  const outcome = await authenticate(page);

  assert.deepEqual(failure(outcome), {
    name: "PassflexError",
    code: "server",
    message: SERVER,
    status: 502,
    requestId: "present",
  });
});

for (const [what, body] of [
  ["a page", "<!doctype html>"],
  ["nothing", ""],
  ["null", "null"],
  ["an object of someone else's", '{"ok":true}'],
  ["a handshake without an id", '{"handshake":{"challenge":{"publicKey":{"challenge":"AAAA"}}}}'],
  ["a handshake without options", '{"handshake":{"id":"h","challenge":{}}}'],
] as const) {
  test(`server: start answers 200 with ${what}`, async () => {
    world.flex.canned.set("start", { status: 200, body });

    const outcome = await authenticate(page);

    assert.deepEqual(failure(outcome), { name: "PassflexError", code: "server", message: SERVER });
  });
}

for (const [what, publicKey, cause] of [
  ["no challenge", {}, "TypeError"],
  ["a challenge that is not base64url", { challenge: "%" }, "InvalidCharacterError"],
  ["a member of the wrong type", { challenge: "AAAA", allowCredentials: [{ id: "AAAA" }] }, "TypeError"],
] as const) {
  test(`server: the options for the browser have ${what}`, async () => {
    const body = JSON.stringify({ handshake: { id: "h", challenge: { publicKey } } });
    world.flex.canned.set("start", { status: 200, body });

    const outcome = await authenticate(page);

    assert.deepEqual(failure(outcome), told("server", SERVER, cause));
  });
}

test("server: finish answers 200 without a nonce", async () => {
  world.flex.canned.set("finish", { status: 200, body: "{}" });

  const outcome = await register(page, world.flex.registerTransaction("ada"));

  assert.deepEqual(failure(outcome), { name: "PassflexError", code: "server", message: SERVER });
});
