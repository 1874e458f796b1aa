// A certificate made for one run, which only the browser and the backend of that run trust.
import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Makes a self-signed certificate for `host` in `folder`: where it and its key are, it as text, and its key's hash. */
export function makeCertificate(folder, host) {
  const [file, keyFile] = ["cert.pem", "key.pem"].map((name) => join(folder, name));
  const subject = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", keyFile];
  execFileSync("openssl", ["req", "-x509", "-days", "1", ...subject, ...key, "-out", file], { stdio: "pipe" });
  const pem = readFileSync(file, "utf8");
  const spki = new X509Certificate(pem).publicKey.export({ type: "spki", format: "der" });
  return { file, keyFile, pem, keyHash: createHash("sha256").update(spki).digest("base64") };
}
