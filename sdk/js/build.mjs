// Builds the package into `dist`, or into the folder that is named: `node build.mjs [FOLDER]`.
//
// index.js     the ES module for bundlers: readable, free of side effects
// passflex.js  the script-tag build: small, and serves as a module that is imported for its effect
// types/       declarations of both
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
const outDir = resolve(root, process.argv[2] ?? "dist");

/** Builds one entry; `lib` as Vite takes it. */
async function bundle(lib, emptyOutDir) {
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    build: {
      outDir,
      emptyOutDir,
      lib,
      // Named versions, so that an update of the bundler does not move the floor by itself.
      target: ["chrome111", "edge111", "firefox114", "safari16.4"],
    },
  });
}

await bundle({ entry: "src/index.ts", formats: ["es"], fileName: () => "index.js" }, true);
await bundle({ entry: "src/script.ts", formats: ["iife"], name: "Passflex", fileName: () => "passflex.js" }, false);
execFileSync(
  process.execPath,
  [join(root, "node_modules/typescript/bin/tsc"), "--project", "tsconfig.build.json", "--outDir", join(outDir, "types")],
  { cwd: root, stdio: "inherit" },
);
