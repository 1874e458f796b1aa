import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { fromRoot } from "../support/paths.js";

const run = promisify(execFile);

test("what is committed is what the sources build", async (t) => {
  const fresh = await mkdtemp(join(tmpdir(), "passflex-browser-"));
  t.after(() => rm(fresh, { recursive: true }));

  await run(process.execPath, [fromRoot("build.mjs"), fresh]);

  const files = await filesIn(fresh);
  assert.deepEqual(await filesIn(fromRoot("dist")), files);
  for (const file of files) {
    assert.equal(await readFile(fromRoot(`dist/${file}`), "utf8"), await readFile(join(fresh, file), "utf8"), file);
  }
});

test("the script-tag build takes at most 3 kB on the wire", async () => {
  const { length } = brotliCompressSync(await readFile(fromRoot("dist/passflex.js")));

  assert.ok(length <= 3072, `it takes ${length} bytes`);
});

test("a page that is rendered on a server can import the package and make its objects", async () => {
  const sdk = (await import(fromRoot("dist/index.js"))) as typeof import("../../src/index.js");

  const { passkey } = new sdk.PassageFlex("app1");

  assert.deepEqual(Object.keys(sdk).sort(), [
    "PassageFlex",
    "Passflex",
    "PassflexError",
    "canAuthenticateWithPasskey",
    "canRegisterPasskey",
    "canUseConditionalMediation",
  ]);
  assert.equal(sdk.Passflex, sdk.PassageFlex);
  assert.equal(await passkey.canRegisterPasskey(), false);
  assert.equal(await passkey.canUseConditionalMediation(), false);
  await assert.rejects(passkey.authenticate(), { name: "PassflexError", code: "not_supported" });
});

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.replace(/\/$/, "").length + 1))
    .sort();
}
