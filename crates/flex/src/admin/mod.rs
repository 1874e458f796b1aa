//! Administrators: who may set Passflex up, and how they show who they are.
//!
//! They sign in with passkeys of an app of Passflex's own (`console_app`), by the ceremonies that everybody uses. `links`
//! makes administrators, `sessions` and `tokens` recognise them, `authority` says what they may do, `team` changes that.

mod account;
mod authority;
mod console_app;
mod links;
mod sessions;
mod team;
mod tokens;

pub use authority::{AdminScope, Authority, Permission};
pub use console_app::CONSOLE_APP;
pub(crate) use console_app::is_console_app;
pub use links::{NewInvitation, Welcome};
pub use sessions::{Presence, SessionCookie, SignedIn};
pub use tokens::NewAdminToken;
