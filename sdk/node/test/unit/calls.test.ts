import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { inspect } from "node:util";
import { PassageFlex, type PassageFlexConfig } from "../../src/index.js";
import { ScriptedServer, type Answer } from "../support/scripted-server.js";

const KEY = "pf_secret-of-the-test";
const BUSY: Answer = { status: 503, body: { code: "service_unavailable", error: "Busy." } };
const APP: Answer = { status: 200, body: { app: { id: "app1", name: "Shop", auth_origin: "https://example.com" } } };

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function passageTo(answers: Answer[], config: Partial<PassageFlexConfig> = {}): Promise<PassageFlex> {
  server = await ScriptedServer.start(answers);
  return new PassageFlex({ appId: "app1", apiKey: KEY, baseUrl: server.url, ...config });
}

/** Comes back once the server has the next request. */
function nextRequest(): Promise<void> {
  return new Promise((resolve) => {
    (server as ScriptedServer).onRequest = resolve;
  });
}

for (const [name, limit, config, options] of [
  ["ten seconds", 10_000, {}, {}],
  ["what all calls are allowed", 20_000, { timeoutMs: 20_000 }, {}],
  ["what this call is allowed", 30_000, { timeoutMs: 20_000 }, { timeoutMs: 30_000 }],
] as const) {
  test(`a server that says nothing is given up on after ${name}`, async (t) => {
    const passage = await passageTo(["silence"], config);
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const reached = nextRequest();
    let settled = false;
    const call = passage.getApp(options).finally(() => (settled = true));
    const rejected = assert.rejects(call, {
      code: "timeout",
      status: undefined,
      message: "Passflex took too long to answer. Try again, or allow more with timeoutMs.",
    });
    await reached;
    t.mock.timers.tick(limit - 1);
    await new Promise(setImmediate);
    assert.equal(settled, false);
    t.mock.timers.tick(1);
    await rejected;
    assert.equal(server?.seen.length, 1);
  });
}

test("an answer that breaks off is none", async () => {
  const passage = await passageTo([{ status: 200, text: "{", headers: { "Content-Length": "2" } }]);
  await assert.rejects(passage.verifyNonce("n1"), { code: "network", status: undefined });
});

test("the requests of a call share its time, so a pause that would end after it is not begun", async () => {
  const passage = await passageTo([{ ...BUSY, headers: { "Retry-After": "5" } }], { timeoutMs: 4000 });
  await assert.rejects(passage.getApp(), { code: "service_unavailable", status: 503, retryAfter: 5 });
  assert.equal(server?.seen.length, 1);
});

test("a signal aborts a request, and its reason is the cause", async () => {
  const passage = await passageTo(["silence"]);
  const controller = new AbortController();
  const reached = nextRequest();
  const call = passage.auth.verifyNonce("n1", { signal: controller.signal });
  await reached;
  const reason = new Error("the visitor left");
  controller.abort(reason);
  await assert.rejects(call, { code: "aborted", message: "The call was aborted by its signal.", cause: reason });
});

test("a signal aborts a pause", async () => {
  const passage = await passageTo([{ ...BUSY, headers: { "Retry-After": "5" } }, APP]);
  const controller = new AbortController();
  const reached = nextRequest();
  const call = passage.getApp({ signal: controller.signal });
  await reached;
  controller.abort();
  await assert.rejects(call, { code: "aborted" });
  assert.equal(server?.seen.length, 1);
});

test("a signal that is aborted already sends nothing", async () => {
  const passage = await passageTo([APP]);
  await assert.rejects(passage.user.get("ada", { signal: AbortSignal.abort() }), { code: "aborted" });
  assert.deepEqual(server?.seen, []);
});

test("a signal that outlives a call is left as it was", async () => {
  const passage = await passageTo([APP]);
  const { signal } = new AbortController();
  const listeners: string[] = [];
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => (listeners.push("added"), add(...args));
  signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners.push("removed"), remove(...args));
  await passage.getApp({ signal });
  assert.deepEqual(listeners, ["added", "removed"]);
});

test("a server that is not there is an error of the network with its cause", async () => {
  const passage = await passageTo([], { retries: 0 });
  await server?.stop();
  server = undefined;
  await assert.rejects(passage.getApp(), (error: Error & { code: string }) => {
    assert.deepEqual(
      { code: error.code, message: error.message, cause: (error.cause as Error).name },
      {
        code: "network",
        message: "Passflex cannot be reached. Check that it runs and that PASSFLEX_URL or baseUrl leads to it.",
        cause: "TypeError",
      },
    );
    return true;
  });
});

test("the key shows neither in what is logged nor in what is thrown", async () => {
  const passage = await passageTo(["network_error"], { retries: 0 });
  const error: unknown = await passage.getApp().catch((caught: unknown) => caught);
  for (const thing of [passage, error]) {
    const shown = inspect(thing, { depth: Infinity, showHidden: true }) + JSON.stringify(thing);
    assert.ok(!shown.includes(KEY), shown);
  }
});

test("a key with a line break is refused without being shown", () => {
  assert.throws(() => new PassageFlex({ appId: "app1", apiKey: `${KEY}\n`, baseUrl: "http://localhost" }), {
    code: "invalid_argument",
    message: "apiKey has a character that no key has. Is there a space or a line break at its end?",
  });
});

for (const [name, config] of Object.entries({
  appId: { appId: "" },
  apiKey: { apiKey: undefined as unknown as string },
  retries: { retries: 11 },
  timeoutMs: { timeoutMs: 0 },
})) {
  test(`a bad ${name} is refused before anything is sent`, () => {
    const good = { appId: "app1", apiKey: KEY, baseUrl: "http://localhost" };
    assert.throws(
      () => new PassageFlex({ ...good, ...config }),
      (error: { code: string; message: string }) =>
        error.code === "invalid_argument" && error.message.startsWith(name),
    );
  });
}

test("half a character is not sent as another one", async () => {
  const passage = await passageTo([]);
  await assert.rejects(passage.user.get("a\ud83d"), {
    code: "invalid_argument",
    message: "externalId is not well-formed Unicode.",
  });
  assert.deepEqual(server?.seen, []);
});

test("an expectation that is undefined is not forgotten", async () => {
  const passage = await passageTo([]);
  const expect = { transactionId: undefined as unknown as string };
  await assert.rejects(passage.auth.verify("n1", expect), {
    code: "invalid_argument",
    message: "expect.transactionId is missing: pass a text that is not empty.",
  });
  assert.deepEqual(server?.seen, []);
});

test("all pages end where the caller stops", async () => {
  const times = { at: "2026-01-01T00:00:01Z", started_at: "2026-01-01T00:00:00Z" };
  const event = { id: "e1", ...times, action: "register", outcome: "failed" };
  const passage = await passageTo([{ status: 200, body: { events: [event], next_cursor: "c2" } }]);
  for await (const { id } of passage.events.each()) {
    assert.equal(id, "e1");
    break;
  }
  assert.equal(server?.seen.length, 1);
});

test("the calls of 0.x are those of 1.x in another shape", async () => {
  const transaction: Answer = { status: 200, body: { transaction_id: "t1" } };
  const nobody: Answer = { status: 200, body: { users: [] } };
  const passage = await passageTo([transaction, transaction, transaction, transaction, nobody, nobody, nobody, nobody]);
  assert.deepEqual(
    [
      await passage.createRegisterTransaction({ externalId: "ada", passkeyDisplayName: "Ada" }),
      await passage.auth.createRegisterTransaction("ada", "Ada"),
      await passage.createAuthenticateTransaction({ externalId: "ada" }),
      await passage.auth.createAuthenticateTransaction("ada"),
    ],
    ["t1", "t1", "t1", "t1"],
  );
  for (const call of [
    passage.getUser("ada"),
    passage.getDevices("ada"),
    passage.revokeDevice({ externalId: "ada", deviceId: "d1" }),
    passage.revokeDevice("ada", "d1"),
  ]) {
    await assert.rejects(call, { code: "user_not_found", status: 404 });
  }
  const [first, second, third, fourth, ...lookUps] = (server as ScriptedServer).seen;
  assert.deepEqual([first, third], [second, fourth]);
  const lookUp = { limit: "1", identifier: "ada" };
  assert.deepEqual(lookUps.map((seen) => seen.query), [lookUp, lookUp, lookUp, lookUp]);
});
