import type { AuthApi } from "./auth-api.js";
/** How a passkey is made. */
export interface RegisterOptions {
    /**
     * Where the passkey may live: on this device (`platform`), on a security key or a phone
     * (`cross-platform`), or wherever the person likes (`any`). Left out, it is up to the server, which
     * leaves it to the person.
     */
    authenticatorAttachment?: "platform" | "cross-platform" | "any" | undefined;
    /** Aborts the ceremony. */
    signal?: AbortSignal | undefined;
}
/** How a person signs in. Without a transaction any passkey of the site will do. */
export interface AuthenticateOptions {
    /** A transaction that the backend made for one user. Autofill takes none. */
    transactionId?: string | undefined;
    /** Offers passkeys in the autofill list of `<input autocomplete="username webauthn">`. */
    isConditionalMediation?: boolean | undefined;
    /** Aborts the ceremony. */
    signal?: AbortSignal | undefined;
}
/**
 * The passkey ceremonies of one app. Every promise of a nonce rejects with a `PassflexError`.
 *
 * A page has one ceremony at a time: a new one aborts the one before, save that autofill waits for a
 * prompt to be over.
 */
export declare class Passkey {
    #private;
    /** Made by `PassageFlex`. */
    constructor(api: AuthApi);
    /**
     * Makes a passkey for the user of a register transaction.
     *
     * Comes back with a nonce for the backend to verify: until then nobody should believe that the
     * passkey is there. Aborted while the server is being told, a passkey may be left behind that the
     * server does not know.
     */
    register(transactionId: string, { authenticatorAttachment, signal }?: RegisterOptions): Promise<string>;
    /**
     * Signs a person in, or asks for their passkey once more.
     *
     * Comes back with a nonce for the backend to verify. As autofill the promise stays pending until
     * someone picks a passkey, which may be never; its challenge is kept fresh meanwhile.
     */
    authenticate({ transactionId, isConditionalMediation, signal }?: AuthenticateOptions): Promise<string>;
    /** The same as the function `canRegisterPasskey`. */
    canRegisterPasskey(): Promise<boolean>;
    /** The same as the function `canAuthenticateWithPasskey`. */
    canAuthenticateWithPasskey(): Promise<boolean>;
    /** The same as the function `canUseConditionalMediation`. */
    canUseConditionalMediation(): Promise<boolean>;
}
