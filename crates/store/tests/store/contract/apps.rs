//! Apps.

use passflex_store::records::{App, AppSettings, AppStatus, WrappedKey};
use passflex_store::{AppId, AppRefused};
use passflex_webauthn::{Aaguid, AttestationPolicy, BackupEligibilityPolicy, UserVerificationRequirement};

use crate::world::{Database, Person, api_key, app, at, audit};

pub(crate) async fn an_app_is_found_as_it_was_created(db: Database) {
    let mut shop = app("shop");
    shop.status = AppStatus::Disabled;
    shop.settings.user_verification = UserVerificationRequirement::Discouraged;
    shop.settings.algorithms = vec![-257, -7];
    shop.settings.top_origins = vec!["https://top.example".to_owned()];
    shop.settings.attestation = AttestationPolicy::RequireTrusted;
    shop.settings.aaguids_allowed = vec![Aaguid::new([0xab; 16]), Aaguid::ZERO];
    shop.settings.aaguids_denied = vec![Aaguid::new([0xcd; 16])];
    shop.settings.backup_eligibility = BackupEligibilityPolicy::Report;
    db.create_app(&shop, audit("app.create", Some(&shop.id))).await.unwrap();
    assert_eq!(db.app(&shop.id).await.unwrap(), Some(shop));
    assert_eq!(db.app(&AppId::new("Shop")).await.unwrap(), None);
}

pub(crate) async fn apps_are_listed_oldest_first(db: Database) {
    let mut expected = Vec::new();
    for (id, created) in [("z", 1), ("y", 2), ("x", 3)] {
        expected.push(App { created_at: at(created), ..app(id) });
    }
    for index in [2, 0, 1] {
        let app: &App = &expected[index];
        db.create_app(app, audit("app.create", Some(&app.id))).await.unwrap();
    }
    assert_eq!(db.apps().await.unwrap(), expected);
}

pub(crate) async fn an_id_belongs_to_one_app(db: Database) {
    let shop = app("shop");
    db.create_app(&shop, audit("app.create", Some(&shop.id))).await.unwrap();
    let thief = App { name: "thief".to_owned(), ..shop.clone() };
    assert!(db.create_app(&thief, audit("app.create", Some(&shop.id))).await.is_err());
    assert_eq!(db.apps().await.unwrap(), std::slice::from_ref(&shop));
    assert_eq!(db.audit(Some(&shop.id), 10).await.unwrap().len(), 1, "nothing is recorded of the attempt");
}

pub(crate) async fn an_update_replaces_what_an_administrator_may_set(db: Database) {
    let shop = app("shop");
    db.create_app(&shop, audit("app.create", Some(&shop.id))).await.unwrap();
    let wish = App {
        id: shop.id.clone(),
        name: "Shop".to_owned(),
        status: AppStatus::Disabled,
        rp_id: "shop.example".to_owned(),
        settings: AppSettings { origins: vec!["https://shop.example".to_owned()], ..AppSettings::default() },
        handle_key: WrappedKey { wrapped_by: "other".to_owned(), ciphertext: vec![9] },
        created_at: at(5),
        updated_at: at(6),
    };
    assert_eq!(db.update_app(&wish, audit("app.update", Some(&shop.id))).await.unwrap(), Some(Ok(())));
    let kept = App { handle_key: shop.handle_key, created_at: shop.created_at, ..wish };
    assert_eq!(db.app(&shop.id).await.unwrap(), Some(kept));
}

pub(crate) async fn an_app_that_is_gone_is_not_updated(db: Database) {
    let ghost = app("ghost");
    assert_eq!(db.update_app(&ghost, audit("app.update", Some(&ghost.id))).await.unwrap(), None);
    assert!(!db.delete_app(&ghost.id, audit("app.delete", Some(&ghost.id))).await.unwrap());
    assert_eq!(db.apps().await.unwrap(), []);
    assert_eq!(db.audit(Some(&ghost.id), 10).await.unwrap(), []);
}

pub(crate) async fn the_rp_id_stays_while_there_are_passkeys(db: Database) {
    let id = db.with_app("shop").await;
    let (user, passkey) = db.registered(Person::new(&id, "ada").registration()).await;
    db.registered(Person::new(&id, "bob").registration()).await;
    let shop = db.app(&id).await.unwrap().unwrap();
    let moved = App { rp_id: "other.example".to_owned(), name: "moved".to_owned(), ..shop.clone() };
    let update = async |app: App| db.update_app(&app, audit("app.update", Some(&app.id))).await.unwrap();
    assert!(db.has_passkeys(&id).await.unwrap());
    assert_eq!(update(moved.clone()).await, Some(Err(AppRefused::RpIdInUse { passkeys: 2 })));
    assert_eq!(db.app(&id).await.unwrap(), Some(shop.clone()), "nothing else was changed either");
    assert_eq!(update(App { name: "stays".to_owned(), ..shop }).await, Some(Ok(())));

    assert!(
        db.revoke_passkey(&id, &user, &passkey, at(1), audit("passkey.revoke", Some(&id))).await.unwrap()
    );
    assert_eq!(update(moved.clone()).await, Some(Err(AppRefused::RpIdInUse { passkeys: 1 })));
    let bob = db.user_by_external_id(&id, "bob").await.unwrap().unwrap();
    assert!(db.delete_user(&id, &bob.id, at(1), at(2), audit("user.delete", Some(&id))).await.unwrap());
    assert!(!db.has_passkeys(&id).await.unwrap());
    assert_eq!(update(moved.clone()).await, Some(Ok(())));
    assert_eq!(db.app(&id).await.unwrap(), Some(moved));
}

pub(crate) async fn everything_of_a_deleted_app_is_gone(db: Database) {
    let id = db.with_app("shop").await;
    let key = api_key(&id);
    db.create_api_key(&key, audit("api_key.create", Some(&id))).await.unwrap();
    let mut ada = Person::new(&id, "ada");
    let (user, passkey) = db.registered(ada.registration()).await;
    let finish = ada.authentication(&user, &passkey, 10);
    let (nonce, credential_id) = (finish.nonce.hash, finish.verified.credential_id().to_vec());
    db.finish_authentication(finish).await.unwrap().unwrap();

    assert!(db.delete_app(&id, audit("app.delete", Some(&id))).await.unwrap());
    assert_eq!(db.app(&id).await.unwrap(), None);
    // The same id again, to see that nothing shows through.
    db.with_app("shop").await;
    assert_eq!(db.api_keys(&id).await.unwrap(), []);
    assert_eq!(db.user_by_external_id(&id, "ada").await.unwrap(), None);
    assert_eq!(db.passkey_by_credential_id(&id, &credential_id).await.unwrap(), None);
    assert_eq!(db.events_of_user(&id, &user, 10).await.unwrap(), []);
    assert_eq!(db.take_nonce(&id, &nonce, at(11)).await.unwrap(), None);
    let verbs: Vec<_> = db.audit(Some(&id), 10).await.unwrap().into_iter().map(|entry| entry.verb).collect();
    assert_eq!(verbs, ["app.create", "app.delete", "api_key.create", "app.create"], "the log stays");
}
