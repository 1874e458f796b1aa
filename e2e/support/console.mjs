// Everything that the suites of the console need: Passflex with an app that people use, its first administrator, and a
// Chromium.
import { Administrator } from "./administrator.mjs";
import { startBrowser } from "./browser.mjs";
import { Harness } from "./harness.mjs";

export class ConsoleWorld {
  constructor(harness, browser) {
    this.harness = harness;
    this.browser = browser;
    this.api = harness.at.api;
    this.setupLink = harness.at.setup_link;
    /** Where the pages of the app begin. */
    this.app = `/console/apps/${harness.at.app_id}`;
  }

  static async begin() {
    const [harness, browser] = await Promise.all([Harness.start(), startBrowser()]);
    await harness.makesUpAHistory();
    return new ConsoleWorld(harness, browser);
  }

  async end() {
    await this.browser.close();
    await this.harness.stop();
  }

  /** Somebody with a browser and a device of their own who has never been to the console. Whoever calls lets them leave. */
  somebody(name, device) {
    return Administrator.arrive(this.browser, this.api, name, device);
  }

  /** The same, until the test `t` is over. */
  async visitor(t, name, device) {
    const visitor = await this.somebody(name, device);
    t.after(() => visitor.leave());
    return visitor;
  }
}
