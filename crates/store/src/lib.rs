//! Everything in Passflex that knows SQL.
//!
//! [`Store`] is one trait whose verbs are the product's: each is one transaction, and what must be true
//! together is decided inside it. `sqlite/` and `postgres/` implement it side by side, with the same file names and the
//! same order of functions, and run the same contract suite.
//!
//! Rules that hold for every verb:
//! - `app` is the tenant. It leads every key and every condition; no verb reads or writes across apps.
//! - A row that is not there is `None`. A rule that says no is an inner `Err` with a type of its own, and then
//!   nothing of the verb has been written. The outer [`Error`] means that the database could not answer.
//! - Uniqueness is decided by named constraints, never by looking first.
//! - A verb that has returned `Ok` is durable.
//! - Time comes in as a parameter. Only [`Store::sweep`] goes by the database's own clock, so that replicas
//!   whose clocks differ agree on what may be forgotten.

mod audit_chain;
pub mod backup;
mod error;
mod ids;
mod open;
pub mod postgres;
mod prefix;
pub mod records;
pub mod sqlite;
mod store;
mod time_ordered;

pub use error::{Error, Result};
pub use ids::{
    AdminId, AdminSessionId, AdminTokenId, ApiKeyId, AppId, AuditId, EventId, GrantId, LinkId,
    NativeClientId, PasskeyId, TokenId, UserId,
};
pub use open::{DatabaseUrl, OpenOptions};
pub use store::{
    AdminRefused, AppRefused, AuthenticationRefused, CreateUserRefused, ImportRefused, NativeClientRefused,
    RegistrationRefused, Store, Swept,
};
pub use time_ordered::time_ordered;
