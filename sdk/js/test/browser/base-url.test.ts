import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { World } from "../support/world.js";

let world: World;
before(async () => {
  world = await World.begin();
});
after(() => world.end());
beforeEach(() => {
  world.site.head = SCRIPT;
});

const SCRIPT = '<script src="/sdk/passflex.js" defer></script>';
const SCRIPT_WITH_URL = '<script src="/sdk/passflex.js" data-url="https://script.test" defer></script>';
const META = '<meta name="passflex-url" content="https://meta.test/">';
const GLOBAL = '<script>globalThis.PASSFLEX_URL = "https://global.test"</script>';

/** Where a `PassageFlex` that was made with `baseUrl` sends its first request. */
async function firstRequest(page: Page, baseUrl?: string): Promise<string> {
  // Not let out of the machine: the address is all that is asked for.
  await page.route("**/webauthn/start", (route) => route.abort());
  const [request] = await Promise.all([
    page.waitForRequest(/\/webauthn\/start$/),
    page.evaluate((baseUrl) => settle(new Passflex.PassageFlex("my app", { baseUrl }).passkey.authenticate()), baseUrl),
  ]);
  return request.url();
}

const under = (root: string): string => `${root}/v1/apps/my%20app/authenticate/transactions/webauthn/start`;

test("what the constructor is given comes first", async () => {
  world.site.head = GLOBAL + META + SCRIPT_WITH_URL;
  const page = await world.open();

  assert.equal(await firstRequest(page, "https://given.test/v1/"), under("https://given.test"));
});

test("then comes globalThis.PASSFLEX_URL", async () => {
  world.site.head = GLOBAL + META + SCRIPT_WITH_URL;
  const page = await world.open();

  assert.equal(await firstRequest(page), under("https://global.test"));
});

test("then comes the meta element", async () => {
  world.site.head = META + SCRIPT_WITH_URL;
  const page = await world.open();

  assert.equal(await firstRequest(page), under("https://meta.test"));
});

test("then comes the script's data-url", async () => {
  world.site.head = SCRIPT_WITH_URL;
  const page = await world.open();

  assert.equal(await firstRequest(page), under("https://script.test"));
});

test("then comes the page's origin", async () => {
  const page = await world.open();

  assert.equal(await firstRequest(page), under(world.site.origin));
});

test("what is empty counts as not set", async () => {
  world.site.head = '<meta name="passflex-url" content="">' + SCRIPT_WITH_URL;
  const page = await world.open();

  assert.equal(await firstRequest(page, ""), under("https://script.test"));
});
