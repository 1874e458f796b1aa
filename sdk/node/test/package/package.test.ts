// The package as it is published, installed in the place of the SDK before.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { ROOT } from "../support/paths.js";
import { ScriptedServer } from "../support/scripted-server.js";

const ALIAS = "@passageidentity/passage-flex-node";

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "passflex-package-"));
  // `npm test` has built the package.
  run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], ROOT);
  const [tarball] = readdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", `${ALIAS}@file:${tarball}`], folder);
});
after(() => rmSync(folder, { recursive: true }));

function run(program: string, args: string[], cwd: string): string {
  return execFileSync(program, args, { cwd, encoding: "utf8", stdio: "pipe" });
}

const USE = `
const passage = new PassageFlex({ appId: "app1", apiKey: "key1" });
passage.auth.verifyNonce("n1").catch((error) => {
  console.log(JSON.stringify([error instanceof PassageError, error.statusCode, error.errorCode, error.message]));
});
`;

for (const [name, file, begin] of [
  ["import", "use.mjs", `import { PassageFlex, PassageError } from "${ALIAS}";`],
  ["import of the default", "default.mjs", `import PassageFlex, { PassageError } from "${ALIAS}";`],
  ["require", "use.cjs", `const { PassageFlex, PassageError } = require("${ALIAS}");`],
] as const) {
  test(`with the variable PASSFLEX_URL it takes the place of the SDK before, by ${name}`, async (t) => {
    const refusal = { code: "invalid_nonce", error: "The nonce is invalid." };
    const server = await ScriptedServer.start([{ status: 401, body: refusal }]);
    t.after(() => server.stop());
    writeFileSync(join(folder, file), begin + USE);
    const env = { ...process.env, PASSFLEX_URL: server.url };
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder, env });
    assert.deepEqual(JSON.parse(stdout), [true, 401, "invalid_nonce", "The nonce is invalid."]);
  });
}

for (const [module, moduleResolution, files] of [
  ["node16", "node16", ["shapes.mts", "shapes.cts"]],
  ["nodenext", "nodenext", ["shapes.mts", "shapes.cts"]],
  ["esnext", "bundler", ["shapes.ts"]],
] as const) {
  for (const types of [["node"], []] as const) {
    const lib = types.length > 0 ? ["es2022"] : ["es2022", "dom"];
    test(`the calls of 1.x and 0.x have types with ${moduleResolution}, and ${types[0] ?? "dom"}`, () => {
      const project = join(folder, `${moduleResolution}-${lib.length}`);
      mkdirSync(project);
      for (const file of files) {
        cpSync(`${ROOT}test/package/fixture/shapes.ts`, join(project, file));
      }
      const typeRoots = [`${ROOT}node_modules/@types`];
      const resolution = { module, moduleResolution, lib, types, typeRoots };
      const compilerOptions = { target: "es2022", strict: true, noEmit: true, ...resolution };
      writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
      run(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, "--project", "tsconfig.json"], project);
    });
  }
}

test("nothing else comes with it, and nothing of Node is imported", () => {
  const root = join(folder, "node_modules", ALIAS);
  const { dependencies, peerDependencies, scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    dependencies?: object;
    peerDependencies?: object;
    scripts: Record<string, string>;
  };
  const withIt = [dependencies, peerDependencies, scripts["install"], scripts["postinstall"]];
  assert.deepEqual(withIt, [undefined, undefined, undefined, undefined]);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => /\.[a-z]+$/.test(file));
  assert.deepEqual(files.filter((file) => !/^dist\/(esm|cjs)\/[a-z-]+(\.d)?\.(ts|js)$/.test(file)).sort(), [
    "README.md",
    "dist/cjs/package.json",
    "package.json",
  ]);
  for (const file of files.filter((name) => name.endsWith(".js"))) {
    const text = readFileSync(join(root, file), "utf8");
    const imported = [...text.matchAll(/(?:from |import\(|require\()["']([^"']+)["']/g)].map((match) => match[1]);
    assert.deepEqual(imported.filter((name) => !name?.startsWith("./")), [], file);
  }
});
