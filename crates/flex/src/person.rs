//! Everything that Passflex knows of one person, to be handed to that person.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use passflex_store::UserId;
use passflex_store::records::{AuditEntry, Event, Passkey, User};
use serde::Serialize;
use serde_json::{Value, json};

use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::events::FindEvents;
use crate::flex::Flex;
use crate::passkeys::PasskeyType;
use crate::tenant::Tenant;

/// The most events and audit rows of one export. Nobody signs in so often by hand.
const MOST: u32 = 10_000;

/// The data of one person of one app. It holds no key: what it says of a passkey lets nobody in.
#[derive(Debug, Serialize)]
pub struct PersonExport {
    /// When it was made.
    pub exported_at: Timestamp,
    /// The app's id.
    pub app_id: String,
    /// The app's name.
    pub app_name: String,
    /// The person.
    pub user: ExportedUser,
    /// The person's passkeys, the oldest first.
    pub passkeys: Vec<ExportedPasskey>,
    /// The person's ceremonies of the last 90 days, the newest first.
    pub events: Vec<ExportedEvent>,
    /// What was changed about the person and the passkeys, the newest first.
    pub changes: Vec<ExportedChange>,
    /// Whether there was more than 10,000 of either, of which the oldest are left out.
    pub is_cut: bool,
}

/// A person.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "they are the columns' names")]
pub struct ExportedUser {
    pub id: String,
    pub external_id: String,
    pub status: &'static str,
    pub metadata: Option<Value>,
    pub login_count: u64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub last_login_at: Option<Timestamp>,
}

/// A passkey, without its keys.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "they are the columns' names")]
pub struct ExportedPasskey {
    pub id: String,
    pub friendly_name: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub credential_id: String,
    pub aaguid: String,
    pub provider: Option<String>,
    pub transports: Vec<String>,
    pub attachment: Option<String>,
    pub backup_eligible: Option<bool>,
    pub backup_state: Option<bool>,
    pub attestation_format: Option<String>,
    pub attestation_trust: Option<String>,
    pub rp_id: String,
    pub origin: Option<String>,
    pub source: &'static str,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub usage_count: u64,
}

/// A ceremony of the person.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "they are the columns' names")]
pub struct ExportedEvent {
    pub id: String,
    pub at: Timestamp,
    pub started_at: Timestamp,
    pub action: &'static str,
    pub outcome: &'static str,
    pub rule: Option<String>,
    pub passkey_id: Option<String>,
    pub origin: Option<String>,
    pub user_agent: Option<String>,
    pub browser: Option<String>,
    pub os: Option<String>,
    pub ip: Option<String>,
}

/// A change that concerned the person.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "they are the columns' names")]
pub struct ExportedChange {
    pub at: Timestamp,
    pub verb: String,
    pub target: String,
    /// `cli`, `api_key`, `administrator` or `system`: what kind of somebody, not who. That would be another person's data.
    pub actor_kind: &'static str,
}

impl Flex {
    /// The data of one person, as it is now. That it was exported is written to the audit log.
    pub async fn export_person(&self, actor: &Actor, tenant: &Tenant, id: &UserId) -> Result<PersonExport> {
        let user = self.user(tenant, id).await?;
        let passkeys = self.store.passkeys(tenant.id(), id).await?;
        let find = FindEvents { user_id: Some(id.clone()), limit: MOST, ..FindEvents::default() };
        let events = self.find_events(tenant, &find).await?;
        let changes = self.store.audit_of_user(tenant.id(), id, MOST + 1).await.map_err(Error::of_list)?;
        let now = self.clock.now();
        let random = self.random.as_ref();
        let entry = actor.audit(random, now, "user.export", Some(tenant.id()), id.as_str(), json!({}))?;
        self.store.record_audit(entry).await?;
        Ok(PersonExport {
            exported_at: now,
            app_id: tenant.id().as_str().to_owned(),
            app_name: tenant.app.name.clone(),
            user: exported_user(user),
            passkeys: passkeys.into_iter().map(|passkey| self.exported_passkey(passkey)).collect(),
            is_cut: events.next_cursor.is_some() || changes.len() > MOST as usize,
            events: events.items.into_iter().map(exported_event).collect(),
            changes: changes.into_iter().take(MOST as usize).map(exported_change).collect(),
        })
    }

    fn exported_passkey(&self, passkey: Passkey) -> ExportedPasskey {
        ExportedPasskey {
            kind: PasskeyType::of(&passkey).as_str(),
            id: passkey.id.as_str().to_owned(),
            friendly_name: passkey.friendly_name,
            credential_id: BASE64URL_NOPAD.encode(&passkey.credential_id),
            aaguid: passkey.aaguid.to_string(),
            provider: self.provider_name(passkey.aaguid).map(str::to_owned),
            transports: passkey.transports,
            attachment: passkey.attachment,
            backup_eligible: passkey.backup_eligible,
            backup_state: passkey.backup_state,
            attestation_format: passkey.attestation_format,
            attestation_trust: passkey.attestation_trust,
            rp_id: passkey.rp_id,
            origin: passkey.origin,
            source: passkey.source.as_str(),
            created_at: passkey.created_at,
            updated_at: passkey.updated_at,
            last_used_at: passkey.last_used_at,
            usage_count: passkey.usage_count,
        }
    }
}

fn exported_user(user: User) -> ExportedUser {
    ExportedUser {
        id: user.id.as_str().to_owned(),
        external_id: user.external_id,
        status: user.status.as_str(),
        metadata: user.metadata,
        login_count: user.login_count,
        created_at: user.created_at,
        updated_at: user.updated_at,
        last_login_at: user.last_login_at,
    }
}

fn exported_event(event: Event) -> ExportedEvent {
    ExportedEvent {
        id: event.id.as_str().to_owned(),
        at: event.at,
        started_at: event.started_at,
        action: event.action.as_str(),
        outcome: event.outcome.as_str(),
        rule: event.rule,
        passkey_id: event.passkey_id.map(|id| id.as_str().to_owned()),
        origin: event.origin,
        user_agent: event.user_agent,
        browser: event.browser,
        os: event.os,
        ip: event.ip,
    }
}

fn exported_change(entry: AuditEntry) -> ExportedChange {
    ExportedChange {
        at: entry.at,
        verb: entry.verb.into_owned(),
        target: entry.target,
        actor_kind: entry.actor_kind.as_str(),
    }
}
