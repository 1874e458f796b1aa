import { PassflexError } from "./errors.js";

/** The two kinds of ceremony, as they stand in the paths of the auth endpoints. */
export type CeremonyKind = "register" | "authenticate";

/** A ceremony that the server has opened. */
export interface Handshake<Options> {
  /** What `finish` names it by. */
  readonly id: string;
  /** The options for the browser, in the JSON form of WebAuthn Level 3. */
  readonly publicKey: Options;
}

// Bodies of the answers, each member in doubt: a wrong base URL may lead to any server at all.
interface StartAnswer<Options> {
  handshake?: { id?: string; challenge?: { publicKey?: Options } };
}
interface FinishAnswer {
  nonce?: string;
}
interface Refusal {
  code?: string;
  error?: string;
}

/** The auth endpoints of one app: what a page may call without credentials. */
export class AuthApi {
  readonly #root: string;
  readonly #app: string;

  /** `root` is the server's address as `findBaseUrl` gives it. */
  constructor(root: string, appId: string) {
    this.#root = root;
    this.#app = `${root}/v1/apps/${encodeURIComponent(appId)}`;
  }

  /** Opens a ceremony. */
  async start<Options>(kind: CeremonyKind, body: object, signal: AbortSignal): Promise<Handshake<Options>> {
    const answer = await this.#post<StartAnswer<Options>>(kind, "start", body, signal);
    const id = answer?.handshake?.id;
    const publicKey = answer?.handshake?.challenge?.publicKey;
    if (!id || !publicKey) {
      throw new PassflexError("server");
    }
    return { id, publicKey };
  }

  /** Finishes a ceremony. Comes back with the nonce that the app's backend verifies, once. */
  async finish(kind: CeremonyKind, body: object, signal: AbortSignal | undefined): Promise<string> {
    const answer = await this.#post<FinishAnswer>(kind, "finish", body, signal);
    if (!answer?.nonce) {
      throw new PassflexError("server");
    }
    return answer.nonce;
  }

  async #post<Answer>(
    kind: CeremonyKind,
    step: string,
    body: object,
    signal: AbortSignal | undefined,
  ): Promise<Answer | undefined> {
    const response = await this.#fetch(`${this.#app}/${kind}/transactions/webauthn/${step}`, body, signal);
    const answer = await response.json().catch(() => undefined);
    if (!response.ok) {
      throw refusal(response, answer);
    }
    return answer;
  }

  async #fetch(url: string, body: object, signal: AbortSignal | undefined): Promise<Response> {
    const common: RequestInit = { credentials: "omit", cache: "no-store", signal: signal ?? null };
    try {
      return await fetch(url, {
        ...common,
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    } catch (cause) {
      // To a page, a server that is down and one that does not allow its origin look the same. An
      // answer that nobody may read still tells them apart.
      const reachable = await fetch(`${this.#root}/healthz`, { ...common, mode: "no-cors" }).catch(() => undefined);
      throw new PassflexError(reachable ? "origin_not_allowed" : "network", { cause });
    }
  }
}

function refusal(response: Response, body: Refusal | undefined): PassflexError {
  const serverCode = body?.code;
  return new PassflexError(serverCode === "user_has_no_passkeys" ? "no_passkey" : "server", {
    message: body?.error,
    serverCode,
    status: response.status,
    requestId: response.headers.get("X-Request-Id") ?? undefined,
  });
}
