/**
 * Passkeys beside your own login: the browser side of Passflex.
 *
 * @module
 */
export { canAuthenticateWithPasskey, canRegisterPasskey, canUseConditionalMediation } from "./capabilities.js";
export { PassflexError, type PassflexErrorCode, type PassflexErrorDetails } from "./errors.js";
export { PassageFlex, PassageFlex as Passflex, type PassageFlexOptions } from "./passage-flex.js";
export type { AuthenticateOptions, Passkey, RegisterOptions } from "./passkey.js";
