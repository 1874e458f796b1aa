// The pages of an app that uses the SDK: an origin of its own, as in life.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fromRoot } from "./paths.js";

export class Site {
  /** The head of the page at `/`; tests put the SDK there as an app would. */
  head = '<script src="/sdk/passflex.js" defer></script>';

  readonly #http = createServer((request, response) => {
    const file = /^\/sdk\/([a-z]+\.js)$/.exec(request.url ?? "")?.[1];
    if (file) {
      readFile(fromRoot(`dist/${file}`)).then(
        (script) => response.writeHead(200, { "Content-Type": "text/javascript" }).end(script),
        () => response.writeHead(404).end(),
      );
      return;
    }
    const status = request.url === "/" ? 200 : 404;
    response.writeHead(status, { "Content-Type": "text/html" }).end(
      `<!doctype html><title>Example</title>${this.head}
       <label>Name <input autocomplete="username webauthn"></label>`,
    );
  });

  static async start(): Promise<Site> {
    const site = new Site();
    await new Promise<void>((resolve) => site.#http.listen(0, "127.0.0.1", resolve));
    return site;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  async stop(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}
