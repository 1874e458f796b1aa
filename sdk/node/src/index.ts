export { Auth } from "./auth.js";
export type { CeremonyKind, Expect, TransactionOptions, Verified } from "./auth.js";
export type { CallOptions } from "./call.js";
export { WebAuthnType } from "./device.js";
export type { WebAuthnDevices, WebAuthnIcons } from "./device.js";
export { PassageError, PassageErrorCode } from "./errors.js";
export type { ClientErrorCode } from "./errors.js";
export { PassageError as PassflexError, PassageErrorCode as ErrorStatusText } from "./errors.js";
export { Events } from "./events.js";
export type { CeremonyEvent, EventPage, EventQuery } from "./events.js";
export { PassageFlex, PassageFlex as default } from "./passage-flex.js";
export type {
  AppInfo,
  CreateTransactionAuthenticateRequest,
  CreateTransactionRegisterRequest,
  PassageFlexConfig,
  PassageFlexConfig as PassageConfig,
} from "./passage-flex.js";
export { User, UserStatus } from "./user.js";
export type { PassageUser, PassageUser as UserInfo, UserMetadata, UserPage, UserQuery, UserSummary } from "./user.js";
