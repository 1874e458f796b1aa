import { Members } from "./members.js";

export const WebAuthnType = { Passkey: "passkey", SecurityKey: "security_key", Platform: "platform" } as const;
export type WebAuthnType = (typeof WebAuthnType)[keyof typeof WebAuthnType];

/** Pictures of a passkey's provider, as URLs. */
export interface WebAuthnIcons {
  light: string | null;
  dark: string | null;
}

/** One passkey of a user. */
export interface WebAuthnDevices {
  /** Passflex's id. */
  id: string;
  /** The credential id that WebAuthn knows it by. */
  credId: string;
  /** A name for people. */
  friendlyName: string;
  /** May be synced, is a separate key, or belongs to one device. */
  type: WebAuthnType;
  usageCount: number;
  icons: WebAuthnIcons;
  /** Model of the authenticator, as a UUID; all zero where it does not tell. */
  aaguid: string | null;
  /** Name of the provider, if it is known. */
  provider: string | null;
  /** Format of the attestation statement; null where the passkey was imported. */
  attestationFormat: string | null;
  /**
   * What the attestation came to: `none`, `unverified`, `self`, `untrusted`, `compromised` or `trusted`; null where the
   * passkey was imported.
   */
  attestationTrust: string | null;
  /** Whether it can be synced; null where that is not known yet. */
  backupEligible: boolean | null;
  /** Whether it is synced; null where that is not known yet. */
  backupState: boolean | null;
  /** Whether the person was recognised when it was made; null where it was imported. */
  uvAtRegistration: boolean | null;
  createdAt: Date;
  /** Before the first use it is equal to `createdAt`. */
  lastLoginAt: Date;
  updatedAt: Date;
}

/** Reads a passkey as the server tells it. */
export function deviceOf(value: unknown): WebAuthnDevices {
  const device = new Members(value);
  const icons = device.object("icons");
  const createdAt = device.time("created_at");
  const text = (name: string): string | null => device.orNull(name, (of) => of.text(name));
  const flag = (name: string): boolean | null => device.orNull(name, (of) => of.flag(name));
  return {
    id: device.text("id"),
    credId: device.text("cred_id"),
    friendlyName: device.text("friendly_name"),
    type: device.text("type") as WebAuthnType,
    usageCount: device.number("usage_count"),
    icons: {
      light: icons.orNull("light", (of) => of.text("light")),
      dark: icons.orNull("dark", (of) => of.text("dark")),
    },
    aaguid: text("aaguid"),
    provider: text("provider"),
    attestationFormat: text("attestation_format"),
    attestationTrust: text("attestation_trust"),
    backupEligible: flag("backup_eligible"),
    backupState: flag("backup_state"),
    uvAtRegistration: flag("uv_at_registration"),
    createdAt,
    lastLoginAt: device.orNull("last_login_at", (of) => of.time("last_login_at")) ?? createdAt,
    updatedAt: device.time("updated_at"),
  };
}
