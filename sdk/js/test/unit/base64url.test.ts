import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBase64url, encodeBase64url } from "../../src/base64url.js";

// RFC 4648, section 10, in the alphabet of section 5 and without padding.
const VECTORS = [
  ["", ""],
  ["f", "Zg"],
  ["fo", "Zm8"],
  ["foo", "Zm9v"],
  ["foob", "Zm9vYg"],
  ["fooba", "Zm9vYmE"],
  ["foobar", "Zm9vYmFy"],
] as const;

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, "latin1"));

test("the vectors of RFC 4648 encode and decode", () => {
  for (const [text, encoded] of VECTORS) {
    assert.equal(encodeBase64url(bytesOf(text).buffer), encoded);
    assert.deepEqual(decodeBase64url(encoded), bytesOf(text));
  }
});

test("the two letters that differ from base64 encode and decode", () => {
  const bytes = Uint8Array.of(0xfb, 0xff, 0xbf);

  assert.equal(encodeBase64url(bytes.buffer), "-_-_");
  assert.deepEqual(decodeBase64url("-_-_"), bytes);
});

test("padding is read but not written", () => {
  assert.deepEqual(decodeBase64url("Zg=="), bytesOf("f"));
});

test("an attestation of 200 kB encodes, far beyond what a call may have as arguments", () => {
  const bytes = new Uint8Array(200_000).fill(0xa5);

  assert.equal(encodeBase64url(bytes.buffer), Buffer.from(bytes).toString("base64url"));
});

test("anything else is refused", () => {
  assert.throws(() => decodeBase64url("a"), { name: "InvalidCharacterError" });
  assert.throws(() => decodeBase64url("Z%"), { name: "InvalidCharacterError" });
});
