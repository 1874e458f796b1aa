//! Rows of the audit log.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A change that somebody made, and its place in the chain. Also a line of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditRow {
    /// Its id, ordered by time.
    pub id: String,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it: `cli` (somebody with a shell on the server), `api_key`, `administrator` or `system`.
    pub actor_kind: String,
    /// Id of the API key or the administrator.
    pub actor_id: Option<String>,
    /// What was done, as `noun.verb`.
    pub verb: String,
    /// The app it concerns.
    pub app_id: Option<String>,
    /// Id of what was changed.
    pub target: String,
    /// The HTTP request, as the log has it.
    pub request_id: Option<String>,
    /// What changed: ids, settings and states.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub changes: serde_json::Value,
    /// Its place in the chain, from 1; null for the half minute until it has one.
    pub position: Option<u64>,
    /// Hash of the row before, in hexadecimal; zeros for the first.
    pub previous_hash: Option<String>,
    /// SHA-256 of the row, its place and the hash before, in hexadecimal.
    pub hash: Option<String>,
}
