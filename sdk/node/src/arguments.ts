import { PassageError } from "./errors.js";

/** Throws unless each of the named arguments is a text that can be sent and is not empty. */
export function requireTexts(texts: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value !== "string" || value === "") {
      throw new PassageError("invalid_argument", { message: `${name} is missing: pass a text that is not empty.` });
    }
    requireUnicode(name, value);
  }
}

/** Half of a surrogate pair has no form in UTF-8: it would reach the server as another text. */
export function requireUnicode(name: string, value: string): void {
  if (/\p{Surrogate}/u.test(value)) {
    throw new PassageError("invalid_argument", { message: `${name} is not well-formed Unicode.` });
  }
}
