/** What CBOR has a form for here: enough for a passkey's public key and its attestation. */
export type Cbor = number | string | Uint8Array | Map<number | string, Cbor>;

/** Encodes as CTAP2 wants it, except that maps keep the order that they have. */
export function encode(value: Cbor): Buffer {
  if (typeof value === "number") {
    return value < 0 ? head(1, -1 - value) : head(0, value);
  }
  if (typeof value === "string") {
    const bytes = Buffer.from(value);
    return Buffer.concat([head(3, bytes.length), bytes]);
  }
  if (value instanceof Uint8Array) {
    return Buffer.concat([head(2, value.length), value]);
  }
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, member]) => [encode(key), encode(member)])]);
}

/** A major type and its argument, below 65,536. */
function head(major: number, argument: number): Buffer {
  const type = major << 5;
  if (argument < 24) {
    return Buffer.from([type | argument]);
  }
  return argument < 256 ? Buffer.from([type | 24, argument]) : Buffer.from([type | 25, argument >> 8, argument & 0xff]);
}
