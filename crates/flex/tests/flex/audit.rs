//! Every change leaves an audit row with its actor, and every refusal none.

use jiff::SignedDuration;
use passflex_flex::store::records::{ActorKind, AuditEntry, Fingerprint, NativeIdentity, UserStatus};
use passflex_flex::store::{ApiKeyId, AppId, NativeClientId, PasskeyId, UserId};
use passflex_flex::{Actor, AppChange, Clock, KeyRotation, NewApiKey, Scope};
use serde_json::{Value, json};

use crate::world::{Database, ORIGIN, Site, settings};

/// The audit rows of an app, or of none, in the order they were written.
async fn audit(site: &Site, app: Option<&AppId>) -> Vec<AuditEntry> {
    let mut rows = site.flex.store().audit(app, 100).await.unwrap();
    rows.reverse();
    rows
}

fn new_key() -> NewApiKey {
    NewApiKey { name: "backend".to_owned(), scopes: vec![Scope::UsersRead], expires_at: None }
}

#[tokio::test]
async fn every_change_leaves_a_row_that_says_who_did_what_to_whom() {
    let database = Database::new();
    let site = database.site().await;
    let (flex, clock) = (&site.flex, &database.clock);
    let ada = site.registered("ada").await;
    let user = site.user(&ada).await.id;
    let passkey = site.passkeys(&ada).await[0].id.clone();
    let actor = Actor::api_key(&ApiKeyId::new("key-1"), Some("request-1".to_owned()));
    let tenant = site.tenant().await;

    let mut expected: Vec<(&str, String, Value)> = Vec::new();
    let id = || site.id.as_str().to_owned();
    expected.push(("app.create", id(), json!({"rp_id": "example.com", "origins": [ORIGIN]})));
    clock.advance_seconds(1);
    let (key, _) = flex.create_api_key(&actor, &site.id, new_key()).await.unwrap();
    let key_id = key.id.as_str().to_owned();
    expected.push(("api_key.create", key_id.clone(), json!({"scopes": ["users:read"], "expires_at": null})));
    clock.advance_seconds(1);
    let end = clock.now() + SignedDuration::from_hours(1);
    let rotation = KeyRotation { old_expires_at: end, expires_at: None };
    let (new_key, _) = flex.rotate_api_key(&actor, &site.id, &key.id, rotation).await.unwrap();
    let changes = json!({
        "scopes": ["users:read"],
        "expires_at": null,
        "replaces": key_id,
        "old_expires_at": end.to_string(),
    });
    expected.push(("api_key.rotate", new_key.id.as_str().to_owned(), changes));
    clock.advance_seconds(1);
    flex.revoke_api_key(&actor, &site.id, &key.id).await.unwrap();
    expected.push(("api_key.revoke", key_id, json!({})));
    clock.advance_seconds(1);
    let fingerprints = [Fingerprint::new([0xab; 32])];
    let identity = NativeIdentity::Android {
        package_name: "com.example.app".to_owned(),
        fingerprints: fingerprints.to_vec(),
    };
    let client = flex.create_native_client(&actor, &site.id, identity).await.unwrap().id;
    let (client_id, listed) = (client.as_str().to_owned(), ["AB"; 32].join(":"));
    let made = json!({"platform": "android", "package_name": "com.example.app", "fingerprints": [listed]});
    expected.push(("native_client.create", client_id.clone(), made));
    clock.advance_seconds(1);
    flex.set_fingerprints(&actor, &site.id, &client, &fingerprints).await.unwrap();
    expected.push(("native_client.update", client_id.clone(), json!({"fingerprints": [listed]})));
    clock.advance_seconds(1);
    flex.delete_native_client(&actor, &site.id, &client).await.unwrap();
    expected.push(("native_client.delete", client_id, json!({})));
    clock.advance_seconds(1);
    let renamed = AppChange { name: Some("Renamed".to_owned()), ..AppChange::default() };
    flex.update_app(&actor, &site.id, renamed).await.unwrap();
    let state = |name: &str| json!({"name": name, "rp_id": "example.com", "status": "active", "settings": settings()});
    expected.push(("app.update", id(), json!({"before": state("Example"), "after": state("Renamed")})));
    for (verb, status) in [("user.deactivate", UserStatus::Inactive), ("user.activate", UserStatus::Active)] {
        clock.advance_seconds(1);
        flex.set_user_status(&actor, &tenant, &user, status).await.unwrap();
        expected.push((verb, user.as_str().to_owned(), json!({})));
    }
    clock.advance_seconds(1);
    flex.rename_passkey(&actor, &tenant, &user, &passkey, "Ada's phone").await.unwrap();
    expected.push(("passkey.rename", passkey.as_str().to_owned(), json!({"user_id": user.as_str()})));
    clock.advance_seconds(1);
    let eve = flex.create_user(&actor, &tenant, "eve", Some(json!({"plan": "pro"}))).await.unwrap().id;
    expected.push(("user.create", eve.as_str().to_owned(), json!({})));
    clock.advance_seconds(1);
    flex.set_user_metadata(&actor, &tenant, &eve, None).await.unwrap();
    expected.push(("user.set_metadata", eve.as_str().to_owned(), json!({})));
    clock.advance_seconds(1);
    flex.revoke_passkey(&actor, &tenant, &user, &passkey).await.unwrap();
    expected.push(("passkey.revoke", passkey.as_str().to_owned(), json!({"user_id": user.as_str()})));
    clock.advance_seconds(1);
    flex.delete_user(&actor, &tenant, &user).await.unwrap();
    expected.push(("user.delete", user.as_str().to_owned(), json!({})));
    clock.advance_seconds(1);
    flex.delete_app(&actor, &site.id).await.unwrap();
    expected.push(("app.delete", id(), json!({})));

    let rows = audit(&site, Some(&site.id)).await;
    let told: Vec<(&str, String, Value)> =
        rows.iter().map(|row| (&*row.verb, row.target.clone(), row.changes.clone())).collect();
    assert_eq!(told, expected);
    let (by_cli, by_key) = rows.split_first().unwrap();
    let cli = (ActorKind::Cli, None, None);
    assert_eq!((by_cli.actor_kind, by_cli.actor_id.as_deref(), by_cli.request_id.as_deref()), cli);
    for row in by_key {
        let who = (row.actor_kind, row.actor_id.as_deref(), row.request_id.as_deref());
        assert_eq!(who, (ActorKind::ApiKey, Some("key-1"), Some("request-1")), "{}", row.verb);
    }
    assert_eq!(rows.last().map(|row| row.at), Some(clock.now()));
}

#[tokio::test]
async fn rotating_the_sealing_key_leaves_a_row_of_no_app() {
    let site = Database::new().site().await;
    site.flex.rotate_sealing_key(&Actor::system()).await.unwrap();
    let [row] = &audit(&site, None).await[..] else { panic!("one row") };
    let newest = site.flex.store().sealing_keys().await.unwrap().into_iter().map(|key| key.id);
    let told = (row.actor_kind, &*row.verb, row.app_id.clone(), row.changes.clone());
    assert_eq!(told, (ActorKind::System, "sealing_key.rotate", None, json!({"now": false, "dropped": []})));
    assert!(newest.map(|id| format!("{id:08x}")).any(|id| id == row.target));
}

#[tokio::test]
async fn a_refused_change_leaves_no_row() {
    let site = Database::new().site().await;
    site.registered("ada").await;
    let (flex, actor, tenant) = (&site.flex, &Actor::cli(), site.tenant().await);
    let nowhere = AppId::new("nowhere");
    let (nobody, nothing, no_key) = (UserId::new("nobody"), PasskeyId::new("nothing"), ApiKeyId::new("none"));
    let rotation = KeyRotation {
        old_expires_at: site.database.clock.now() + SignedDuration::from_hours(1),
        expires_at: None,
    };
    let no_client = NativeClientId::new("none");
    let user = flex.user_by_external_id(&tenant, "ada").await.unwrap().unwrap().id;
    let before = site.database.rows();

    let moved = AppChange { rp_id: Some("login.example.com".to_owned()), ..AppChange::default() };
    let mut unbounded = settings();
    unbounded.nonce_seconds = 0;
    let unbounded = AppChange { settings: Some(unbounded), ..AppChange::default() };
    for refused in [
        flex.update_app(actor, &site.id, moved).await.is_err(),
        flex.update_app(actor, &site.id, unbounded).await.is_err(),
        flex.update_app(actor, &nowhere, AppChange::default()).await.is_err(),
        flex.delete_app(actor, &nowhere).await.is_err(),
        flex.create_api_key(actor, &nowhere, new_key()).await.is_err(),
        flex.rotate_api_key(actor, &site.id, &no_key, rotation).await.is_err(),
        flex.revoke_api_key(actor, &site.id, &no_key).await.is_err(),
        flex.set_fingerprints(actor, &site.id, &no_client, &[Fingerprint::new([1; 32])]).await.is_err(),
        flex.delete_native_client(actor, &site.id, &no_client).await.is_err(),
        flex.set_user_status(actor, &tenant, &nobody, UserStatus::Inactive).await.is_err(),
        flex.delete_user(actor, &tenant, &nobody).await.is_err(),
        flex.create_user(actor, &tenant, "ada", None).await.is_err(),
        flex.create_user(actor, &tenant, "eve", Some(json!([]))).await.is_err(),
        flex.set_user_metadata(actor, &tenant, &nobody, None).await.is_err(),
        flex.rename_passkey(actor, &tenant, &user, &nothing, "x").await.is_err(),
        flex.revoke_passkey(actor, &tenant, &nobody, &nothing).await.is_err(),
        flex.revoke_passkey(actor, &tenant, &user, &nothing).await.is_err(),
    ] {
        assert!(refused);
    }
    assert_eq!(site.database.rows(), before);
}
