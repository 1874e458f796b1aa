// The server itself, in a folder of its own, with one app and a key of it.
import assert from "node:assert/strict";
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "./paths.js";

const TARGET = `${ROOT}../../target/`;

export class Passflex {
  static readonly origin = "http://localhost:5173";

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    /** Where it is. */
    readonly url: string,
    readonly appId: string,
    readonly apiKey: string,
  ) {
    // So that a test run that is broken off leaves nothing behind.
    process.once("exit", this.kill);
  }

  static async start(): Promise<Passflex> {
    const folder = mkdtempSync(join(tmpdir(), "passflex-node-"));
    // Settings of the machine that are meant for another Passflex are kept from it.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PASSFLEX_")));
    const program = builtProgram();
    const make = (...args: string[]): Record<string, string> =>
      JSON.parse(execFileSync(program, [...args, "--json"], { cwd: folder, env, encoding: "utf8" }));
    const app = make("app", "create", "--name", "Shop", "--origin", Passflex.origin)["id"] as string;
    const key = make("key", "create", "--app", app, "--name", "backend")["key"] as string;
    const child = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--json"], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
    assert.ok(!first.done, "the server ended without a word");
    const { listen } = JSON.parse(first.value) as { listen: string };
    return new Passflex(child, folder, `http://${listen}`, app, key);
  }

  async stop(): Promise<void> {
    const exited = once(this.child, "exit");
    this.child.kill("SIGTERM");
    await exited;
    process.off("exit", this.kill);
    rmSync(this.folder, { recursive: true });
  }

  private readonly kill = (): void => {
    this.child.kill("SIGKILL");
  };
}

/** Where the program is: what `PASSFLEX_BIN` says, else its newest build. */
function builtProgram(): string {
  const named = process.env["PASSFLEX_BIN"];
  if (named) {
    return named;
  }
  const builtAt = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const builds = [`${TARGET}release/passflex`, `${TARGET}debug/passflex`].filter((file) => builtAt(file) > 0);
  const [newest] = builds.sort((one, other) => builtAt(other) - builtAt(one));
  assert.ok(newest, "passflex is not built: run `cargo build --workspace`, or name it in PASSFLEX_BIN");
  return newest;
}
