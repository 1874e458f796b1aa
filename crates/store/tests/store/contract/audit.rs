//! The audit log.

use passflex_store::records::{ActorKind, App, AuditEntry, UserStatus};
use passflex_store::{ApiKeyId, AppId, PasskeyId, UserId};
use serde_json::json;

use crate::world::{Database, Person, api_key, app, at, audit, sealing_key};

pub(crate) async fn a_row_is_read_back_as_it_was_written(db: Database) {
    let mut expected = Vec::new();
    for (id, kind) in [
        ("a", ActorKind::Cli),
        ("b", ActorKind::ApiKey),
        ("c", ActorKind::Administrator),
        ("d", ActorKind::System),
    ] {
        let app = app(id);
        let mut entry = AuditEntry { actor_kind: kind, ..audit("app.create", None) };
        if kind == ActorKind::Cli {
            entry = AuditEntry { actor_id: None, request_id: None, changes: json!({}), ..entry };
        }
        db.create_app(&app, entry.clone()).await.unwrap();
        expected.insert(0, entry);
    }
    assert_eq!(db.audit(None, 10).await.unwrap(), expected, "newest first");
    assert_eq!(db.audit(None, 3).await.unwrap(), &expected[..3]);
}

pub(crate) async fn every_change_writes_its_row(db: Database) {
    let id = db.with_app("app").await;
    let of = |verb| audit(verb, Some(&id));
    let key = api_key(&id);
    let (user, passkey) = db.registered(Person::new(&id, "ada").registration()).await;
    db.create_api_key(&key, of("api_key.create")).await.unwrap();
    db.revoke_api_key(&id, &key.id, of("api_key.revoke")).await.unwrap();
    db.set_user_status(&id, &user, UserStatus::Inactive, at(1), of("user.deactivate")).await.unwrap();
    db.revoke_passkey(&id, &user, &passkey, at(1), of("passkey.revoke")).await.unwrap();
    db.delete_user(&id, &user, at(1), at(2), of("user.delete")).await.unwrap();
    db.update_app(&app("app"), of("app.update")).await.unwrap();
    db.delete_app(&id, of("app.delete")).await.unwrap();
    db.rotate_sealing_keys(&sealing_key(1, 0), &[], of("sealing_key.rotate")).await.unwrap();
    let verbs: Vec<_> = db.audit(Some(&id), 20).await.unwrap().into_iter().map(|entry| entry.verb).collect();
    let expected = [
        "sealing_key.rotate",
        "app.delete",
        "app.update",
        "user.delete",
        "passkey.revoke",
        "user.deactivate",
        "api_key.revoke",
        "api_key.create",
        "app.create",
    ];
    assert_eq!(verbs, expected);
}

pub(crate) async fn a_refused_change_writes_none(db: Database) {
    let id = db.with_app("app").await;
    let (user, _) = db.registered(Person::new(&id, "ada").registration()).await;
    let before = db.audit(Some(&id), 20).await.unwrap();
    let of = |verb| audit(verb, Some(&id));
    let (nobody, nothing) = (UserId::new("nobody"), PasskeyId::new("nothing"));
    assert!(!db.revoke_api_key(&id, &ApiKeyId::new("none"), of("api_key.revoke")).await.unwrap());
    assert_eq!(
        db.set_user_status(&id, &nobody, UserStatus::Active, at(1), of("user.activate")).await.unwrap(),
        None
    );
    assert!(!db.revoke_passkey(&id, &user, &nothing, at(1), of("passkey.revoke")).await.unwrap());
    assert!(!db.delete_user(&id, &nobody, at(1), at(2), of("user.delete")).await.unwrap());
    let moved = App { rp_id: "other.example".to_owned(), ..app("app") };
    assert!(db.update_app(&moved, of("app.update")).await.unwrap().unwrap().is_err());
    assert_eq!(db.audit(Some(&id), 20).await.unwrap(), before);
}

pub(crate) async fn rows_of_no_app_are_a_list_of_their_own(db: Database) {
    let id = db.with_app("app").await;
    let entry = audit("sealing_key.rotate", None);
    db.rotate_sealing_keys(&sealing_key(1, 0), &[], entry.clone()).await.unwrap();
    assert_eq!(db.audit(None, 10).await.unwrap(), [entry]);
    assert_eq!(db.audit(Some(&id), 10).await.unwrap().len(), 1);
}

pub(crate) async fn what_concerns_a_user_is_found(db: Database) {
    let (app, other) = (db.with_app("app").await, db.with_app("other").await);
    let (ada, passkey) = db.registered(Person::new(&app, "ada").registration()).await;
    let (bob, _) = db.registered(Person::new(&app, "bob").registration()).await;
    let of = |verb, target: &str, changes| AuditEntry {
        target: target.to_owned(),
        changes,
        ..audit(verb, Some(&app))
    };
    let off = UserStatus::Inactive;
    let deactivated = of("user.deactivate", ada.as_str(), json!({}));
    db.set_user_status(&app, &ada, off, at(1), deactivated.clone()).await.unwrap();
    db.set_user_status(&app, &bob, off, at(1), of("user.deactivate", bob.as_str(), json!({}))).await.unwrap();
    let renamed = of("passkey.rename", passkey.as_str(), json!({"user_id": ada.as_str()}));
    db.rename_passkey(&app, &ada, &passkey, "red", at(2), renamed.clone()).await.unwrap();
    let found = async |app: &AppId, limit| db.audit_of_user(app, &ada, limit).await.unwrap();
    assert_eq!(found(&app, 10).await, [renamed.clone(), deactivated]);
    assert_eq!(found(&app, 1).await, [renamed]);
    assert_eq!(found(&other, 10).await, []);
}

pub(crate) async fn a_row_may_come_with_no_change(db: Database) {
    let app = db.with_app("app").await;
    let entry = audit("user.export", Some(&app));
    db.record_audit(entry.clone()).await.unwrap();
    assert_eq!(db.audit(Some(&app), 1).await.unwrap(), [entry]);
}
