// A site whose page runs a published client of Passkey Flex, as it comes from its package.
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

const PACKAGES = fileURLToPath(new URL("../node_modules/", import.meta.url));

/** The files that the site serves, byte for byte. */
const FILES = [
  "@passageidentity/passage-flex-js/dist/index.js",
  "@passageidentity/webauthnutils/dist/index.js",
  "ua-parser-js/src/ua-parser.js",
];

// The last of them is a script that sets a global: a bundler would give it its default export.
const PAGE = `<!doctype html>
<html lang="en">
<title>Sign in</title>
<label>Account name <input autocomplete="username webauthn"></label>
<script src="/ua-parser-js/src/ua-parser.js"></script>
<script type="importmap">
  {
    "imports": {
      "@passageidentity/passage-flex-js": "/@passageidentity/passage-flex-js/dist/index.js",
      "@passageidentity/webauthnutils": "/@passageidentity/webauthnutils/dist/index.js",
      "ua-parser-js": "data:text/javascript,export default globalThis.UAParser"
    }
  }
</script>
<script type="module">
  import { PassageFlex } from "@passageidentity/passage-flex-js";
  globalThis.PassageFlex = PassageFlex;
</script>
</html>`;

export class PublishedSite {
  #http = createServer(answer);

  static async start() {
    const site = new PublishedSite();
    site.#http.listen(0, "127.0.0.1");
    await once(site.#http, "listening");
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
}

function answer(request, response) {
  const file = request.url.slice(1);
  if (FILES.includes(file)) {
    response.writeHead(200, { "Content-Type": "text/javascript" });
    createReadStream(`${PACKAGES}${file}`).pipe(response);
  } else if (file === "") {
    response.writeHead(200, { "Content-Type": "text/html" }).end(PAGE);
  } else {
    response.writeHead(404).end();
  }
}
