// Everything that a suite needs: a running Passflex with its demo site, and a Chromium.
import { startBrowser } from "./browser.mjs";
import { Passflex } from "./passflex.mjs";
import { Person } from "./person.mjs";

export class World {
  constructor(passflex, browser) {
    this.passflex = passflex;
    this.browser = browser;
  }

  /** Starts the real binary, or what `startPassflex` starts in its place. */
  static async begin(startPassflex = () => Passflex.start()) {
    const [passflex, browser] = await Promise.all([startPassflex(), startBrowser()]);
    return new World(passflex, browser);
  }

  /** Stops what was started, and expects that it stops in good order. */
  async end() {
    await this.browser.close();
    await this.passflex.stop();
  }

  /** Somebody at a device that has never been to the site, until the test `t` is over. */
  async person(t, name, device) {
    const person = await Person.arrive(this.browser, this.passflex.at.demo, name, device);
    t.after(() => person.leave());
    return person;
  }
}
