/** Notes the `data-url` of the script element that brought the SDK, for pages that load it so. */
export declare function rememberScriptUrl(url: string | undefined): void;
/**
 * Finds the root of the server, without `/v1` and without a slash at its end.
 *
 * The first that is set wins: what the constructor was given, `globalThis.PASSFLEX_URL`,
 * `<meta name="passflex-url">`, the script's `data-url`, the page's own origin. Outside a browser the
 * last is empty, so that an SDK that is constructed while a page is rendered on a server does no harm.
 */
export declare function findBaseUrl(given: string | undefined): string;
