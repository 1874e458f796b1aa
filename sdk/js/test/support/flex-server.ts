// The auth endpoints of the Flex contract, for one app, as far as a browser can see them: sealed
// state is a map, signatures go unchecked, and everything else is as on the wire.
import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Kind = "register" | "authenticate";

/** What an app may be set to. Tests change it as they go. */
export interface Settings {
  origins: string[];
  rpId: string;
  timeoutMs: number;
  credentialType: string;
  handshakesExpired: boolean;
}

/** A request to an auth endpoint, as it came. */
export interface Seen {
  path: string;
  headers: IncomingMessage["headers"];
  body: Record<string, unknown>;
}

interface Ceremony {
  kind: Kind;
  challenge: string;
  transaction: string | null;
}

interface User {
  externalId: string;
  passkeys: { id: string; transports: string[] }[];
}

export interface Verified {
  external_id: string;
  kind: Kind;
}

/** An answer that a test puts in the place of the contract's. */
export interface Canned {
  status: number;
  body: string;
}

class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    sentence: string,
  ) {
    super(sentence);
  }
}

export const APP_ID = "app1";

const DEFAULTS = { rpId: "localhost", timeoutMs: 300_000, credentialType: "public-key", handshakesExpired: false };

const id = (): string => randomBytes(18).toString("base64url");

export class FlexServer {
  readonly seen: Seen[] = [];
  /** Stands in for the contract at an endpoint, by the last word of its path. */
  readonly canned = new Map<string, Canned>();
  readonly settings: Settings = { origins: [], ...DEFAULTS };

  readonly #held = new Map<string, Promise<void>>();
  readonly #users = new Map<string, User>();
  readonly #transactions = new Map<string, { kind: Kind; user: User; displayName: string }>();
  readonly #handshakes = new Map<string, Ceremony>();
  readonly #nonces = new Map<string, Verified>();
  readonly #watchers = new Set<() => void>();
  readonly #http = createServer((request, response) => void this.#serve(request, response));

  static async start(): Promise<FlexServer> {
    const server = new FlexServer();
    await new Promise<void>((resolve) => server.#http.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://localhost:${(this.#http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** Forgets what was seen and how tests have bent it; users and their passkeys stay. */
  reset(): void {
    this.seen.length = 0;
    this.canned.clear();
    this.#held.clear();
    Object.assign(this.settings, DEFAULTS);
  }

  /** Holds back the answers of an endpoint, by the last word of its path, until the release is called. */
  hold(step: string): () => void {
    let release = (): void => {};
    this.#held.set(step, new Promise((resolve) => (release = resolve)));
    return () => {
      this.#held.delete(step);
      release();
    };
  }

  /** What the app's backend does before a registration. */
  registerTransaction(externalId: string): string {
    const user = this.#users.get(externalId) ?? { externalId, passkeys: [] };
    this.#users.set(externalId, user);
    return this.#transaction("register", user);
  }

  /** What the app's backend does before a sign-in by name. */
  authenticateTransaction(externalId: string): string {
    return this.#transaction("authenticate", this.#users.get(externalId) as User);
  }

  /** What the app's backend does with a nonce. */
  verify(nonce: string): Verified | undefined {
    const verified = this.#nonces.get(nonce);
    this.#nonces.delete(nonce);
    return verified;
  }

  /** Takes all passkeys of a user away. */
  revokePasskeys(externalId: string): void {
    (this.#users.get(externalId) as User).passkeys = [];
  }

  /** Comes back once `count` requests in all have reached an endpoint, named by the last word of its path. */
  async requests(step: string, count: number): Promise<Seen[]> {
    for (;;) {
      const found = this.seen.filter((request) => request.path.endsWith(`/${step}`));
      if (found.length >= count) {
        return found;
      }
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  #transaction(kind: Kind, user: User): string {
    const transaction = id();
    this.#transactions.set(transaction, { kind, user, displayName: `${user.externalId}@example.com` });
    return transaction;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "/";
    if (path === "/healthz") {
      response.writeHead(200, { "Content-Type": "text/plain" }).end("ok");
      return;
    }
    const origin = request.headers.origin ?? "";
    const headers: Record<string, string> = {
      "Content-Type": "application/json",
      Vary: "Origin",
      "X-Request-Id": id(),
    };
    if (this.settings.origins.includes(origin)) {
      headers["Access-Control-Allow-Origin"] = origin;
      headers["Access-Control-Expose-Headers"] = "Retry-After, X-Request-Id";
      headers["Access-Control-Allow-Methods"] = "POST";
      headers["Access-Control-Allow-Headers"] = "Content-Type, Passage-Version, Passage-Flex-Version";
    }
    if (request.method === "OPTIONS") {
      response.writeHead(204, headers).end();
      return;
    }
    const answer = await this.#answer(request, path, origin);
    response.writeHead(answer.status, headers).end(answer.body);
  }

  async #answer(request: IncomingMessage, path: string, origin: string): Promise<Canned> {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
      }
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      this.seen.push({ path, headers: request.headers, body });
      for (const wake of this.#watchers) {
        wake();
      }
      this.#watchers.clear();
      const step = path.slice(path.lastIndexOf("/") + 1);
      await this.#held.get(step);
      const canned = this.canned.get(step);
      if (canned) {
        return canned;
      }
      if (!this.settings.origins.includes(origin)) {
        throw new Refused(403, "operation_not_allowed", "This origin is not one of the app's.");
      }
      return { status: 200, body: JSON.stringify(this.#route(path, body, origin)) };
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused(400, "invalid_request", String(error));
      return { status: refused.status, body: JSON.stringify({ code: refused.code, error: refused.message }) };
    }
  }

  #route(path: string, body: Record<string, unknown>, origin: string): object {
    const [, app, kind, step] =
      /^\/v1\/apps\/([^/]+)\/(register|authenticate)\/transactions\/webauthn\/(start|finish)$/.exec(path) ?? [];
    if (app !== APP_ID) {
      throw new Refused(404, app ? "app_not_found" : "not_found", "There is no such app.");
    }
    return step === "start" ? this.#start(kind as Kind, body) : this.#finish(kind as Kind, body, origin);
  }

  #start(kind: Kind, body: Record<string, unknown>): object {
    const transaction = (body["transaction_id"] as string | undefined) ?? null;
    const sealed = transaction === null ? undefined : this.#transactions.get(transaction);
    if (sealed?.kind !== kind && (transaction !== null || kind === "register")) {
      throw new Refused(404, "transaction_not_found", "The transaction is unknown, expired or used.");
    }
    const ceremony: Ceremony = { kind, challenge: randomBytes(32).toString("base64url"), transaction };
    const handshake = id();
    this.#handshakes.set(handshake, ceremony);
    const descriptors = sealed?.user.passkeys.map((passkey) => ({ type: "public-key", ...passkey }));
    const { rpId, timeoutMs: timeout } = this.settings;
    const publicKey =
      kind === "authenticate"
        ? { challenge: ceremony.challenge, rpId, timeout, userVerification: "required", allowCredentials: descriptors }
        : {
            rp: { id: rpId, name: "Example" },
            user: {
              id: this.#handleOf(sealed?.user as User).toString("base64url"),
              name: sealed?.displayName,
              displayName: sealed?.displayName,
            },
            challenge: ceremony.challenge,
            pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: this.settings.credentialType, alg })),
            timeout,
            attestation: "none",
            excludeCredentials: descriptors,
            authenticatorSelection: {
              ...attachmentOf(body["authenticator_attachment"]),
              residentKey: "required",
              requireResidentKey: true,
              userVerification: "required",
            },
            extensions: { credProps: true },
          };
    return { transaction_id: transaction, handshake: { id: handshake, challenge: { publicKey } } };
  }

  #finish(kind: Kind, body: Record<string, unknown>, origin: string): object {
    const handshake = String(body["handshake_id"]);
    const ceremony = this.#handshakes.get(handshake);
    const transaction = (body["transaction_id"] as string | undefined) ?? null;
    const credential = body["handshake_response"] as {
      id: string;
      rawId: string;
      response: { clientDataJSON: string; userHandle?: string; authenticatorData?: string; transports?: string[] };
    };
    const fresh =
      ceremony?.kind === kind && ceremony.transaction === transaction && !this.settings.handshakesExpired;
    if (!ceremony || !fresh || credential.id !== credential.rawId) {
      throw this.#failed(kind, transaction);
    }
    const client = JSON.parse(Buffer.from(credential.response.clientDataJSON, "base64url").toString()) as object;
    const type = kind === "register" ? "webauthn.create" : "webauthn.get";
    const expected = { type, challenge: ceremony.challenge, origin, crossOrigin: false };
    if (Object.entries(expected).some(([key, value]) => (client as Record<string, unknown>)[key] !== value)) {
      throw this.#failed(kind, transaction);
    }
    const user =
      kind === "register"
        ? this.#transactions.get(transaction as string)?.user
        : this.#ownerOf(credential.id, credential.response.userHandle, credential.response.authenticatorData);
    if (!user) {
      throw this.#failed(kind, transaction);
    }
    if (kind === "register") {
      user.passkeys.push({ id: credential.id, transports: credential.response.transports ?? [] });
    }
    this.#handshakes.delete(handshake);
    this.#transactions.delete(transaction ?? "");
    const nonce = randomBytes(32).toString("base64url");
    this.#nonces.set(nonce, { external_id: user.externalId, kind });
    return { nonce };
  }

  #ownerOf(credentialId: string, userHandle: string | undefined, authenticatorData: string | undefined): User | undefined {
    const rpIdHash = createHash("sha256").update(this.settings.rpId).digest();
    const data = Buffer.from(authenticatorData ?? "", "base64url");
    return [...this.#users.values()].find(
      (user) =>
        user.passkeys.some((passkey) => passkey.id === credentialId) &&
        Buffer.from(userHandle ?? "", "base64url").equals(this.#handleOf(user)) &&
        data.subarray(0, 32).equals(rpIdHash),
    );
  }

  #handleOf(user: User): Buffer {
    return Buffer.from(`handle-${user.externalId}`);
  }

  #failed(kind: Kind, transaction: string | null): Refused {
    if (kind === "register") {
      return new Refused(400, "invalid_request", "The registration does not verify.");
    }
    return new Refused(
      401,
      transaction === null ? "discoverable_login_failed" : "webauthn_login_failed",
      "The passkey did not verify.",
    );
  }
}

function attachmentOf(wanted: unknown): object {
  return wanted === undefined || wanted === "any" ? {} : { authenticatorAttachment: wanted };
}
