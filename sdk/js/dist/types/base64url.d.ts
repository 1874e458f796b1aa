/** Encodes bytes as base64url without padding (RFC 4648, section 5). */
export declare function encodeBase64url(bytes: ArrayBuffer): string;
/**
 * Decodes base64url, with or without padding.
 *
 * Throws a `DOMException` named `InvalidCharacterError` for anything else.
 */
export declare function decodeBase64url(text: string): Uint8Array<ArrayBuffer>;
