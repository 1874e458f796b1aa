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

  /** Makes an app, and comes to its first key and the code to begin with. Comes back with the key. */
  async makesAnApp(name, origin) {
    await this.visits("/console/apps/new");
    await this.types("Name", name);
    await this.types("Origin", origin);
    await this.clicks("button", "Make app");
    await this.page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
    return this.page.locator("#api-key").innerText();
  }

  /** Comes back with the key. */
  async makesAKey(app, name) {
    await this.visits(`${app}/keys`);
    await this.types("Name", name);
    await this.clicks("button", "Make key");
    return this.page.locator("#made-key").innerText();
  }

  /** Looks a user up by their external id, and opens their page. */
  async finds(app, externalId) {
    await this.visits(`${app}/users`);
    await this.types("Id, or how the external id begins", externalId);
    await this.clicks("button", "Apply");
    await this.clicks("link", externalId);
    await this.page.getByRole("heading", { level: 1, name: externalId, exact: true }).waitFor();
  }

  /** Opens the latest of the events that `filter` lets through. */
  async opensTheLastEvent(app, filter) {
    await this.visits(`${app}/events?${filter}`);
    await this.page.getByRole("group", { name: "Events" }).getByRole("rowheader").getByRole("link").first().click();
    await this.page.getByRole("heading", { name: "Why" }).waitFor();
  }

  /** Invites somebody to all apps, in a role by its word. Comes back with the link to hand over. */
  async invites(name, role) {
    await this.visits("/console/team");
    await this.types("Name", name);
    await this.page.getByLabel("Role", { exact: true }).selectOption(role);
    await this.clicks("button", "Make a link");
    return this.page.locator("#made-link").innerText();
  }

  /** Opens the page where the app is tried, and lets it in there. */
  async opensTheTrial(app) {
    await this.visits(`${app}/try`);
    await this.page.getByRole("button", { name: /^Add http/ }).click();
    await this.arrivesAt(`${app}/try?done=origin-added`);
  }

  /** The names of the apps that are listed. */
  async apps() {
    await this.visits("/console/apps");
    return this.page.getByRole("group", { name: "Apps" }).getByRole("rowheader").allInnerTexts();
  }

  /** What the steps of a tried ceremony are called. */
  steps() {
    return this.page.getByRole("list", { name: "Steps" }).getByRole("heading").allTextContents();
  }

  /** What came in each field of a tried ceremony, by the field's name. */
  async verifiedFields() {
    const rows = this.page.getByRole("group", { name: "Verified fields" }).locator("tbody tr");
    return Object.fromEntries(await rows.evaluateAll((all) => all.map(({ cells }) => [cells[0].textContent, cells[1].textContent])));
  }
}
