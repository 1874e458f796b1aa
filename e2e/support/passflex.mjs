// The program that people run, `passflex dev`, in a folder of its own and on free ports.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program, builtProgram } from "./program.mjs";

const ANY_PORTS = { api: "0", demo: "0" };

export class Passflex {
  #folder;
  #program;
  /** What `passflex dev --json` printed: `demo`, `api` and `health` are addresses; `app_id`, `api_key`. */
  at;

  constructor(folder) {
    this.#folder = folder;
  }

  /** Starts `passflex dev` in an empty folder, on free ports unless it is told to try others first. */
  static async start(ports = ANY_PORTS) {
    const passflex = new Passflex(await mkdtemp(join(tmpdir(), "passflex-e2e-")));
    await passflex.#run(ports);
    return passflex;
  }

  /** The ports that it has. */
  get ports() {
    return { api: new URL(this.at.api).port, demo: new URL(this.at.demo).port };
  }

  /** Stops it, and starts it again in the same folder and on the same ports. */
  async restart() {
    await this.#program.stop();
    await this.#run(this.ports);
  }

  /** The same, on other ports. */
  async restartElsewhere() {
    await this.#program.stop();
    await this.#run(ANY_PORTS);
  }

  /** The same, with all that it has kept thrown away. */
  async startOver() {
    await this.#program.stop();
    await this.#run(ANY_PORTS, ["--fresh"]);
  }

  /** Stops it for good, and removes its folder. */
  async stop() {
    await this.#program.stop();
    await rm(this.#folder, { recursive: true });
  }

  async #run(ports, more = []) {
    const args = ["dev", "--json", "--port", ports.api, "--demo-port", ports.demo, ...more];
    this.#program = Program.start(builtProgram("passflex", "PASSFLEX_BIN"), args, this.#folder);
    this.at = await this.#program.read();
  }
}
