// `passflex serve` over TLS under somebody else's host name, with an app made from the command line.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "./certificate.mjs";
import { Program, builtProgram } from "./program.mjs";

export class TlsPassflex {
  #folder;
  #program;
  #host;
  #port;
  #certificate;
  #key;
  /** The id of its one app. */
  app;

  /** Starts a server that has a certificate for `host`, with one app for pages of `origin`. */
  static async start(host, origin) {
    const passflex = new TlsPassflex();
    passflex.#folder = await mkdtemp(join(tmpdir(), "passflex-e2e-"));
    passflex.#host = host;
    passflex.#certificate = makeCertificate(passflex.#folder, host);
    const { file, keyFile } = passflex.#certificate;
    const args = ["serve", "--json", "--listen", "127.0.0.1:0", "--tls-cert", file, "--tls-key", keyFile];
    passflex.#program = Program.start(builtProgram("passflex", "PASSFLEX_BIN"), args, passflex.#folder);
    passflex.#port = new URL(`https://${(await passflex.#program.read()).listen}`).port;
    passflex.app = passflex.#command("app", "create", "--name", "Shop", "--origin", origin).id;
    passflex.#key = passflex.#command("key", "create", "--app", passflex.app, "--name", "backend").key;
    return passflex;
  }

  /** What makes a browser find the server under its host name, and trust its certificate. */
  get browserArguments() {
    return [
      `--host-resolver-rules=MAP ${this.#host}:443 127.0.0.1:${this.#port}`,
      `--ignore-certificate-errors-spki-list=${this.#certificate.keyHash}`,
    ];
  }

  /** What the backend gets for a body posted to a path below the app, over HTTP/1.1. */
  async post(path, body) {
    const call = request({
      host: "127.0.0.1",
      port: this.#port,
      servername: this.#host,
      ca: this.#certificate.pem,
      method: "POST",
      path: `/v1/apps/${this.app}/${path}`,
      headers: { Authorization: `Bearer ${this.#key}`, "Content-Type": "application/json" },
      agent: false,
    });
    call.end(JSON.stringify(body));
    const [answer] = await once(call, "response");
    const text = (await answer.toArray()).join("");
    return { status: answer.statusCode, body: JSON.parse(text) };
  }

  async stop() {
    await this.#program.stop();
    await rm(this.#folder, { recursive: true });
  }

  #command(...args) {
    const program = builtProgram("passflex", "PASSFLEX_BIN");
    return JSON.parse(execFileSync(program, [...args, "--json"], { cwd: this.#folder, encoding: "utf8" }));
  }
}
