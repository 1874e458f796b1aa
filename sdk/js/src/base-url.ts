let scriptUrl: string | undefined;

/** Notes the `data-url` of the script element that brought the SDK, for pages that load it so. */
export function rememberScriptUrl(url: string | undefined): void {
  scriptUrl = url;
}

/**
 * Finds the root of the server, without `/v1` and without a slash at its end.
 *
 * The first that is set wins: what the constructor was given, `globalThis.PASSFLEX_URL`,
 * `<meta name="passflex-url">`, the script's `data-url`, the page's own origin. Outside a browser the
 * last is empty, so that an SDK that is constructed while a page is rendered on a server does no harm.
 */
export function findBaseUrl(given: string | undefined): string {
  const meta = globalThis.document?.querySelector<HTMLMetaElement>('meta[name="passflex-url"]')?.content;
  const url = given || globalThis.PASSFLEX_URL || meta || scriptUrl || globalThis.location?.origin || "";
  // The lookbehind is for a host that is called `v1`.
  return url.replace(/((?<!\/)\/v1)?\/*$/, "");
}
