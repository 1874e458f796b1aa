//! Records with every field filled in.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use data_encoding::HEXLOWER;
use passflex_store::records::{
    ActorKind, Admin, AdminSession, AdminStatus, AdminToken, ApiKey, App, AppSettings, AppStatus, AuditEntry,
    CeremonyCount, CeremonyFact, CeremonyKind, Event, EventAction, EventOutcome, Fingerprint, Grant,
    LinkGrant, LinkPurpose, NativeClient, NativeIdentity, OneTimeLink, Role, SealingKey, User, UserStatus,
    WrappedKey,
};
use passflex_store::{
    AdminId, AdminSessionId, AdminTokenId, ApiKeyId, AppId, AuditId, EventId, GrantId, LinkId,
    NativeClientId, TokenId, UserId, time_ordered,
};
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

pub(crate) fn apple_client(bundle_id: &str) -> NativeClient {
    let identity =
        NativeIdentity::Apple { team_id: "ABCDE12345".to_owned(), bundle_id: bundle_id.to_owned() };
    NativeClient { id: NativeClientId::new(fresh("client")), identity, created_at: at(0) }
}

pub(crate) fn android_client(package_name: &str) -> NativeClient {
    let fingerprints = vec![Fingerprint::new([1; 32]), Fingerprint::new([0xfe; 32])];
    let identity = NativeIdentity::Android { package_name: package_name.to_owned(), fingerprints };
    NativeClient { id: NativeClientId::new(fresh("client")), identity, created_at: at(0) }
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

/// An administrator who was made at the start of the story.
pub(crate) fn admin(name: &str) -> Admin {
    Admin {
        id: AdminId::new(fresh("admin")),
        name: format!("{name} 'quoted' — \u{1f511}"),
        status: AdminStatus::Active,
        created_at: at(0),
        updated_at: at(0),
    }
}

/// A grant for an app, or for all.
pub(crate) fn grant(app: Option<&AppId>, role: Role) -> Grant {
    Grant { id: GrantId::new(fresh("grant")), app_id: app.cloned(), role, created_at: at(1) }
}

pub(crate) fn session(admin: &AdminId) -> AdminSession {
    AdminSession {
        id: AdminSessionId::new(fresh("session")),
        admin_id: admin.clone(),
        hash: fresh_hash(),
        previous_hash: None,
        rotated_at: at(2),
        user_agent: Some("Mozilla/5.0".to_owned()),
        ip: Some("192.0.2.7".to_owned()),
        created_at: at(2),
        last_seen_at: at(3),
        verified_at: at(4),
        expires_at: at(43_200),
    }
}

pub(crate) fn admin_token(admin: &AdminId) -> AdminToken {
    AdminToken {
        id: AdminTokenId::new(fresh("token")),
        admin_id: admin.clone(),
        prefix: "pfa_abcd".to_owned(),
        hash: fresh_hash(),
        name: "pipeline".to_owned(),
        scopes: vec!["apps:read".to_owned(), "users:read".to_owned()],
        expires_at: Some(at(86_400)),
        last_used_at: None,
        created_at: at(0),
    }
}

/// A link for somebody new, or for a recovery where `admin` is given.
pub(crate) fn link(purpose: LinkPurpose, admin: Option<&AdminId>, grants: &[Grant]) -> OneTimeLink {
    let grants = grants.iter().map(|grant| LinkGrant { app_id: grant.app_id.clone(), role: grant.role });
    OneTimeLink {
        id: LinkId::new(fresh("link")),
        hash: fresh_hash(),
        purpose,
        admin_id: admin.cloned(),
        name: (purpose == LinkPurpose::Invitation).then(|| "Ada".to_owned()),
        grants: grants.collect(),
        created_by: "administrator:admin-1".to_owned(),
        created_at: at(0),
        expires_at: at(3_600),
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
        browser: Some("firefox".to_owned()),
        os: Some("linux".to_owned()),
        ip: Some("192.0.2.7".to_owned()),
        request_id: Some("request-1".to_owned()),
    }
}

/// That so many sign-ins of the day at which every story starts had this browser.
pub(crate) fn browser(app: &AppId, value: &str, count: u64) -> CeremonyFact {
    CeremonyFact {
        app: app.clone(),
        day: at(0),
        kind: CeremonyKind::Authenticate,
        outcome: "complete",
        fact: "browser",
        value: value.to_owned(),
        count,
    }
}

pub(crate) fn count(app: &AppId, outcome: &'static str, count: u64) -> CeremonyCount {
    CeremonyCount { app: app.clone(), hour: at(0), kind: CeremonyKind::Authenticate, outcome, count }
}
