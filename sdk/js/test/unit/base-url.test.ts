import assert from "node:assert/strict";
import { test } from "node:test";
import { findBaseUrl } from "../../src/base-url.js";

for (const [given, root] of [
  ["https://id.example.com", "https://id.example.com"],
  ["https://id.example.com/", "https://id.example.com"],
  ["https://id.example.com//", "https://id.example.com"],
  ["https://id.example.com/v1", "https://id.example.com"],
  ["https://id.example.com/v1/", "https://id.example.com"],
  ["https://example.com/passflex/v1/", "https://example.com/passflex"],
  ["https://example.com/v1/passflex", "https://example.com/v1/passflex"],
  ["https://v1", "https://v1"],
  ["/passflex", "/passflex"],
] as const) {
  test(`the root of ${given} is ${root}`, () => {
    assert.equal(findBaseUrl(given), root);
  });
}

test("where there is no page there is no default", () => {
  assert.equal(findBaseUrl(undefined), "");
});
