//! The product's rules: apps, keys, transactions, ceremonies, nonces, users, passkeys, events, audit.
//!
//! [`Flex`] is all of it. It knows no HTTP and no SQL: what comes in are values, what goes out are values or an
//! [`Error`]. Time and randomness are parameters ([`Clock`], [`Random`]), so that tests hold both.
//!
//! A sign-in visits, in this order: `api_keys` (who calls), `transactions` (seal one), `authentication` (start and
//! finish), `nonces` (trade it in). `sealing` and `master_keys` hold the keys that make that safe.

mod activity;
mod actor;
mod admin;
pub mod agents;
mod api_keys;
mod app_rules;
mod apps;
mod attestors;
mod audit;
mod authentication;
pub mod backup;
mod broken;
mod ceremony;
mod clock;
mod counts;
mod durations;
mod error;
mod events;
mod explain;
mod failures;
mod flex;
mod hits;
mod ids;
mod maintenance;
mod master_key;
mod master_keys;
mod native_clients;
mod nonces;
mod page;
mod passkeys;
mod person;
mod providers;
mod random;
mod readiness;
mod registration;
mod sealing;
mod secrets;
mod tenant;
mod transactions;
mod used_keys;
mod user_handle;
mod user_search;
mod users;

pub use activity::{Activity, ActivityStep, Ceremonies, KindActivity, People, Share, Step};
pub use actor::Actor;
pub use admin::{
    AdminScope, Authority, CONSOLE_APP, NewAdminToken, NewInvitation, Permission, Presence, SessionCookie,
    SignedIn, Welcome,
};
pub use api_keys::{KeyRotation, NewApiKey, Scope};
pub use apps::{AppChange, NewApp};
pub use attestors::Attestors;
pub use audit::{AuditExport, AuditFault, AuditProof};
pub use authentication::StartedAuthentication;
pub use ceremony::{Client, FinishRequest};
pub use clock::{Clock, SystemClock};
pub use durations::{DurationBucket, Durations};
pub use error::{Error, Result};
pub use events::{EventExport, FindEvents};
pub use explain::Explanation;
pub use flex::Flex;
pub use master_key::{MasterKey, MasterKeyError};
pub use master_keys::{MasterKeys, RotatedMasterKey};
pub use native_clients::{android_origin, apple_app_site_association, asset_links, check_native_clients};
pub use nonces::{Expectation, VerifiedNonce};
pub use page::Page;
pub use passkeys::PasskeyType;
pub use person::{ExportedChange, ExportedEvent, ExportedPasskey, ExportedUser, PersonExport};
pub use providers::{ProviderIcons, Providers, ProvidersError};
pub use random::{Random, RandomError, SystemRandom};
pub use readiness::NotReady;
pub use registration::{Attachment, StartedRegistration};
pub use sealing::{ListedSealingKey, RotatedSealingKeys, SealingKeyState};
pub use secrets::{AdminTokenSecret, ApiKeySecret, LinkSecret, Secret, SecretError, SecretKind, sha256};
pub use tenant::Tenant;
pub use transactions::{NewAuthenticateTransaction, NewRegisterTransaction, TransactionOptions};
pub use user_search::{FindUsers, UserName};

pub use passflex_store as store;
pub use passflex_webauthn as webauthn;
