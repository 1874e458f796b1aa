// A program of ours, running: it says on its first line of standard output, in JSON, where it is.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const TARGET = fileURLToPath(new URL("../../target/", import.meta.url));

/** Requests under way have ten seconds to end once a program is told to stop. */
const LONGEST_STOP_MS = 15_000;

/** Where a program of the workspace is: what the environment says under `variable`, else its newest build. */
export function builtProgram(name, variable) {
  const named = process.env[variable];
  if (named) return named;
  const builds = [`${TARGET}release/${name}`, `${TARGET}debug/${name}`];
  const [newest] = builds.filter((file) => builtAt(file) > 0).sort((one, other) => builtAt(other) - builtAt(one));
  assert.ok(newest, `${name} is not built: run \`cargo build --workspace\`, or name it in ${variable}`);
  return newest;
}

/** When a file was written, in milliseconds since 1970; 0 if it is not there. */
function builtAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

export class Program {
  #child;
  #lines;
  #exit;
  #log = "";

  constructor(child) {
    this.#child = child;
    this.#exit = once(child, "exit");
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.setEncoding("utf8").on("data", (text) => (this.#log += text));
    // So that a test run that is broken off leaves nothing behind.
    process.once("exit", this.#kill);
  }

  /** Starts `file` in `folder`. Settings of the machine that are meant for another Passflex are kept from it. */
  static start(file, args, folder) {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PASSFLEX_")));
    return new Program(spawn(file, args, { cwd: folder, env, stdio: "pipe" }));
  }

  /** The next line that the program prints, which is a JSON object. */
  async read() {
    const { value, done } = await this.#lines.next();
    assert.ok(!done, `the program ended without a word:\n${this.#log}`);
    return JSON.parse(value);
  }

  /** Hands the program a line. */
  write(line) {
    this.#child.stdin.write(`${line}\n`);
  }

  /** What the program has logged so far. */
  get log() {
    return this.#log;
  }

  /** Asks the program to stop, and expects that it does so in good order. */
  async stop() {
    this.#child.kill("SIGTERM");
    const outOfPatience = setTimeout(this.#kill, LONGEST_STOP_MS);
    const [code, signal] = await this.#exit;
    clearTimeout(outOfPatience);
    process.off("exit", this.#kill);
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, this.#log);
  }

  #kill = () => this.#child.kill("SIGKILL");
}
