//! What the store takes and gives: plain rows, without behaviour.

mod admin;
mod app;
mod audit;
mod ceremony;
mod count;
mod event;
mod key;
mod list;
mod native_client;
mod passkey;
mod user;

pub(crate) use admin::gathered;
pub use admin::{
    Admin, AdminSession, AdminStatus, AdminToken, Grant, GrantedAdmin, LinkGrant, LinkPurpose, OneTimeLink,
    Role,
};
pub use app::{App, AppSettings, AppStatus};
pub use audit::{ActorKind, AuditEntry, AuditHead, AuditLink, AuditQuery, AuditRow, ChainedRow};
pub use ceremony::{
    CeremonyKind, FinishAuthentication, FinishRegistration, NewNonce, RegisteringUser, SpentToken, TakenNonce,
};
pub use count::{ActiveUsers, CeremonyCount, CeremonyFact, CountSpan, SummedCount, SummedFact, UserCounts};
pub use event::{Event, EventAction, EventOutcome};
pub use key::{ApiKey, RewrappedKeys, SealingKey, WrappedKey};
pub use list::{
    Comparison, EventQuery, FilterValue, UserField, UserFilter, UserList, UserOrder, UserQuery, UserSearch,
    UserSearchOrder,
};
pub use native_client::{Fingerprint, FingerprintError, NativeClient, NativeIdentity, Platform};
pub use passkey::{Passkey, PasskeySource, attestation_trust};
pub use user::{User, UserStatus};
