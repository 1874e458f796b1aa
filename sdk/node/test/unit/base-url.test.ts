import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { findBaseUrl } from "../../src/base-url.js";
import { PassageError } from "../../src/index.js";

afterEach(() => {
  delete process.env["PASSFLEX_URL"];
});

const ROOTS: [given: string, root: string][] = [
  ["https://passflex.example.com", "https://passflex.example.com"],
  ["https://passflex.example.com/", "https://passflex.example.com"],
  ["https://passflex.example.com/v1", "https://passflex.example.com"],
  ["https://passflex.example.com/v1///", "https://passflex.example.com"],
  ["https://example.com/pass/keys", "https://example.com/pass/keys"],
  ["https://example.com/pass/keys/v1/", "https://example.com/pass/keys"],
  ["https://example.com/v1/keys", "https://example.com/v1/keys"],
  ["http://v1", "http://v1"],
  ["http://v1/v1", "http://v1"],
  ["http://localhost:8080", "http://localhost:8080"],
];
for (const [given, root] of ROOTS) {
  test(`${given} leads to ${root}`, () => {
    assert.equal(findBaseUrl(given), root);
  });
}

test("the variable PASSFLEX_URL says where the server is, unless the constructor does", () => {
  process.env["PASSFLEX_URL"] = "https://variable.example.com/v1";
  assert.equal(findBaseUrl(undefined), "https://variable.example.com");
  assert.equal(findBaseUrl("https://given.example.com"), "https://given.example.com");
});

test("an address that is nowhere to be found is asked for", () => {
  assert.throws(
    () => findBaseUrl(undefined),
    new PassageError("invalid_argument", {
      message:
        "Where is your Passflex server? Set the environment variable PASSFLEX_URL, or pass baseUrl, to its address, " +
        "like https://passflex.example.com.",
    }),
  );
});

test("a runtime that has no process, or keeps the environment to itself, has no variable", () => {
  const ours = Object.getOwnPropertyDescriptor(globalThis, "process") as PropertyDescriptor;
  const forbidden = Object.defineProperty({}, "env", {
    get: () => {
      throw new Error("forbidden");
    },
  });
  for (const value of [undefined, {}, forbidden]) {
    Object.defineProperty(globalThis, "process", { value, configurable: true, writable: true });
    try {
      assert.throws(() => findBaseUrl(undefined), { code: "invalid_argument" });
    } finally {
      Object.defineProperty(globalThis, "process", ours);
    }
  }
});

for (const given of [
  "passflex.example.com",
  "ftp://example.com",
  "https://user@example.com",
  "https://:secret@example.com",
  "https://example.com/?a=b",
  "https://example.com/#a",
]) {
  test(`${given} is no address of a server`, () => {
    assert.throws(() => findBaseUrl(given), {
      code: "invalid_argument",
      message:
        "The address of the Passflex server, in PASSFLEX_URL or baseUrl, has to be an http or https URL without " +
        "user, query and fragment, like https://passflex.example.com.",
    });
  });
}
