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
    createdAt,
    lastLoginAt: device.orNull("last_login_at", (of) => of.time("last_login_at")) ?? createdAt,
    updatedAt: device.time("updated_at"),
  };
}
