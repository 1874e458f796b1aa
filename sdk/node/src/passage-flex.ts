import { requireTexts } from "./arguments.js";
import { Auth, type TransactionOptions } from "./auth.js";
import { findBaseUrl } from "./base-url.js";
import { Caller, type CallOptions } from "./call.js";
import { Connection } from "./connection.js";
import type { WebAuthnDevices } from "./device.js";
import { PassageError } from "./errors.js";
import { Events } from "./events.js";
import { User, type PassageUser } from "./user.js";

const TIMEOUT_MS = 10_000;
const RETRIES = 2;

/** Which app, by which key, and where. */
export interface PassageFlexConfig {
  /** The id of the app. */
  appId: string;
  /** A key of the app, which is a secret. */
  apiKey: string;
  /** The address of the Passflex server, with or without `/v1` at its end. Left out, it is `PASSFLEX_URL`. */
  baseUrl?: string | undefined;
  /** How long a call may take with all that it repeats, in milliseconds: 1 to 600,000, else 10,000. */
  timeoutMs?: number | undefined;
  /** How often a request is repeated where that is safe: 0 to 10 times, else 2. */
  retries?: number | undefined;
}

/** What the 0.x SDK told of an app. */
export interface AppInfo {
  id: string;
  name: string;
  /** The app's first web origin. */
  authOrigin: string;
}

/** Of whom, and under which name, a passkey is to be made, as the 0.x SDK took it. */
export interface CreateTransactionRegisterRequest {
  externalId: string;
  passkeyDisplayName: string;
}

/** Of whom a passkey is asked for, as the 0.x SDK took it. */
export interface CreateTransactionAuthenticateRequest {
  externalId: string;
}

/** One Passflex app, as its backend sees it. */
export class PassageFlex {
  /** The id of the app. */
  readonly appId: string;
  /** Begins ceremonies, and learns what they came to. */
  readonly auth: Auth;
  /** Reads, makes and changes users and their passkeys. */
  readonly user: User;
  /** Reads what became of ceremonies. */
  readonly events: Events;
  readonly #caller: Caller;

  /** Throws if something is missing. Nothing is sent yet. */
  constructor(config: PassageFlexConfig) {
    const { appId, apiKey, baseUrl, timeoutMs = TIMEOUT_MS, retries = RETRIES } = config;
    requireTexts({ appId, apiKey });
    if (!/^[\x21-\x7e]+$/.test(apiKey)) {
      // Left to `fetch`, the refusal would show the key.
      throw new PassageError("invalid_argument", {
        message: "apiKey has a character that no key has. Is there a space or a line break at its end?",
      });
    }
    this.appId = appId;
    this.#caller = new Caller(new Connection(findBaseUrl(baseUrl), appId, apiKey), { timeoutMs, retries });
    this.auth = new Auth(this.#caller);
    this.user = new User(this.#caller);
    this.events = new Events(this.#caller);
  }

  /** The app itself, as far as backends have a use for it. */
  async getApp(options: CallOptions = {}): Promise<AppInfo> {
    return this.#caller.call(options, (call) =>
      call.repeatedly({ method: "GET", path: [] }, (answer) => {
        const app = answer.object("app");
        return { id: app.text("id"), name: app.text("name"), authOrigin: app.text("auth_origin") };
      }),
    );
  }

  /** `auth.createRegisterTransaction` in the 0.x shape. */
  async createRegisterTransaction(
    request: CreateTransactionRegisterRequest,
    options: TransactionOptions & CallOptions = {},
  ): Promise<string> {
    return this.auth.createRegisterTransaction(request.externalId, request.passkeyDisplayName, options);
  }

  /** `auth.createAuthenticateTransaction` in the 0.x shape. */
  async createAuthenticateTransaction(
    request: CreateTransactionAuthenticateRequest,
    options: TransactionOptions & CallOptions = {},
  ): Promise<string> {
    return this.auth.createAuthenticateTransaction(request.externalId, options);
  }

  /** `auth.verifyNonce` in the 0.x shape. */
  async verifyNonce(nonce: string, options: CallOptions = {}): Promise<string> {
    return this.auth.verifyNonce(nonce, options);
  }

  /** `user.get` in the 0.x shape. */
  async getUser(externalId: string, options: CallOptions = {}): Promise<PassageUser> {
    return this.user.get(externalId, options);
  }

  /** `user.listDevices` in the 0.x shape. */
  async getDevices(externalId: string, options: CallOptions = {}): Promise<WebAuthnDevices[]> {
    return this.user.listDevices(externalId, options);
  }

  /** `user.revokeDevice` in both of the 0.x shapes. Comes back with true. */
  async revokeDevice(request: { externalId: string; deviceId: string }): Promise<boolean>;
  async revokeDevice(externalId: string, deviceId: string): Promise<boolean>;
  async revokeDevice(first: string | { externalId: string; deviceId: string }, second?: string): Promise<boolean> {
    const { externalId, deviceId } = typeof first === "string" ? { externalId: first, deviceId: second ?? "" } : first;
    await this.user.revokeDevice(externalId, deviceId);
    return true;
  }
}
