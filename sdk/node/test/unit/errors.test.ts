import assert from "node:assert/strict";
import { test } from "node:test";
import PassageFlexByDefault, {
  ErrorStatusText,
  PassageError,
  PassageErrorCode,
  PassageFlex,
  PassflexError,
} from "../../src/index.js";

test("an error has the names of both SDKs before beside its own", () => {
  const error = new PassageError("user_not_found", { status: 404, message: "User not found." });
  const { name, message, code, status, errorCode, statusCode, statusText } = error;
  assert.deepEqual(
    { name, message, code, status, errorCode, statusCode, statusText },
    {
      name: "PassageError",
      message: "User not found.",
      code: "user_not_found",
      status: 404,
      errorCode: "user_not_found",
      statusCode: 404,
      statusText: "user_not_found",
    },
  );
});

test("an error that nobody answered with has a status that can be handed on", () => {
  const { status, statusCode } = new PassageError("network");
  assert.deepEqual({ status, statusCode }, { status: undefined, statusCode: 500 });
});

test("everything has the names of both SDKs before", () => {
  assert.equal(PassflexError, PassageError);
  assert.equal(ErrorStatusText, PassageErrorCode);
  assert.equal(PassageFlexByDefault, PassageFlex);
  assert.equal(PassageErrorCode.UserHasNoPasskeys, "user_has_no_passkeys");
});
