// Somebody else's site: an origin that the app does not list, with the SDK on its page.
import { once } from "node:events";
import { createServer } from "node:http";

export class ForeignSite {
  #http;
  #api;

  constructor(http, api) {
    this.#http = http;
    this.#api = api;
  }

  /** Starts a site whose page loads the SDK of the Passflex at `api`. */
  static async start(api) {
    const http = createServer((request, response) => void site.#answer(request, response));
    const site = new ForeignSite(http, api);
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    return site;
  }

  get origin() {
    return `http://localhost:${this.#http.address().port}`;
  }

  async stop() {
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, "close");
  }

  async #answer(request, response) {
    if (request.url.startsWith("/v1/")) {
      await this.#relay(request, response);
      return;
    }
    response
      .writeHead(200, { "Content-Type": "text/html" })
      .end(`<!doctype html><title>Win a prize</title><script src="${this.#api}/sdk/passflex.js"></script>`);
  }

  /** Passes a call on as its own, and says nothing of where it came from: what a phishing proxy does. */
  async #relay(request, response) {
    const chunks = await request.toArray();
    const answer = await fetch(`${this.#api}${request.url}`, { method: request.method, body: Buffer.concat(chunks) });
    response.writeHead(answer.status, { "Content-Type": "application/json" }).end(await answer.text());
  }
}
