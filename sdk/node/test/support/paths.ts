import { fileURLToPath } from "node:url";

/** The package's folder, with a slash at its end. Tests run from `build`. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
