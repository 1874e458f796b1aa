// Chromium's software authenticators: the devices that hold passkeys.

/** A phone or computer that keeps passkeys, and recognises its owner. */
export const BUILT_IN = { transport: "internal" };

/** A security key with a PIN, plugged in. */
export const SECURITY_KEY = { transport: "usb" };

export class Authenticator {
  #cdp;
  #authenticatorId;

  constructor(cdp, authenticatorId) {
    this.#cdp = cdp;
    this.#authenticatorId = authenticatorId;
  }

  /** Attaches a device to `page`, for as long as the page is open. */
  static async attach(page, { transport }) {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport,
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Authenticator(cdp, authenticatorId);
  }

  /** Whether the device recognises the person from now on. */
  async recognises(isUserVerified) {
    await this.#send("setUserVerified", { isUserVerified });
  }

  /** Whether the person touches the device from now on. One who does not leaves it asking. */
  async isTouched(enabled) {
    await this.#send("setAutomaticPresenceSimulation", { enabled });
  }

  /** How many passkeys the device holds. */
  async count() {
    return (await this.#send("getCredentials")).credentials.length;
  }

  /** Unplugs the device. What it holds is gone with it. */
  async remove() {
    await this.#send("removeVirtualAuthenticator");
  }

  #send(verb, parameters = {}) {
    return this.#cdp.send(`WebAuthn.${verb}`, { authenticatorId: this.#authenticatorId, ...parameters });
  }
}
