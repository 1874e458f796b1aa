import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRetryAfter, pauseBefore } from "../../src/backoff.js";

for (const [random, pauses] of [
  [0, [100, 200, 400]],
  [0.999_999, [200, 400, 800]],
] as const) {
  test(`a pause doubles each time, and chance takes up to half of it: ${random}`, (t) => {
    t.mock.method(Math, "random", () => random);
    assert.deepEqual([0, 1, 2].map((repeats) => Math.round(pauseBefore(repeats, undefined) ?? NaN)), pauses);
  });
}

test("the pause is the server's, up to five seconds", () => {
  assert.deepEqual([0, 1, 5, 6].map((seconds) => pauseBefore(0, seconds)), [0, 1000, 5000, undefined]);
});

test("Retry-After is seconds or a date", () => {
  const now = Date.parse("2026-01-01T00:00:00.500Z");
  const read = (header: string | null): number | undefined => parseRetryAfter(header, now);
  assert.deepEqual(
    ["0", "17", "Thu, 01 Jan 2026 00:00:03 GMT", "Wed, 31 Dec 2025 00:00:00 GMT"].map(read),
    [0, 17, 3, 0],
  );
  assert.deepEqual(
    [null, "soon", "soon GMT", "-1", "1.5"].map(read),
    [undefined, undefined, undefined, undefined, undefined],
  );
});
