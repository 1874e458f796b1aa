import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { VirtualAuthenticator } from "../support/authenticator.js";
import { World } from "../support/world.js";

let world: World;
before(async () => {
  world = await World.begin();
});
after(() => world.end());

interface Answers {
  register: boolean;
  authenticate: boolean;
  autofill: boolean;
}

/** Asks the methods, and asserts that the functions say the same. */
async function capabilities(page: Page): Promise<Answers> {
  const [methods, functions] = await page.evaluate(() => {
    const ask = async (api: Omit<typeof passage.passkey, "register" | "authenticate">): Promise<Answers> => ({
      register: await api.canRegisterPasskey(),
      authenticate: await api.canAuthenticateWithPasskey(),
      autofill: await api.canUseConditionalMediation(),
    });
    return Promise.all([ask(passage.passkey), ask(Passflex)]);
  });
  assert.deepEqual(methods, functions);
  return methods;
}

test("a device that verifies its user can do everything", async () => {
  const page = await world.open();
  await VirtualAuthenticator.attach(page);

  assert.deepEqual(await capabilities(page), { register: true, authenticate: true, autofill: true });
});

test("an insecure page can do nothing", async () => {
  const page = await world.open(`http://app.example:${world.site.port}`);

  assert.deepEqual(await capabilities(page), { register: false, authenticate: false, autofill: false });
});

test("a browser from before passkeys can do nothing", async () => {
  const page = await world.open(undefined, (page) =>
    page.addInitScript(() => void delete (globalThis as { PublicKeyCredential?: unknown }).PublicKeyCredential),
  );

  assert.deepEqual(await capabilities(page), { register: false, authenticate: false, autofill: false });
});

test("a password manager that fails to answer is a no, not an error", async () => {
  const page = await world.open(undefined, (page) =>
    page.addInitScript(() => {
      const fail = (): Promise<never> => Promise.reject(new Error("The extension was updated."));
      PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable = fail;
      PublicKeyCredential.isConditionalMediationAvailable = fail;
      PublicKeyCredential.getClientCapabilities = fail;
    }),
  );

  assert.deepEqual(await capabilities(page), { register: false, authenticate: true, autofill: false });
});

test("a browser that can hand over to a phone can register without a device of its own", async () => {
  const page = await world.open(undefined, (page) =>
    page.addInitScript(() => {
      PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable = async () => false;
      PublicKeyCredential.getClientCapabilities = async () => ({ passkeyPlatformAuthenticator: true });
    }),
  );

  assert.equal((await capabilities(page)).register, true);
});
