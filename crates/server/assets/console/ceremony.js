// What is inside a credential that a browser hands out (WebAuthn Level 3, sections 5.8.1 and 6.1).

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const BACKUP_ELIGIBLE = 0x08;
const BACKUP_STATE = 0x10;
const ATTESTED = 0x40;

/** What the browser vouches for: type, challenge and origin. */
export function clientData(credential) {
  return JSON.parse(new TextDecoder().decode(credential.response.clientDataJSON));
}

/** What the authenticator vouches for. `aaguid` is there at a registration only. */
export function authenticatorData(credential) {
  const { response } = credential;
  const bytes = new Uint8Array(response.authenticatorData ?? response.getAuthenticatorData());
  const flags = bytes[32];
  return {
    rpIdHash: hex(bytes.subarray(0, 32)),
    userPresent: Boolean(flags & USER_PRESENT),
    userVerified: Boolean(flags & USER_VERIFIED),
    backupEligible: Boolean(flags & BACKUP_ELIGIBLE),
    backupState: Boolean(flags & BACKUP_STATE),
    signCount: new DataView(bytes.buffer, bytes.byteOffset).getUint32(33),
    aaguid: flags & ATTESTED ? uuid(bytes.subarray(37, 53)) : undefined,
  };
}

/** What a ceremony's options demanded, beside what came: rows of field, value and demand. */
export async function comparison(kind, options, credential) {
  const client = clientData(credential);
  const data = authenticatorData(credential);
  const rpId = options.rp?.id ?? options.rpId;
  const verification = options.authenticatorSelection?.userVerification ?? options.userVerification;
  const rows = [
    ["Type", client.type, kind === "register" ? "webauthn.create" : "webauthn.get"],
    ["Challenge", client.challenge, "the one that Passflex made for this ceremony"],
    ["Origin", client.origin, "one of the app's origins"],
    ["RP id hash", data.rpIdHash, `SHA-256 of ${rpId}: ${await sha256(rpId)}`],
    ["User present", yes(data.userPresent), "yes"],
    ["User verified", yes(data.userVerified), verification === "required" ? "yes" : `${verification}, so either`],
    ["May be synced", yes(data.backupEligible), kind === "register" ? "either" : "the same as at registration"],
    ["Is synced", yes(data.backupState), "either; yes only if it may be"],
    ["Signature counter", String(data.signCount), kind === "register" ? "any number" : "higher than before, or always 0"],
  ];
  if (data.aaguid) rows.push(["Model (AAGUID)", data.aaguid, "one that the app allows"]);
  if (kind === "register") rows.push(["Public key", "in the attestation object", "of an algorithm that was offered"]);
  else rows.push(["Signature", `${credential.response.signature.byteLength} bytes`, "valid under the passkey's public key"]);
  return rows;
}

function yes(is) {
  return is ? "yes" : "no";
}

async function sha256(text) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function uuid(bytes) {
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
