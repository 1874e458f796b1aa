import type { CDPSession, Page } from "playwright-core";

/** Chromium's software authenticator, attached to one page. */
export class VirtualAuthenticator {
  private constructor(
    private readonly cdp: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  /** Attaches a device that verifies its user and keeps passkeys: `internal` is built in, `usb` a key. */
  static async attach(page: Page, transport: "internal" | "usb" = "internal"): Promise<VirtualAuthenticator> {
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
    return new VirtualAuthenticator(cdp, authenticatorId);
  }

  /** Whether the person touches the device when it asks. One who does not leaves it asking. */
  async touches(enabled: boolean): Promise<void> {
    const { authenticatorId } = this;
    await this.cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
  }

  /** Whether the device recognises the person. */
  async recognises(isUserVerified: boolean): Promise<void> {
    await this.cdp.send("WebAuthn.setUserVerified", { authenticatorId: this.authenticatorId, isUserVerified });
  }

  /** How many passkeys it holds. */
  async count(): Promise<number> {
    const { authenticatorId } = this;
    return (await this.cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length;
  }
}
