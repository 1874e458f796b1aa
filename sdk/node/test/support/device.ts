// A person's device in software: a browser at an origin, and an authenticator whose passkeys are synced.
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { encode, type Cbor } from "./cbor.js";

interface Passkey {
  id: Buffer;
  key: KeyObject;
  userHandle: string;
  uses: number;
}

interface CreationOptions {
  rp: { id: string };
  user: { id: string };
  challenge: string;
}

interface RequestOptions {
  rpId: string;
  challenge: string;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const BACKUP_ELIGIBLE = 0x08;
const BACKED_UP = 0x10;
const ATTESTED = 0x40;
const SEEN_AND_SYNCED = USER_PRESENT | USER_VERIFIED | BACKUP_ELIGIBLE | BACKED_UP;

const ES256 = -7;

export class Device {
  readonly #auth: string;
  readonly #origin: string;
  #passkey: Passkey | undefined;

  /** `app` is the address of the app on the server, `origin` the page's. */
  constructor(app: string, origin: string) {
    this.#auth = app;
    this.#origin = origin;
  }

  /** Makes a passkey. Comes back with the nonce. */
  async register(transactionId: string): Promise<string> {
    const start = await this.#post("register", "start", { transaction_id: transactionId });
    const { rp, user, challenge } = start.handshake.challenge.publicKey as CreationOptions;
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const passkey = { id: randomBytes(32), key: privateKey, userHandle: user.id, uses: 0 };
    this.#passkey = passkey;
    const { x, y } = publicKey.export({ format: "jwk" });
    const cose = new Map([[1, 2], [3, ES256], [-1, 1]] as [number, number | Buffer][])
      .set(-2, Buffer.from(x as string, "base64url"))
      .set(-3, Buffer.from(y as string, "base64url"));
    const length = Buffer.from([passkey.id.length >> 8, passkey.id.length & 0xff]);
    const attested = Buffer.concat([Buffer.alloc(16), length, passkey.id, encode(cose)]);
    const authData = Buffer.concat([authenticatorData(rp.id, SEEN_AND_SYNCED | ATTESTED, 0), attested]);
    const attestation = new Map<string, Cbor>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", authData],
    ]);
    return this.#finish("register", start.handshake.id, transactionId, passkey, {
      clientDataJSON: this.#clientData("webauthn.create", challenge).toString("base64url"),
      attestationObject: encode(attestation).toString("base64url"),
      transports: ["internal", "hybrid"],
    });
  }

  /** Signs in with the passkey, for a transaction or without one. Comes back with the nonce. */
  async authenticate(transactionId?: string): Promise<string> {
    const passkey = this.#passkey as Passkey;
    const start = await this.#post("authenticate", "start", { transaction_id: transactionId });
    const { rpId, challenge } = start.handshake.challenge.publicKey as RequestOptions;
    passkey.uses += 1;
    const data = authenticatorData(rpId, SEEN_AND_SYNCED, passkey.uses);
    const clientData = this.#clientData("webauthn.get", challenge);
    const signed = Buffer.concat([data, createHash("sha256").update(clientData).digest()]);
    return this.#finish("authenticate", start.handshake.id, transactionId, passkey, {
      authenticatorData: data.toString("base64url"),
      clientDataJSON: clientData.toString("base64url"),
      signature: sign("sha256", signed, passkey.key).toString("base64url"),
      userHandle: passkey.userHandle,
    });
  }

  #clientData(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.#origin, crossOrigin: false }));
  }

  async #finish(
    kind: string,
    handshakeId: string,
    transactionId: string | undefined,
    { id }: Passkey,
    response: object,
  ): Promise<string> {
    const credential = { id: id.toString("base64url"), rawId: id.toString("base64url"), type: "public-key", response };
    const body = { handshake_id: handshakeId, transaction_id: transactionId, handshake_response: credential };
    return (await this.#post(kind, "finish", body)).nonce;
  }

  async #post(kind: string, step: string, body: object): Promise<Answer> {
    const response = await fetch(`${this.#auth}/${kind}/transactions/webauthn/${step}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: this.#origin },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`${kind} ${step}: ${response.status} ${await response.text()}`);
    }
    return (await response.json()) as Answer;
  }
}

interface Answer {
  handshake: { id: string; challenge: { publicKey: unknown } };
  nonce: string;
}

function authenticatorData(rpId: string, flags: number, counter: number): Buffer {
  const rest = Buffer.alloc(5);
  rest.writeUInt8(flags, 0);
  rest.writeUInt32BE(counter, 1);
  return Buffer.concat([createHash("sha256").update(rpId).digest(), rest]);
}
