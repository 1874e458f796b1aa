import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { VirtualAuthenticator } from "../support/authenticator.js";
import { authenticate, register, verified, withPasskey } from "../support/ceremonies.js";
import { World } from "../support/world.js";

let world: World;
before(async () => {
  world = await World.begin();
});
after(() => world.end());
beforeEach(() => {
  world.flex.seen.length = 0;
});

/** Keeps what the browser itself makes of each credential, as the last of `natives`. */
async function keepNativeJSON(page: Page): Promise<void> {
  await page.addInitScript(() => {
    globalThis.natives = [];
    for (const verb of ["create", "get"] as const) {
      const native = navigator.credentials[verb].bind(navigator.credentials);
      navigator.credentials[verb] = async (options: CredentialCreationOptions & CredentialRequestOptions) => {
        const credential = (await native(options)) as PublicKeyCredential;
        globalThis.natives.push(credential.toJSON());
        return credential;
      };
    }
  });
}

declare global {
  var natives: (RegistrationResponseJSON | AuthenticationResponseJSON)[];
}

test("a registration sends what the contract lists, and the credential as the browser spells it", async () => {
  const page = await world.open(undefined, keepNativeJSON);
  await VirtualAuthenticator.attach(page);
  const transaction = world.flex.registerTransaction("ada");

  verified(world, await register(page, transaction, { authenticatorAttachment: "platform" }));

  const native = await page.evaluate(() => natives.at(-1));
  const { attestationObject, clientDataJSON, transports } = native?.response as AuthenticatorAttestationResponseJSON;
  const [start, finish] = world.flex.seen;
  assert.equal(start?.path, "/v1/apps/app1/register/transactions/webauthn/start");
  assert.deepEqual(start?.body, { transaction_id: transaction, authenticator_attachment: "platform" });
  assert.equal(finish?.path, "/v1/apps/app1/register/transactions/webauthn/finish");
  assert.deepEqual(finish?.body, {
    transaction_id: transaction,
    handshake_id: finish?.body["handshake_id"],
    handshake_response: { ...native, response: { attestationObject, clientDataJSON, transports } },
  });
});

test("a sign-in sends what the contract lists, and the assertion as the browser spells it", async () => {
  const page = await world.open(undefined, keepNativeJSON);
  await VirtualAuthenticator.attach(page);
  await withPasskey(world, page, "bob");
  world.flex.seen.length = 0;
  const transaction = world.flex.authenticateTransaction("bob");

  verified(world, await authenticate(page, { transactionId: transaction }));

  const [start, finish] = world.flex.seen;
  assert.equal(start?.path, "/v1/apps/app1/authenticate/transactions/webauthn/start");
  assert.deepEqual(start?.body, { transaction_id: transaction });
  assert.equal(finish?.path, "/v1/apps/app1/authenticate/transactions/webauthn/finish");
  assert.deepEqual(finish?.body, {
    transaction_id: transaction,
    handshake_id: finish?.body["handshake_id"],
    handshake_response: await page.evaluate(() => natives.at(-1)),
  });
});

test("without options a registration leaves the attachment to the server", async () => {
  const page = await world.open();
  await VirtualAuthenticator.attach(page);
  const transaction = world.flex.registerTransaction("cleo");

  verified(world, await register(page, transaction));

  assert.deepEqual(world.flex.seen[0]?.body, { transaction_id: transaction });
});

test("autofill names no transaction, not even one that it is given", async () => {
  const page = await world.open();
  await VirtualAuthenticator.attach(page);
  await withPasskey(world, page, "dora");
  const transactionId = world.flex.authenticateTransaction("dora");
  world.flex.seen.length = 0;

  verified(world, await authenticate(page, { isConditionalMediation: true, transactionId }));

  assert.deepEqual(
    world.flex.seen.map(({ body }) => Object.keys(body)),
    [[], ["handshake_id", "handshake_response"]],
  );
});

test("requests are JSON, carry no cookie and add no header of ours", async () => {
  const page = await world.open();
  await page.context().addCookies([{ name: "session", value: "secret", domain: "localhost", path: "/" }]);
  await VirtualAuthenticator.attach(page);

  verified(world, await register(page, world.flex.registerTransaction("eve")));

  for (const { headers } of world.flex.seen) {
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers.cookie, undefined);
    assert.deepEqual(
      Object.keys(headers).filter((name) => /^pass|^x-|authorization/.test(name)),
      [],
    );
  }
});

test("a security key says how it is reached", async () => {
  const page = await world.open();
  await VirtualAuthenticator.attach(page, "usb");

  verified(world, await register(page, world.flex.registerTransaction("flo"), { authenticatorAttachment: "any" }));

  const { response, authenticatorAttachment } = world.flex.seen[1]?.body["handshake_response"] as {
    response: { transports: string[] };
    authenticatorAttachment: string;
  };
  assert.equal(authenticatorAttachment, "cross-platform");
  assert.deepEqual(response.transports, ["usb"]);
});
