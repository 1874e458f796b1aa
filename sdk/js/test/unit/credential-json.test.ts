import assert from "node:assert/strict";
import { test } from "node:test";
import {
  authenticationToJSON,
  parseCreationOptions,
  parseRequestOptions,
  registrationToJSON,
} from "../../src/credential-json.js";

const buffer = (...bytes: number[]): ArrayBuffer => Uint8Array.from(bytes).buffer;

test("the bytes of creation options are decoded, the rest stays as the server wrote it", () => {
  const options = parseCreationOptions({
    rp: { id: "example.com", name: "Example" },
    user: { id: "AQI", name: "ada", displayName: "Ada" },
    challenge: "AwQ",
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    timeout: 300_000,
    attestation: "none",
    excludeCredentials: [{ type: "public-key", id: "BQY", transports: ["internal"] }],
    extensions: { credProps: true },
  });

  assert.deepEqual(options, {
    rp: { id: "example.com", name: "Example" },
    user: { id: Uint8Array.of(1, 2), name: "ada", displayName: "Ada" },
    challenge: Uint8Array.of(3, 4),
    pubKeyCredParams: [{ type: "public-key", alg: -7 }],
    timeout: 300_000,
    attestation: "none",
    excludeCredentials: [{ type: "public-key", id: Uint8Array.of(5, 6), transports: ["internal"] }],
    extensions: { credProps: true },
  });
});

test("request options may have no list of credentials", () => {
  assert.deepEqual(parseRequestOptions({ challenge: "AwQ", rpId: "example.com" }), {
    challenge: Uint8Array.of(3, 4),
    rpId: "example.com",
    allowCredentials: undefined,
  });
});

test("a credential that a password manager made without the newer functions is written all the same", () => {
  const credential = {
    id: "AQI",
    rawId: buffer(1, 2),
    type: "public-key",
    authenticatorAttachment: null,
    response: { attestationObject: buffer(3), clientDataJSON: buffer(4) },
  };

  assert.deepEqual(wire(registrationToJSON(credential as unknown as PublicKeyCredential)), {
    id: "AQI",
    rawId: "AQI",
    type: "public-key",
    clientExtensionResults: {},
    response: { attestationObject: "Aw", clientDataJSON: "BA" },
  });
});

test("an assertion of a security key has no user handle", () => {
  const credential = {
    id: "AQI",
    rawId: buffer(1, 2),
    type: "public-key",
    authenticatorAttachment: "cross-platform",
    response: { authenticatorData: buffer(3), clientDataJSON: buffer(4), signature: buffer(5), userHandle: null },
    getClientExtensionResults: () => ({}),
  };

  assert.deepEqual(wire(authenticationToJSON(credential as unknown as PublicKeyCredential)), {
    id: "AQI",
    rawId: "AQI",
    type: "public-key",
    authenticatorAttachment: "cross-platform",
    clientExtensionResults: {},
    response: { authenticatorData: "Aw", clientDataJSON: "BA", signature: "BQ" },
  });
});

test("the secrets that an extension derives stay on the page", () => {
  const credential = {
    id: "AQI",
    rawId: buffer(1, 2),
    type: "public-key",
    response: { attestationObject: buffer(3), clientDataJSON: buffer(4) },
    getClientExtensionResults: () => ({ prf: { enabled: true, results: { first: buffer(9, 9, 9) } } }),
  };

  const { clientExtensionResults } = wire(registrationToJSON(credential as unknown as PublicKeyCredential)) as {
    clientExtensionResults: unknown;
  };

  assert.deepEqual(clientExtensionResults, { prf: { enabled: true, results: { first: {} } } });
});

/** What goes over the wire. */
function wire(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
