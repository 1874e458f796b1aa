// The server keeps to its own description, whatever Schemathesis makes up from it.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Administrator } from "../support/administrator.mjs";
import { startBrowser } from "../support/browser.mjs";
import { Program, builtProgram } from "../support/program.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const SCHEMATHESIS = process.env.SCHEMATHESIS ?? here("../../target/schemathesis/bin/schemathesis");

let folder;
let server;
let address;
let app;
const command = (...args) => {
  const text = execFileSync(builtProgram("passflex", "PASSFLEX_BIN"), [...args, "--json"], { cwd: folder, encoding: "utf8" });
  return JSON.parse(text);
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "passflex-openapi-"));
  app = command("app", "create", "--name", "Described", "--origin", "https://example.com");
  const args = ["serve", "--json", "--listen", "127.0.0.1:0", "--rate-limits", "off"];
  server = Program.start(builtProgram("passflex", "PASSFLEX_BIN"), args, folder);
  address = await server.read();
});
after(async () => {
  // In this order: what it counted is written down as it stops.
  await server?.stop();
  await rm(folder, { recursive: true });
});

test("every answer to apps is one that openapi.json describes", { timeout: 300_000 }, async () => {
  const { key } = command("key", "create", "--app", app.id, "--name", "schemathesis");
  await assertDescribed(key, "--exclude-path-regex", "^/admin/", "--max-examples", "40");
});

test("every answer to administrators is one that openapi.json describes", { timeout: 300_000 }, async () => {
  const token = await adminToken();
  // Without what would take the app or the token away that everything else is tried with.
  const kept = ["adminDeleteApp", "adminRevokeToken"].flatMap((operation) => ["--exclude-operation-id", operation]);
  await assertDescribed(token, "--include-path-regex", "^/admin/", ...kept, "--max-examples", "8");
});

/** A token of the first administrator, who follows the link that the server printed. */
async function adminToken() {
  const browser = await startBrowser();
  try {
    const ada = await Administrator.arrive(browser, address.public_url, "Ada Lovelace");
    await ada.follows(address.setup_link);
    await ada.leave();
  } finally {
    await browser.close();
  }
  const { administrators: [{ id }] } = command("admin", "list");
  const scopes = ["apps:read", "apps:write", "users:read", "users:write", "team:read", "team:write", "audit:read"];
  return command("admin", "token", "create", "--admin", id, "--name", "schemathesis", "--scope", scopes.join(",")).token;
}

async function assertDescribed(credential, ...which) {
  const found = await new Promise((resolve) => {
    const env = { ...process.env, PASSFLEX_APP_ID: app.id, PASSFLEX_CREDENTIAL: credential };
    const args = [
      "--config-file", here("../openapi/schemathesis.toml"),
      "run", `http://${address.listen}/openapi.json`,
      // What a schema cannot say (bytes where it counts characters, one parameter that depends on another) is 400.
      "--exclude-checks", "positive_data_acceptance",
      "--generation-deterministic",
      "--warnings", "off",
      "--no-color",
      ...which,
    ];
    execFile(SCHEMATHESIS, args, { cwd: folder, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, output: stdout + stderr }));
  });

  assert.equal(found.code, 0, found.output);
  assert.match(found.output, /No issues found/);
}
