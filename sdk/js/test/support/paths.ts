import { fileURLToPath } from "node:url";

/** The path of a file of the package; tests run from `build/test/<folder>`. */
export function fromRoot(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}
