//! Audit rows: who changed what. They hold no secret and no personal data.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::{AppId, AuditId};

/// One change that somebody made.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEntry {
    /// Time-ordered id.
    pub id: AuditId,
    /// When it happened.
    pub at: Timestamp,
    /// What kind of actor did it.
    pub actor_kind: ActorKind,
    /// The actor's id: an API key's or an administrator's. `None` for the command line and the system.
    pub actor_id: Option<String>,
    /// What was done, as `noun.verb`, for example `app.create`. Owned when it was read back: a newer version may
    /// have written verbs that this one does not know.
    pub verb: Cow<'static, str>,
    /// The app it concerns, if one.
    pub app_id: Option<AppId>,
    /// Id of the thing that was changed.
    pub target: String,
    /// The HTTP request it came with, if one.
    pub request_id: Option<String>,
    /// What changed, as a JSON object of ids, settings and states.
    pub changes: serde_json::Value,
}

/// Who can change things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// Somebody with a shell on the server.
    Cli,
    /// An app's backend.
    ApiKey,
    /// Somebody in the console.
    Administrator,
    /// Passflex itself.
    System,
}

impl ActorKind {
    /// The word the database has for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cli => "cli",
            Self::ApiKey => "api_key",
            Self::Administrator => "administrator",
            Self::System => "system",
        }
    }
}
