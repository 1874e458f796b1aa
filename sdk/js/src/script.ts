// The script-tag build: everything the package exports, as members of the global `Passflex`.
import { rememberScriptUrl } from "./base-url.js";
import { canAuthenticateWithPasskey, canRegisterPasskey, canUseConditionalMediation } from "./capabilities.js";
import { PassflexError } from "./errors.js";
import { PassageFlex } from "./passage-flex.js";

rememberScriptUrl((document.currentScript as HTMLElement | null)?.dataset["url"]);

Object.assign(globalThis, {
  Passflex: {
    PassageFlex,
    Passflex: PassageFlex,
    PassflexError,
    canAuthenticateWithPasskey,
    canRegisterPasskey,
    canUseConditionalMediation,
  },
});
