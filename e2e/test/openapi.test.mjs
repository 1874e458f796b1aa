// The server keeps to its own description, whatever Schemathesis makes up from it.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Program, builtProgram } from "../support/program.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const SCHEMATHESIS = process.env.SCHEMATHESIS ?? here("../../target/schemathesis/bin/schemathesis");

test("every answer is one that openapi.json describes", { timeout: 300_000 }, async (t) => {
  const passflex = builtProgram("passflex", "PASSFLEX_BIN");
  const folder = await mkdtemp(join(tmpdir(), "passflex-openapi-"));
  let server;
  t.after(async () => {
    // In this order: what it counted is written down as it stops.
    await server?.stop();
    await rm(folder, { recursive: true });
  });
  const command = (...args) => JSON.parse(execFileSync(passflex, [...args, "--json"], { cwd: folder, encoding: "utf8" }));
  const app = command("app", "create", "--name", "Described", "--origin", "https://example.com");
  const { key } = command("key", "create", "--app", app.id, "--name", "schemathesis");
  const args = ["serve", "--json", "--listen", "127.0.0.1:0", "--rate-limits", "off"];
  server = Program.start(passflex, args, folder);
  const { listen } = await server.read();

  const found = await new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, PASSFLEX_APP_ID: app.id, PASSFLEX_API_KEY: key }, maxBuffer: 1 << 26 };
    const args = [
      "--config-file", here("../openapi/schemathesis.toml"),
      "run", `http://${listen}/openapi.json`,
      // What a schema cannot say (bytes where it counts characters, one parameter that depends on another) is 400.
      "--exclude-checks", "positive_data_acceptance",
      "--max-examples", "40",
      "--generation-deterministic",
      "--warnings", "off",
      "--no-color",
    ];
    execFile(SCHEMATHESIS, args, options, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, output: stdout + stderr }));
  });

  assert.equal(found.code, 0, found.output);
  assert.match(found.output, /No issues found/);
});
