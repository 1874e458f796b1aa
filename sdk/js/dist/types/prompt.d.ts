/** Asks the browser for a new passkey. */
export declare function createPasskey(options: PublicKeyCredentialCreationOptionsJSON, signal: AbortSignal): Promise<PublicKeyCredential>;
/**
 * Asks the browser for an assertion by a passkey that is there: in a dialog, or, with `conditional`
 * mediation, in the autofill list of a field, which stays until something is picked.
 */
export declare function getPasskey(options: PublicKeyCredentialRequestOptionsJSON, signal: AbortSignal, mediation: "conditional" | "optional"): Promise<PublicKeyCredential>;
