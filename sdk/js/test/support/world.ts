// Everything that a browser test needs: an app's site, a Passflex, and a page in a real Chromium.
import { chromium, type Browser, type Page } from "playwright-core";
import { FlexServer } from "./flex-server.js";
import { Site } from "./site.js";

/** What a promise of the SDK came to, as far as it can cross from the page into the test. */
export type Outcome = { nonce: string } | { error: Failure };

export interface Failure {
  name: string;
  code: string;
  message: string;
  serverCode?: string;
  status?: number;
  requestId?: string;
  cause?: string;
}

export class World {
  private constructor(
    readonly browser: Browser,
    readonly site: Site,
    readonly flex: FlexServer,
  ) {}

  static async begin(): Promise<World> {
    const [browser, site, flex] = await Promise.all([
      chromium.launch({
        executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          // Any name may be a host of this machine, so that a test can visit a page that is not localhost.
          "--host-resolver-rules=MAP * 127.0.0.1",
        ],
      }),
      Site.start(),
      FlexServer.start(),
    ]);
    flex.settings.origins = [site.origin];
    return new World(browser, site, flex);
  }

  async end(): Promise<void> {
    await this.browser.close();
    await Promise.all([this.site.stop(), this.flex.stop()]);
  }

  /** Opens the site in a fresh profile, with the script-tag build and `PassageFlex` as `passage`. */
  async open(origin = this.site.origin, prepare: (page: Page) => Promise<unknown> = async () => {}): Promise<Page> {
    const context = await this.browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(pageHelpers);
    await prepare(page);
    await page.goto(`${origin}/`);
    await page.evaluate((baseUrl) => {
      globalThis.passage = new globalThis.Passflex.PassageFlex("app1", { baseUrl });
    }, this.flex.url);
    return page;
  }
}

type Sdk = typeof import("../../src/index.js");
declare global {
  var Passflex: Sdk;
  var passage: InstanceType<Sdk["PassageFlex"]>;
  /** Makes an outcome of a promise, in the page. */
  var settle: (promise: Promise<string>) => Promise<Outcome>;
  /** Ceremonies that a test began in one step and looks at in another. */
  var pending: Record<string, Promise<Outcome>>;
  var controllers: Record<string, AbortController>;
  /** How often the page has asked the browser for a passkey. */
  var asked: number;
  /** Where the page has sent requests, from the moment that it decides to. */
  var fetched: string[];
  /** Comes back once every promise of the page that can settle without the network has settled. */
  var everythingPending: () => Promise<void>;
}

function pageHelpers(): void {
  globalThis.asked = 0;
  const native = navigator.credentials?.get.bind(navigator.credentials);
  if (native) {
    navigator.credentials.get = (options) => {
      globalThis.asked += 1;
      return native(options);
    };
  }
  globalThis.pending = {};
  globalThis.controllers = {};
  globalThis.fetched = [];
  const nativeFetch = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    globalThis.fetched.push(String(input));
    return nativeFetch(input, init);
  };
  globalThis.everythingPending = () =>
    new Promise((resolve) => {
      // A message is a task of its own, and the fake clocks of tests do not hold it.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  globalThis.settle = (promise) =>
    promise.then(
      (nonce) => ({ nonce }),
      (error: Failure & { cause?: Error }) => ({
        error: JSON.parse(
          JSON.stringify({
            name: error.name,
            code: error.code,
            message: error.message,
            serverCode: error.serverCode,
            status: error.status,
            requestId: error.requestId && "present",
            cause: error.cause?.name,
          }),
        ) as Failure,
      }),
    );
}
