//! API keys.

use passflex_store::records::ApiKey;
use passflex_store::{ApiKeyId, AppId};

use crate::world::{Database, api_key, at, audit};

pub(crate) async fn a_key_is_found_by_its_hash_as_it_was_created(db: Database) {
    let app = db.with_app("app").await;
    let forever = ApiKey { expires_at: None, last_used_at: Some(at(1)), scopes: vec![], ..api_key(&app) };
    for key in [api_key(&app), forever] {
        assert!(db.create_api_key(&key, audit("api_key.create", Some(&app))).await.unwrap());
        assert_eq!(db.api_key_by_hash(&app, &key.hash).await.unwrap(), Some(key));
    }
    assert_eq!(db.api_key_by_hash(&app, &[0; 32]).await.unwrap(), None);
}

pub(crate) async fn keys_are_listed_oldest_first(db: Database) {
    let app = db.with_app("app").await;
    let newer = ApiKey { created_at: at(2), ..api_key(&app) };
    let older = ApiKey { created_at: at(1), ..api_key(&app) };
    for key in [&newer, &older] {
        db.create_api_key(key, audit("api_key.create", Some(&app))).await.unwrap();
    }
    assert_eq!(db.api_keys(&app).await.unwrap(), [older, newer]);
}

pub(crate) async fn a_key_needs_an_app(db: Database) {
    let ghost = AppId::new("ghost");
    let key = api_key(&ghost);
    assert!(!db.create_api_key(&key, audit("api_key.create", Some(&ghost))).await.unwrap());
    assert_eq!(db.api_keys(&ghost).await.unwrap(), []);
    assert_eq!(db.audit(Some(&ghost), 10).await.unwrap(), []);
}

pub(crate) async fn a_rotated_key_is_stored_beside_the_one_it_replaces(db: Database) {
    let (app, other) = (db.with_app("app").await, db.with_app("other").await);
    let forever = ApiKey { expires_at: None, ..api_key(&app) };
    let same_id = ApiKey { id: forever.id.clone(), ..api_key(&other) };
    for key in [&forever, &same_id] {
        assert!(db.create_api_key(key, audit("api_key.create", Some(&key.app_id))).await.unwrap());
    }
    let new = ApiKey { created_at: at(1), ..api_key(&app) };
    let entry = audit("api_key.rotate", Some(&app));
    assert!(db.rotate_api_key(&forever.id, at(60), &new, entry.clone()).await.unwrap());
    let old = ApiKey { expires_at: Some(at(60)), ..forever };
    assert_eq!(db.api_keys(&app).await.unwrap(), [old, new]);
    assert_eq!(db.audit(Some(&app), 1).await.unwrap(), [entry]);
    assert_eq!(db.api_keys(&other).await.unwrap(), [same_id]);
}

pub(crate) async fn a_rotation_gives_no_key_a_longer_life(db: Database) {
    let app = db.with_app("app").await;
    let short = ApiKey { expires_at: Some(at(30)), ..api_key(&app) };
    db.create_api_key(&short, audit("api_key.create", Some(&app))).await.unwrap();
    let new = ApiKey { created_at: at(1), ..api_key(&app) };
    assert!(db.rotate_api_key(&short.id, at(60), &new, audit("api_key.rotate", Some(&app))).await.unwrap());
    assert_eq!(db.api_keys(&app).await.unwrap(), [short, new]);
}

pub(crate) async fn a_key_that_is_gone_is_not_replaced(db: Database) {
    let (app, ghost) = (db.with_app("app").await, AppId::new("ghost"));
    let before = db.audit(Some(&app), 10).await.unwrap();
    for app in [&app, &ghost] {
        let entry = audit("api_key.rotate", Some(app));
        assert!(!db.rotate_api_key(&ApiKeyId::new("none"), at(60), &api_key(app), entry).await.unwrap());
        assert_eq!(db.api_keys(app).await.unwrap(), []);
    }
    assert_eq!(db.audit(Some(&app), 10).await.unwrap(), before);
}

pub(crate) async fn a_revoked_key_is_gone(db: Database) {
    let app = db.with_app("app").await;
    let [lost, kept] = [api_key(&app), api_key(&app)];
    for key in [&lost, &kept] {
        db.create_api_key(key, audit("api_key.create", Some(&app))).await.unwrap();
    }
    let revoke =
        async |id: &ApiKeyId| db.revoke_api_key(&app, id, audit("api_key.revoke", Some(&app))).await.unwrap();
    assert!(revoke(&lost.id).await);
    assert!(!revoke(&lost.id).await, "a second time there is nothing to revoke");
    assert_eq!(db.api_key_by_hash(&app, &lost.hash).await.unwrap(), None);
    assert_eq!(db.api_keys(&app).await.unwrap(), [kept]);
}

pub(crate) async fn the_last_use_only_moves_forward(db: Database) {
    let app = db.with_app("app").await;
    let key = api_key(&app);
    db.create_api_key(&key, audit("api_key.create", Some(&app))).await.unwrap();
    for (used, expected) in [(20, 20), (10, 20), (30, 30)] {
        let gone = (app.clone(), ApiKeyId::new("gone"), at(used));
        db.touch_api_keys(&[gone, (app.clone(), key.id.clone(), at(used))]).await.unwrap();
        let touched = ApiKey { last_used_at: Some(at(expected)), ..key.clone() };
        assert_eq!(db.api_keys(&app).await.unwrap(), [touched]);
    }
}
