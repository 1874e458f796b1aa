/** The two kinds of ceremony, as they stand in the paths of the auth endpoints. */
export type CeremonyKind = "register" | "authenticate";
/** A ceremony that the server has opened. */
export interface Handshake<Options> {
    /** What `finish` names it by. */
    readonly id: string;
    /** The options for the browser, in the JSON form of WebAuthn Level 3. */
    readonly publicKey: Options;
}
/** The auth endpoints of one app: what a page may call without credentials. */
export declare class AuthApi {
    #private;
    /** `root` is the server's address as `findBaseUrl` gives it. */
    constructor(root: string, appId: string);
    /** Opens a ceremony. */
    start<Options>(kind: CeremonyKind, body: object, signal: AbortSignal): Promise<Handshake<Options>>;
    /** Finishes a ceremony. Comes back with the nonce that the app's backend verifies, once. */
    finish(kind: CeremonyKind, body: object, signal: AbortSignal | undefined): Promise<string>;
}
