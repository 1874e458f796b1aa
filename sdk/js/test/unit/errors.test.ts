import assert from "node:assert/strict";
import { test } from "node:test";
import { PassflexError } from "../../src/errors.js";

test("an error says what its code means, and is an Error with a name and a cause", () => {
  const cause = new Error("underneath");
  const error = new PassflexError("canceled", { cause });

  assert.ok(error instanceof Error);
  assert.equal(
    String(error),
    "PassflexError: The passkey prompt was closed or found nothing to use. Offer to try again, or another way in.",
  );
  assert.equal(error.cause, cause);
});

test("what the server said replaces the sentence of the code", () => {
  const error = new PassflexError("server", {
    message: "User not found.",
    serverCode: "user_not_found",
    status: 404,
    requestId: "r1",
  });

  const { code, message, serverCode, status, requestId } = error;
  assert.deepEqual(
    { code, message, serverCode, status, requestId },
    { code: "server", message: "User not found.", serverCode: "user_not_found", status: 404, requestId: "r1" },
  );
});
