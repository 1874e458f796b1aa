//! Who makes a change, and the audit row that says so.

use jiff::Timestamp;
use passflex_store::records::{ActorKind, AuditEntry};
use passflex_store::{AdminId, ApiKeyId, AppId};

use crate::random::{Random, RandomError};

/// Who makes a change. Every mutating verb takes one and writes it down in the same commit.
#[derive(Clone, Debug)]
pub struct Actor {
    kind: ActorKind,
    id: Option<String>,
    request_id: Option<String>,
}

impl Actor {
    /// Somebody with a shell on the server.
    pub fn cli() -> Self {
        Self { kind: ActorKind::Cli, id: None, request_id: None }
    }

    /// Passflex itself.
    pub fn system() -> Self {
        Self { kind: ActorKind::System, id: None, request_id: None }
    }

    /// An app's backend, in this HTTP request.
    pub fn api_key(id: &ApiKeyId, request_id: Option<String>) -> Self {
        Self { kind: ActorKind::ApiKey, id: Some(id.as_str().to_owned()), request_id }
    }

    /// An administrator, in this HTTP request.
    pub fn administrator(id: &AdminId, request_id: Option<String>) -> Self {
        Self { kind: ActorKind::Administrator, id: Some(id.as_str().to_owned()), request_id }
    }

    /// `kind` or `kind:id`, as rows that remember their maker have it.
    pub(crate) fn created_by(&self) -> String {
        match &self.id {
            Some(id) => format!("{}:{id}", self.kind.as_str()),
            None => self.kind.as_str().to_owned(),
        }
    }

    /// The audit row of one change.
    pub(crate) fn audit(
        &self,
        random: &dyn Random,
        at: Timestamp,
        verb: &'static str,
        app: Option<&AppId>,
        target: &str,
        changes: serde_json::Value,
    ) -> Result<AuditEntry, RandomError> {
        Ok(AuditEntry {
            id: random.audit_id(at)?,
            at,
            actor_kind: self.kind,
            actor_id: self.id.clone(),
            verb: verb.into(),
            app_id: app.cloned(),
            target: target.to_owned(),
            request_id: self.request_id.clone(),
            changes,
        })
    }
}
