//! Native clients.

use passflex_store::records::{Fingerprint, NativeClient, NativeIdentity};
use passflex_store::{AppId, NativeClientId, NativeClientRefused};

use crate::world::{Database, android_client, apple_client, at, audit};

/// Those of the app, after these were made in this order.
async fn made(db: &Database, app: &AppId, clients: &[NativeClient]) -> Vec<NativeClient> {
    for client in clients {
        let entry = audit("native_client.create", Some(app));
        assert_eq!(db.create_native_client(app, client, entry).await.unwrap(), Ok(()));
    }
    db.native_clients(app).await.unwrap()
}

pub(crate) async fn clients_are_listed_oldest_first_as_they_were_created(db: Database) {
    let app = db.with_app("app").await;
    let newer = NativeClient { created_at: at(2), ..android_client("com.example.app") };
    let older = NativeClient { created_at: at(1), ..apple_client("com.example.app") };
    assert_eq!(made(&db, &app, &[newer.clone(), older.clone()]).await, [older, newer]);
}

pub(crate) async fn a_client_needs_an_app(db: Database) {
    let ghost = AppId::new("ghost");
    let entry = audit("native_client.create", Some(&ghost));
    let refused = db.create_native_client(&ghost, &apple_client("com.example.app"), entry).await.unwrap();
    assert_eq!(refused, Err(NativeClientRefused::AppGone));
    assert_eq!(db.native_clients(&ghost).await.unwrap(), []);
    assert_eq!(db.audit(Some(&ghost), 10).await.unwrap(), []);
}

pub(crate) async fn an_app_has_each_client_once(db: Database) {
    let (app, other) = (db.with_app("app").await, db.with_app("other").await);
    let [apple, android] = [apple_client("com.example.app"), android_client("com.example.app")];
    let there = made(&db, &app, &[apple.clone(), android.clone()]).await;
    for client in [apple_client("com.example.app"), android_client("com.example.app")] {
        let entry = audit("native_client.create", Some(&app));
        let refused = db.create_native_client(&app, &client, entry).await.unwrap();
        assert_eq!(refused, Err(NativeClientRefused::Exists));
    }
    assert_eq!(db.native_clients(&app).await.unwrap(), there);
    // The same bundle id of another team is another client, and other apps have their own.
    let another_team = NativeClient {
        identity: NativeIdentity::Apple {
            team_id: "ZYXWV98765".to_owned(),
            bundle_id: "com.example.app".to_owned(),
        },
        ..apple_client("com.example.app")
    };
    assert_eq!(made(&db, &app, &[another_team]).await.len(), 3);
    assert_eq!(made(&db, &other, &[apple, android]).await.len(), 2);
}

pub(crate) async fn fingerprints_are_replaced_as_a_whole(db: Database) {
    let app = db.with_app("app").await;
    let [android, kept] = [android_client("com.example.app"), android_client("com.example.beta")];
    let apple = apple_client("com.example.app");
    made(&db, &app, &[android.clone(), kept.clone(), apple.clone()]).await;
    let fingerprints = [Fingerprint::new([3; 32]), Fingerprint::new([4; 32])];
    let set = async |id: &NativeClientId| {
        let entry = audit("native_client.update", Some(&app));
        db.set_fingerprints(&app, id, &fingerprints, entry).await.unwrap()
    };
    assert!(set(&android.id).await);
    assert!(!set(&apple.id).await, "an Apple client has none");
    assert!(!set(&NativeClientId::new("none")).await);
    let changed = NativeIdentity::Android {
        package_name: "com.example.app".to_owned(),
        fingerprints: fingerprints.to_vec(),
    };
    let mut expected = [NativeClient { identity: changed, ..android }, kept, apple];
    expected.sort_by(|left, right| left.id.cmp(&right.id));
    assert_eq!(db.native_clients(&app).await.unwrap(), expected);
    let verbs: Vec<_> = db.audit(Some(&app), 10).await.unwrap().into_iter().map(|entry| entry.verb).collect();
    assert_eq!(verbs.iter().filter(|verb| **verb == "native_client.update").count(), 1);
}

pub(crate) async fn a_deleted_client_is_gone(db: Database) {
    let app = db.with_app("app").await;
    let [gone, kept] = [apple_client("com.example.app"), android_client("com.example.app")];
    made(&db, &app, &[gone.clone(), kept.clone()]).await;
    let delete = async |id: &NativeClientId| {
        db.delete_native_client(&app, id, audit("native_client.delete", Some(&app))).await.unwrap()
    };
    assert!(delete(&gone.id).await);
    assert!(!delete(&gone.id).await, "a second time there is nothing to delete");
    assert_eq!(db.native_clients(&app).await.unwrap(), [kept]);
    assert_eq!(db.audit(Some(&app), 1).await.unwrap()[0].verb, "native_client.delete");
}
