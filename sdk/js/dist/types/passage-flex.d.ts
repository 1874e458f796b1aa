import { Passkey } from "./passkey.js";
declare global {
    /** Where Passflex is served, for every `PassageFlex` on the page that is not told otherwise. */
    var PASSFLEX_URL: string | undefined;
}
/** Where to find the server. */
export interface PassageFlexOptions {
    /**
     * The address of the Passflex server, with or without `/v1` at its end. Left out, it is
     * `globalThis.PASSFLEX_URL`, else `<meta name="passflex-url">`, else the script's `data-url`, else
     * the page's origin.
     */
    baseUrl?: string | undefined;
}
/** One Passflex app, as its pages see it. */
export declare class PassageFlex {
    /** Makes passkeys and signs people in with them. */
    readonly passkey: Passkey;
    /** `appId` is the id of the app, which is no secret. */
    constructor(appId: string, { baseUrl }?: PassageFlexOptions);
}
