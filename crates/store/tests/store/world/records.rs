//! Records with every field filled in.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use data_encoding::HEXLOWER;
use passflex_store::records::{
    ActorKind, ApiKey, App, AppSettings, AppStatus, AuditEntry, CeremonyCount, CeremonyKind, Event,
    EventAction, EventOutcome, SealingKey, User, UserStatus, WrappedKey,
};
use passflex_store::{ApiKeyId, AppId, AuditId, EventId, TokenId, UserId, time_ordered};
use passflex_webauthn::Aaguid;
use serde_json::json;

use super::at;

static NEXT: AtomicU64 = AtomicU64::new(1);

/// Ten bytes that no other call gets, in this process or another. Later calls get larger ones, so that
/// time-ordered ids of one moment have an order.
fn rising() -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes[..4].copy_from_slice(&std::process::id().to_be_bytes());
    bytes[4..].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes()[2..]);
    bytes
}

/// An id that no other call gets.
pub(crate) fn fresh(what: &str) -> String {
    format!("{what}-{}", HEXLOWER.encode(&rising()))
}

/// 32 bytes that no other call gets.
pub(crate) fn fresh_hash() -> [u8; 32] {
    let mut hash = [0xa5; 32];
    hash[..10].copy_from_slice(&rising());
    hash
}

pub(crate) fn app(id: &str) -> App {
    App {
        id: AppId::new(id),
        name: format!("{id} 'quoted' — \u{1f511}"),
        status: AppStatus::Active,
        rp_id: "example.com".to_owned(),
        settings: AppSettings { origins: vec!["https://example.com".to_owned()], ..AppSettings::default() },
        handle_key: WrappedKey { wrapped_by: "master-1".to_owned(), ciphertext: vec![0, 1, 255] },
        created_at: at(-3_600),
        updated_at: at(-3_600),
    }
}

pub(crate) fn api_key(app: &AppId) -> ApiKey {
    ApiKey {
        id: ApiKeyId::new(fresh("key")),
        app_id: app.clone(),
        prefix: "pfk_abcd".to_owned(),
        hash: fresh_hash(),
        name: "backend".to_owned(),
        scopes: vec!["transactions".to_owned(), "users:read".to_owned()],
        expires_at: Some(at(86_400)),
        last_used_at: None,
        created_by: "cli".to_owned(),
        created_at: at(0),
    }
}

pub(crate) fn sealing_key(id: u32, created: i64) -> SealingKey {
    SealingKey {
        id,
        key: WrappedKey { wrapped_by: "master-1".to_owned(), ciphertext: vec![7; 48] },
        created_at: at(created),
        seals_from: at(created + 60),
    }
}

pub(crate) fn audit(verb: &'static str, app: Option<&AppId>) -> AuditEntry {
    AuditEntry {
        id: AuditId::new(time_ordered(at(0), rising())),
        at: at(0),
        actor_kind: ActorKind::Administrator,
        actor_id: Some("admin-1".to_owned()),
        verb: Cow::Borrowed(verb),
        app_id: app.cloned(),
        target: "target-1".to_owned(),
        request_id: Some("request-1".to_owned()),
        changes: json!({"status": ["active", "inactive"], "count": 3}),
    }
}

/// A user without passkeys who was made `seconds` into the story.
pub(crate) fn user(external_id: &str, seconds: i64) -> User {
    User {
        id: UserId::new(fresh("user")),
        external_id: external_id.to_owned(),
        user_handle: fresh("handle"),
        status: UserStatus::Active,
        metadata: None,
        passkey_count: 0,
        login_count: 0,
        created_at: at(seconds),
        updated_at: at(seconds),
        last_login_at: None,
    }
}

/// The event of a ceremony that failed `seconds` into the story.
pub(crate) fn failure(action: EventAction, seconds: i64) -> Event {
    Event {
        id: EventId::new(time_ordered(at(seconds), rising())),
        at: at(seconds),
        started_at: at(seconds - 5),
        action,
        outcome: EventOutcome::Failed,
        rule: Some("bad_signature".to_owned()),
        user_id: None,
        passkey_id: None,
        transaction_id: Some(TokenId::new(fresh("transaction"))),
        handshake_id: TokenId::new(fresh("handshake")),
        origin: Some("https://example.com".to_owned()),
        aaguid: Some(Aaguid::new([3; 16])),
        attestation_format: Some("packed".to_owned()),
        attestation_trust: Some("untrusted".to_owned()),
        user_present: Some(true),
        user_verified: Some(true),
        backup_eligible: Some(true),
        backup_state: Some(false),
        user_agent: Some("Mozilla/5.0".to_owned()),
        ip: Some("192.0.2.7".to_owned()),
        request_id: Some("request-1".to_owned()),
    }
}

pub(crate) fn count(app: &AppId, outcome: &'static str, count: u64) -> CeremonyCount {
    CeremonyCount { app: app.clone(), hour: at(0), kind: CeremonyKind::Authenticate, outcome, count }
}
