// Somebody at the console, and what they do there.
import { BUILT_IN } from "./authenticator.mjs";
import { Person } from "./person.mjs";

export class Administrator extends Person {
  /** Opens a browser profile of its own for the console at `api`. */
  static arrive(browser, api, name, device = BUILT_IN) {
    return super.arrive(browser, api, name, device);
  }

  /** Follows a one-time link, and registers a passkey. */
  async follows(link) {
    await this.page.goto(link);
    await this.types("Your name", this.name);
    await this.clicks("button", "Register a passkey");
    await this.arrivesAt("/console/apps");
  }

  async signsIn() {
    await this.visits("/console/sign-in");
    await this.clicks("button", "Sign in with a passkey");
    await this.arrivesAt("/console/apps");
  }

  async signsOut() {
    await this.clicks("button", `${this.name} account`);
    await this.clicks("button", "Sign out");
    await this.arrivesAt("/console/sign-in");
  }
}
