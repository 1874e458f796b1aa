// Somebody at a browser, and what they do on the demo site, one method each. Every method comes back when the page
// that it leads to is there.
import assert from "node:assert/strict";
import { BUILT_IN, Authenticator } from "./authenticator.mjs";
import { holdAutofill, pickFromAutofill } from "./autofill.mjs";

/** Everybody's password. */
export const PASSWORD = "correct horse battery staple";

export class Person {
  #problems = [];

  constructor(page, site, name, device) {
    this.page = page;
    this.site = site;
    this.name = name;
    this.device = device;
    page.on("pageerror", (error) => this.#problems.push(String(error)));
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) this.#problems.push(message.text());
    });
  }

  /** Opens a browser profile of its own, with a device that keeps passkeys. */
  static async arrive(browser, site, name, device = BUILT_IN) {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await holdAutofill(page);
    return new this(page, site, name, await Authenticator.attach(page, device));
  }

  /** Closes the browser profile, and expects that no page had an error that nobody caught. */
  async leave() {
    await this.page.context().close();
    assert.deepEqual(this.#problems, []);
  }

  /** Opens a page of the site. Comes back with its answer. */
  visits(path) {
    return this.page.goto(`${this.site}${path}`);
  }

  async clicks(role, name) {
    await this.page.getByRole(role, { name, exact: true }).click();
  }

  async types(label, text) {
    await this.page.getByLabel(label, { exact: true }).fill(text);
  }

  /** Waits until the page at `path` is there. */
  async arrivesAt(path) {
    await this.page.waitForURL(`${this.site}${path}`);
  }

  /** Waits until the page says `text` for everybody, screen readers included. */
  async isTold(text) {
    await this.page.getByRole("status").filter({ hasText: text }).waitFor();
  }

  async signsUp() {
    await this.visits("/sign-up");
    await this.types("Account name", this.name);
    await this.types("Password", PASSWORD);
    await this.clicks("button", "Create account");
    await this.arrivesAt("/welcome");
  }

  async addsAPasskey() {
    await this.clicks("button", "Add a passkey");
    await this.arrivesAt("/account?done=passkey-added");
  }

  /** Signs up, and adds a passkey when it is offered. */
  async joins() {
    await this.signsUp();
    await this.addsAPasskey();
  }

  async signsOut() {
    await this.clicks("button", "Sign out");
    await this.arrivesAt("/");
  }

  async signsInByName() {
    await this.visits("/sign-in");
    await this.types("Account name", this.name);
    await this.clicks("button", "Continue");
    await this.arrivesAt("/account");
  }

  async signsInWithoutAName() {
    await this.visits("/sign-in");
    await this.clicks("button", "Sign in with a passkey");
    await this.arrivesAt("/account");
  }

  async signsInByAutofill() {
    await this.visits("/sign-in");
    await pickFromAutofill(this.page);
    await this.arrivesAt("/account");
  }

  /** Signs in by name on a device that the site does not know, or without a passkey: it asks for the password. */
  async signsInWithPassword() {
    await this.visits("/sign-in");
    await this.types("Account name", this.name);
    await this.clicks("button", "Continue");
    await this.typesThePassword();
  }

  /** Types the password where the sign-in asks for it. */
  async typesThePassword() {
    await this.page.getByRole("heading", { name: "Enter your password" }).waitFor();
    await this.types("Password", PASSWORD);
    await this.clicks("button", "Sign in");
    await this.arrivesAt("/account");
  }

  /** Begins to change the e-mail address, up to where the site wants to know who it is. */
  async wantsToChangeTheirEmail() {
    await this.visits("/account");
    await this.clicks("link", "Change e-mail address");
    await this.arrivesAt("/confirm?for=email");
  }

  async confirmsWithAPasskey() {
    await this.clicks("button", "Confirm with a passkey");
    await this.arrivesAt("/account/email");
  }

  async changesTheirEmailTo(address) {
    await this.types("New e-mail address", address);
    await this.clicks("button", "Change address");
    await this.arrivesAt("/account?done=email-changed");
  }

  async revokes(passkey) {
    await this.visits("/account");
    await this.clicks("button", `Revoke ${passkey}`);
    await this.clicks("button", "Revoke passkey");
    await this.arrivesAt("/account?done=passkey-revoked");
  }

  /** Who the site says is signed in; `null` if nobody is. */
  async isSignedInAs() {
    const name = this.page.getByRole("navigation", { name: "Account" }).locator(".who");
    return (await name.count()) === 0 ? null : name.innerText();
  }

  /** The passkeys that the account page lists. */
  async passkeys() {
    await this.visits("/account");
    const list = this.page.getByRole("region", { name: "Passkeys" });
    return list.getByRole("listitem").evaluateAll((items) =>
      items.map((item) => {
        const [added, lastUsed] = [...item.querySelectorAll("dd")].map(
          (value) => value.querySelector("time")?.dateTime ?? value.textContent,
        );
        const [name, kind] = ["h3", "h3 + p"].map((part) => item.querySelector(part).textContent);
        return { name, kind, added, lastUsed };
      }),
    );
  }
}
