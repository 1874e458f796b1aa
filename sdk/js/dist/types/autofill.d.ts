import type { Handshake } from "./auth-api.js";
/** A passkey that was picked, and the handshake that it answers. */
export interface Picked {
    readonly handshake: Handshake<PublicKeyCredentialRequestOptionsJSON>;
    readonly credential: PublicKeyCredential;
    /** Whether renewal was due when it was picked, so that the handshake may have expired. */
    readonly overdue: boolean;
}
/** Offers passkeys in autofill until one is picked. `start` opens a handshake, once for every renewal. */
export declare function pickFromAutofill(start: (signal: AbortSignal) => Promise<Picked["handshake"]>, signal: AbortSignal): Promise<Picked>;
