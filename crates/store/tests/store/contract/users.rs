//! Users.

use passflex_store::records::{Event, User, UserStatus};
use passflex_store::{AppId, CreateUserRefused, UserId};
use serde_json::json;

use crate::world::{Database, Person, at, audit, user};

pub(crate) async fn a_user_is_found_by_both_ids(db: Database) {
    let app = db.with_app("app").await;
    let ada = Person::new(&app, "ada").registration();
    let expected = User {
        id: ada.user.new_id.clone(),
        external_id: "ada".to_owned(),
        user_handle: ada.user.user_handle.clone(),
        status: UserStatus::Active,
        metadata: None,
        passkey_count: 1,
        login_count: 0,
        created_at: at(0),
        updated_at: at(0),
        last_login_at: None,
    };
    let (id, _) = db.registered(ada).await;
    assert_eq!(db.user(&app, &id).await.unwrap(), Some(expected.clone()));
    assert_eq!(db.user_by_external_id(&app, "ada").await.unwrap(), Some(expected));
    assert_eq!(db.user(&app, &UserId::new("ada")).await.unwrap(), None, "one id is not the other");
    assert_eq!(db.user_by_external_id(&app, id.as_str()).await.unwrap(), None);
}

pub(crate) async fn a_deactivated_user_is_changed_once_and_recorded_twice(db: Database) {
    let app = db.with_app("app").await;
    let (id, _) = db.registered(Person::new(&app, "ada").registration()).await;
    let active = db.user(&app, &id).await.unwrap().unwrap();
    let inactive = User { status: UserStatus::Inactive, updated_at: at(5), ..active };
    for moment in [5, 9] {
        let entry = audit("user.deactivate", Some(&app));
        let answer = db.set_user_status(&app, &id, UserStatus::Inactive, at(moment), entry).await.unwrap();
        assert_eq!(answer, Some(inactive.clone()));
        assert_eq!(db.user(&app, &id).await.unwrap(), answer);
    }
    assert_eq!(db.audit(Some(&app), 10).await.unwrap().len(), 3, "one of the app's creation");
}

pub(crate) async fn the_status_of_nobody_is_not_set(db: Database) {
    let app = db.with_app("app").await;
    let entry = audit("user.activate", Some(&app));
    let nobody = UserId::new("nobody");
    assert_eq!(db.set_user_status(&app, &nobody, UserStatus::Active, at(1), entry).await.unwrap(), None);
    assert_eq!(db.audit(Some(&app), 10).await.unwrap().len(), 1);
}

pub(crate) async fn a_deleted_user_leaves_events_without_a_person(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let (id, passkey) = db.registered(ada.registration()).await;
    let (bob, _) = db.registered(Person::new(&app, "bob").registration()).await;
    let bobs = db.events_of_user(&app, &bob, 10).await.unwrap();
    let finish = ada.authentication(&id, &passkey, 10);
    let credential_id = finish.verified.credential_id().to_vec();
    db.finish_authentication(finish).await.unwrap().unwrap();
    assert_eq!(db.events_of_user(&app, &id, 10).await.unwrap().len(), 2);

    assert!(db.delete_user(&app, &id, at(20), at(2_000), audit("user.delete", Some(&app))).await.unwrap());
    assert_eq!(db.user(&app, &id).await.unwrap(), None);
    assert_eq!(db.user_by_external_id(&app, "ada").await.unwrap(), None);
    assert_eq!(db.passkeys(&app, &id).await.unwrap(), []);
    assert_eq!(db.passkey_by_credential_id(&app, &credential_id).await.unwrap(), None);
    assert_eq!(db.events_of_user(&app, &id, 10).await.unwrap(), Vec::<Event>::new());
    assert_eq!(db.events_of_user(&app, &bob, 10).await.unwrap(), bobs, "nobody else's are touched");
}

pub(crate) async fn nobody_is_not_deleted(db: Database) {
    let app = db.with_app("app").await;
    let entry = audit("user.delete", Some(&app));
    assert!(!db.delete_user(&app, &UserId::new("nobody"), at(1), at(2), entry).await.unwrap());
    assert_eq!(db.audit(Some(&app), 10).await.unwrap().len(), 1);
}

pub(crate) async fn a_deactivated_users_nonces_do_not_come_back(db: Database) {
    let app = db.with_app("app").await;
    let finish = Person::new(&app, "ada").registration();
    let nonce = finish.nonce.hash;
    let (id, _) = db.registered(finish).await;
    for status in [UserStatus::Inactive, UserStatus::Active] {
        let entry = audit("user.status", Some(&app));
        db.set_user_status(&app, &id, status, at(1), entry).await.unwrap();
    }
    assert_eq!(db.take_nonce(&app, &nonce, at(2)).await.unwrap(), None);
}

pub(crate) async fn a_user_is_made_as_given_and_once(db: Database) {
    let app = db.with_app("app").await;
    let ada = User { metadata: Some(json!({"plan": "pro"})), ..user("ada", 3) };
    let entry = || audit("user.create", Some(&app));
    assert_eq!(db.create_user(&app, &ada, entry()).await.unwrap(), Ok(()));
    assert_eq!(db.user(&app, &ada.id).await.unwrap(), Some(ada.clone()));

    let (namesake, twin) = (user("ada", 4), User { user_handle: ada.user_handle.clone(), ..user("eve", 4) });
    let (taken, handle) = (CreateUserRefused::ExternalIdTaken, CreateUserRefused::UserHandleTaken);
    assert_eq!(db.create_user(&app, &namesake, entry()).await.unwrap(), Err(taken));
    assert_eq!(db.create_user(&app, &twin, entry()).await.unwrap(), Err(handle));
    let same_handle = User { user_handle: ada.user_handle.clone(), ..user("ada", 4) };
    assert_eq!(db.create_user(&app, &same_handle, entry()).await.unwrap(), Err(taken));
    let ghost = AppId::new("ghost");
    assert_eq!(
        db.create_user(&ghost, &user("ada", 4), entry()).await.unwrap(),
        Err(CreateUserRefused::AppGone)
    );
    assert_eq!(db.audit(Some(&app), 10).await.unwrap().len(), 2, "the app's and the one user's");
}

pub(crate) async fn metadata_is_replaced_as_a_whole(db: Database) {
    let app = db.with_app("app").await;
    let ada = User { metadata: Some(json!({"plan": "pro"})), ..user("ada", 3) };
    let entry = || audit("user.set_metadata", Some(&app));
    db.create_user(&app, &ada, entry()).await.unwrap().unwrap();
    for (moment, metadata) in [(5, Some(json!({"seats": [1, 2.5, "\u{1f511}"]}))), (6, None)] {
        let changed =
            db.set_user_metadata(&app, &ada.id, metadata.as_ref(), at(moment), entry()).await.unwrap();
        let expected = Some(User { metadata, updated_at: at(moment), ..ada.clone() });
        assert_eq!(changed, expected);
        assert_eq!(db.user(&app, &ada.id).await.unwrap(), expected);
    }
    let nobody = UserId::new("nobody");
    assert_eq!(db.set_user_metadata(&app, &nobody, None, at(7), entry()).await.unwrap(), None);
    assert_eq!(db.audit(Some(&app), 10).await.unwrap().len(), 4);
}
