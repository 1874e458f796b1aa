// What a person does on a page, one line each.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { AuthenticateOptions, RegisterOptions } from "../../src/index.js";
import type { Verified } from "./flex-server.js";
import type { Failure, Outcome, World } from "./world.js";

type Serialisable<T> = Omit<T, "signal">;

export function register(page: Page, transaction: string, options?: Serialisable<RegisterOptions>): Promise<Outcome> {
  return page.evaluate(([id, options]) => settle(passage.passkey.register(id, options)), [transaction, options] as const);
}

export function authenticate(page: Page, options?: Serialisable<AuthenticateOptions>): Promise<Outcome> {
  return page.evaluate((options) => settle(passage.passkey.authenticate(options)), options);
}

/** Begins a ceremony under a name, for `outcomeOf` and `abort` to find it again. */
export async function begin(page: Page, name: string, options: Serialisable<AuthenticateOptions>): Promise<void> {
  await page.evaluate(
    ([name, options]) => {
      const controller = (controllers[name] = new AbortController());
      pending[name] = settle(passage.passkey.authenticate({ ...options, signal: controller.signal }));
    },
    [name, options] as const,
  );
}

export function beginAutofill(page: Page, name = "autofill"): Promise<void> {
  return begin(page, name, { isConditionalMediation: true });
}

/** How many ceremonies the page has asked the server to open, those included that are on their way. */
export function opened(page: Page): Promise<number> {
  return page.evaluate(async () => {
    await everythingPending();
    return fetched.filter((url) => url.endsWith("/start")).length;
  });
}

/** Comes back once the page has asked the browser for a passkey `count` times in all. */
export async function promptShown(page: Page, count: number): Promise<void> {
  await page.waitForFunction((count) => asked >= count, count, { polling: 20 });
}

export async function outcomeOf(page: Page, name: string): Promise<Outcome> {
  return page.evaluate((name) => pending[name] as Promise<Outcome>, name);
}

/** Whether a ceremony that was begun is still open. */
export function isPending(page: Page, name: string): Promise<boolean> {
  return page.evaluate(
    (name) => Promise.race([(pending[name] as Promise<Outcome>).then(() => false), everythingPending().then(() => true)]),
    name,
  );
}

export function abort(page: Page, name: string): Promise<void> {
  return page.evaluate((name) => controllers[name]?.abort(), name);
}

/** Asserts that a ceremony came back with a nonce, and who it is for. */
export function verified(world: World, outcome: Outcome): Verified | undefined {
  assert.ok("nonce" in outcome, `no nonce but ${JSON.stringify(outcome)}`);
  return world.flex.verify(outcome.nonce);
}

/** Asserts that a ceremony failed, and with what. */
export function failure(outcome: Outcome): Failure {
  assert.ok("error" in outcome, "a nonce where a failure was due");
  return outcome.error;
}

/** Registers a passkey for `externalId` in the authenticator of the page. */
export async function withPasskey(world: World, page: Page, externalId: string): Promise<void> {
  verified(world, await register(page, world.flex.registerTransaction(externalId)));
}
