import { PassageError } from "./errors.js";

/**
 * Finds the root of the server, without `/v1` and without a slash at its end: what the constructor was given, else
 * the variable `PASSFLEX_URL`. Throws if neither is set, or if it is no address.
 */
export function findBaseUrl(given: string | undefined): string {
  const url = given || fromEnvironment();
  if (!url) {
    throw new PassageError("invalid_argument", {
      message:
        "Where is your Passflex server? Set the environment variable PASSFLEX_URL, or pass baseUrl, to its address, " +
        "like https://passflex.example.com.",
    });
  }
  return checked(url).replace(/((?<!\/)\/v1)?\/*$/, "");
}

function fromEnvironment(): string | undefined {
  // Not every runtime has a `process`, so it is looked for rather than imported.
  const runtime = globalThis as { process?: { env?: Record<string, string | undefined> } };
  try {
    return runtime.process?.env?.["PASSFLEX_URL"];
  } catch {
    // Deno without --allow-env.
    return undefined;
  }
}

function checked(url: string): string {
  let parsed: URL | undefined;
  try {
    parsed = new URL(url);
  } catch {
    // Told below, with the others.
  }
  const { protocol, username, password, search, hash } = parsed ?? {};
  if (!parsed || !/^https?:$/.test(protocol ?? "") || username || password || search || hash) {
    throw new PassageError("invalid_argument", {
      message:
        "The address of the Passflex server, in PASSFLEX_URL or baseUrl, has to be an http or https URL without " +
        "user, query and fragment, like https://passflex.example.com.",
    });
  }
  return parsed.href;
}
