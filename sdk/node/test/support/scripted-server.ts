// A server that answers as a case of the contract says, and remembers what it was asked.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came. */
export interface Seen {
  method: string;
  path: string;
  /** Decoded as a form is; undefined if there is none. */
  query: Record<string, string> | undefined;
  authorization: string | undefined;
  contentType: string | undefined;
  body: string;
}

/** What is sent back; `network_error` hangs up, and `silence` says nothing. */
export type Answer =
  | { status: number; headers?: Record<string, string>; body?: unknown; text?: string }
  | "network_error"
  | "silence";

export class ScriptedServer {
  readonly seen: Seen[] = [];
  /** Called with each request once it has come. */
  onRequest: () => void = () => {};
  readonly #answers: Answer[];
  readonly #http = createServer((request, response) => void this.#serve(request, response));

  private constructor(answers: Answer[]) {
    this.#answers = [...answers];
  }

  static async start(answers: Answer[]): Promise<ScriptedServer> {
    const server = new ScriptedServer(answers);
    await new Promise<void>((resolve) => server.#http.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const [path = "", query] = (request.url ?? "").split("?");
    this.seen.push({
      method: request.method ?? "",
      path,
      query: query === undefined ? undefined : Object.fromEntries(new URLSearchParams(query)),
      authorization: request.headers.authorization,
      contentType: request.headers["content-type"],
      body: Buffer.concat(chunks).toString(),
    });
    const answer = this.#answers.shift() ?? { status: 500, text: "the script is over" };
    this.onRequest();
    if (answer === "silence") {
      return;
    }
    if (answer === "network_error") {
      request.socket.destroy();
      return;
    }
    const text = answer.body === undefined ? answer.text : JSON.stringify(answer.body);
    // Kept open, a connection could be picked for the next request just when it is hung up.
    response.writeHead(answer.status, { Connection: "close", ...answer.headers }).end(text);
  }
}
