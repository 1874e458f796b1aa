// The browser client that Passkey Flex published last, unmodified, with its own idea of where the server is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pickFromAutofill } from "../support/autofill.mjs";
import { startBrowser } from "../support/browser.mjs";
import { Person } from "../support/person.mjs";
import { PublishedSite } from "../support/published-site.mjs";
import { TlsPassflex } from "../support/tls-passflex.mjs";

/** The host that the client calls. */
const HOST = "auth.passage.id";

let site;
let passflex;
let browser;
before(async () => {
  site = await PublishedSite.start();
  passflex = await TlsPassflex.start(HOST, site.origin);
  browser = await startBrowser(passflex.browserArguments);
});
after(async () => {
  await browser.close();
  await passflex.stop();
  await site.stop();
});

test("a person registers and signs in by name", async (t) => {
  const page = await visit(t, "ada");
  const registered = await register(page, "ada");
  assert.deepEqual([registered.external_id, registered.kind], ["ada", "register"]);

  const { transaction_id: transactionId } = await posted("transactions/authenticate", { external_id: "ada" });
  const nonce = await page.evaluate((transactionId) => client.passkey.authenticate({ transactionId }), transactionId);

  const verified = await posted("authenticate/verify", { nonce });
  assert.deepEqual(
    [verified.external_id, verified.kind, verified.transaction_id],
    ["ada", "authenticate", transactionId],
  );
  assert.equal(verified.device_id, registered.device_id);
});

test("a person signs in without a name", async (t) => {
  const page = await visit(t, "bob");
  await register(page, "bob");

  const nonce = await page.evaluate(() => client.passkey.authenticate());

  const verified = await posted("authenticate/verify", { nonce });
  assert.deepEqual([verified.external_id, verified.kind, verified.transaction_id], ["bob", "authenticate", null]);
});

test("a person signs in from the list in the name field", async (t) => {
  const page = await visit(t, "cleo");
  await register(page, "cleo");
  await page.reload();
  await begin(page);

  await page.evaluate(() => {
    globalThis.signedIn = client.passkey.authenticate({ isConditionalMediation: true });
  });
  await pickFromAutofill(page);

  const nonce = await page.evaluate(() => globalThis.signedIn);
  const verified = await posted("authenticate/verify", { nonce });
  assert.deepEqual([verified.external_id, verified.kind, verified.transaction_id], ["cleo", "authenticate", null]);
});

test("a refusal reaches the client in the server's words", async (t) => {
  const page = await visit(t, "dora");

  const refusal = await page.evaluate(() =>
    client.passkey.register("no transaction of ours").catch(({ name, message }) => ({ name, message })),
  );

  const sentence = "The transaction is unknown, expired, or already used. Create a new one.";
  assert.deepEqual(refusal, { name: "PassageError", message: sentence });
});

test("the browser and the server agree on HTTP/2", async (t) => {
  const page = await visit(t, "emil");
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  const protocols = [];
  cdp.on("Network.responseReceived", ({ response }) => {
    if (new URL(response.url).hostname === HOST) protocols.push(response.protocol);
  });

  await page.evaluate(() => client.passkey.register("no transaction of ours").catch(() => null));

  assert.ok(protocols.length > 0);
  assert.deepEqual([...new Set(protocols)], ["h2"]);
});

/** Somebody opens the site's page, until the test `t` is over. */
async function visit(t, name) {
  const person = await Person.arrive(browser, site.origin, name);
  t.after(() => person.leave());
  await person.visits("/");
  await begin(person.page);
  return person.page;
}

/** Makes a client on the page as it was opened. */
async function begin(page) {
  await page.waitForFunction(() => globalThis.PassageFlex);
  await page.evaluate((app) => (globalThis.client = new PassageFlex(app)), passflex.app);
}

/** Gives `name` a passkey; what comes back is what the backend learns of it. */
async function register(page, name) {
  const person = { external_id: name, passkey_display_name: name };
  const { transaction_id } = await posted("transactions/register", person);
  const nonce = await page.evaluate((transaction) => client.passkey.register(transaction), transaction_id);
  return posted("authenticate/verify", { nonce });
}

/** What the backend gets for a body that is right. */
async function posted(path, body) {
  const answer = await passflex.post(path, body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}
