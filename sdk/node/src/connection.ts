import { parseRetryAfter } from "./backoff.js";
import { PassageError } from "./errors.js";
import { Members, Misshapen } from "./members.js";

/** A request to an endpoint of the app. */
export interface Request {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** The path below the app, not yet encoded. */
  path: string[];
  query?: Record<string, string | number | undefined> | undefined;
  body?: object | undefined;
}

/** What came with an answer, for an error about it. */
interface Told {
  status: number;
  requestId: string | undefined;
  retryAfter: number | undefined;
}

/** The management endpoints of one app, and the key to them. */
export class Connection {
  readonly #app: string;
  readonly #apiKey: string;

  /** `root` is the server's address as `findBaseUrl` gives it. */
  constructor(root: string, appId: string, apiKey: string) {
    this.#app = `${root}/v1/apps/${segment(appId)}`;
    this.#apiKey = apiKey;
  }

  /** Sends a request, once, and comes back with what `read` makes of the answer. */
  async send<T>(request: Request, read: (answer: Members) => T, signal: AbortSignal): Promise<T> {
    return this.#exchange(request, (text) => read(new Members(JSON.parse(text))), signal);
  }

  /** Sends a request, once, whose answer has no body. */
  async sendForNothing(request: Request, signal: AbortSignal): Promise<void> {
    const expectNothing = (text: string): void => {
      if (text !== "") {
        throw new Misshapen("expected no body");
      }
    };
    return this.#exchange(request, expectNothing, signal);
  }

  async #exchange<T>(request: Request, read: (text: string) => T, signal: AbortSignal): Promise<T> {
    const url = `${this.#app}${request.path.map((part) => `/${segment(part)}`).join("")}${queryOf(request.query)}`;
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, {
        method: request.method,
        headers: {
          Accept: "application/json",
          Authorization: `Bearer ${this.#apiKey}`,
          ...(request.body ? { "Content-Type": "application/json" } : {}),
        },
        body: request.body ? JSON.stringify(request.body) : null,
        // Frameworks that wrap `fetch` would answer a GET from a cache.
        cache: "no-store",
        // The key is for this address and no other.
        redirect: "manual",
        signal,
      });
      text = await response.text();
    } catch (cause) {
      throw signal.aborted ? signal.reason : new PassageError("network", { cause });
    }
    const told = {
      status: response.status,
      requestId: response.headers.get("X-Request-Id") ?? undefined,
      retryAfter: parseRetryAfter(response.headers.get("Retry-After"), Date.now()),
    };
    return response.ok ? understand(text, read, told) : refuse(text, told);
  }
}

/** What `read` makes of a body. */
function understand<T>(text: string, read: (text: string) => T, told: Told): T {
  try {
    return read(text);
  } catch (cause) {
    if (cause instanceof Misshapen || cause instanceof SyntaxError) {
      throw new PassageError("unexpected_answer", { ...told, cause });
    }
    throw cause;
  }
}

/** Throws what the body of a refusal says. */
function refuse(text: string, told: Told): never {
  const read = (body: string): PassageError => {
    const members = new Members(JSON.parse(body));
    return new PassageError(members.text("code"), { ...told, message: members.text("error") });
  };
  throw understand(text, read, told);
}

/** A segment of a path. URLs take `.` and `..` for other folders, however they are encoded. */
function segment(value: string): string {
  if (value === "." || value === "..") {
    throw new PassageError("invalid_argument", { message: `${JSON.stringify(value)} is no id.` });
  }
  return encodeURIComponent(value);
}

function queryOf(query: Request["query"]): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return pairs.length > 0 ? `?${pairs.join("&")}` : "";
}
