/**
 * Whether this device can make a passkey: it can verify its user, or has a password manager that
 * does, or can hand over to a phone. A security key alone does not count, for a page cannot see one.
 */
export declare function canRegisterPasskey(): Promise<boolean>;
/** Whether this browser can ask for a passkey at all. Whether there is one only the person knows. */
export declare function canAuthenticateWithPasskey(): Promise<boolean>;
/** Whether this browser offers passkeys in the autofill list of a field. */
export declare function canUseConditionalMediation(): Promise<boolean>;
/** Rejects with the reason why there can be no ceremony, before anyone is bothered with one. */
export declare function requireWebAuthn(autofill: boolean): Promise<void>;
