// Passflex and its demo with a clock that the test moves; see `harness/`.
import assert from "node:assert/strict";
import { Program, builtProgram } from "./program.mjs";

export class Harness {
  #program;
  /** Where it is: `demo`, `api` and `setup_link` are addresses; `app_id`. */
  at;

  static async start() {
    const harness = new Harness();
    harness.#program = Program.start(builtProgram("passflex-e2e-harness", "PASSFLEX_HARNESS_BIN"), []);
    harness.at = await harness.#program.read();
    return harness;
  }

  /** Lets `minutes` pass for Passflex, and comes back when they have. */
  minutesPass(minutes) {
    return this.#order(`advance ${minutes * 60}`);
  }

  /** Makes up people, events and counts of a quarter of a year. */
  makesUpAHistory() {
    return this.#order("history");
  }

  async #order(order) {
    this.#program.write(order);
    assert.deepEqual(await this.#program.read(), { done: order });
  }

  stop() {
    return this.#program.stop();
  }
}
