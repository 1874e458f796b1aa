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

/// A row of the log, and where it is in the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    /// What it says.
    pub entry: AuditEntry,
    /// `None` until it is chained.
    pub link: Option<AuditLink>,
}

/// A row's place in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditLink {
    /// Counted from 1.
    pub position: u64,
    /// The hash of the row before; zeros for the first.
    pub previous_hash: [u8; 32],
    /// SHA-256 of the row, its place and the hash of the row before.
    pub hash: [u8; 32],
}

/// Where the chain ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// The last row's place, which is also how many rows are chained.
    pub position: u64,
    /// The last row's hash: who keeps it elsewhere can prove every row up to it.
    pub hash: [u8; 32],
}

/// A row as it is found in the chain, to be held against what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainedRow {
    /// The row.
    pub id: AuditId,
    /// Its place.
    pub position: u64,
    /// What it says that the hash of the row before is.
    pub previous_hash: Vec<u8>,
    /// What it says that its own hash is.
    pub hash: Vec<u8>,
    /// What its hash is.
    pub computed: [u8; 32],
}

/// Some rows of the log. What is `None` is no condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Only rows behind this one, in the order that is asked for.
    pub behind: Option<AuditId>,
    /// The oldest first, not the newest.
    pub oldest_first: bool,
    /// Only rows of this app.
    pub app: Option<AppId>,
    /// Only what actors of this kind did.
    pub actor_kind: Option<ActorKind>,
    /// Only what this actor did.
    pub actor_id: Option<String>,
    /// Only what was done in this way.
    pub verb: Option<String>,
    /// Only what happened at this moment or later.
    pub from: Option<Timestamp>,
    /// Only what happened before this moment.
    pub until: Option<Timestamp>,
    /// How many to return at most.
    pub limit: u32,
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
