//! Finishing a registration.

use passflex_authenticator::Authenticator;
use passflex_store::records::{App, Event, FinishRegistration, UserStatus};
use passflex_store::{AppId, RegistrationRefused, UserId};

use crate::world::{Database, Person, at, audit, fresh};

pub(crate) async fn a_registration_makes_the_user_the_passkey_the_event_and_the_nonce(db: Database) {
    let app = db.with_app("app").await;
    let finish = Person::new(&app, "ada").registration();
    let (nonce, event, new_id) = (finish.nonce.hash, finish.event.clone(), finish.user.new_id.clone());
    let (user, passkey) = db.registered(finish).await;
    assert_eq!(user, new_id);
    assert_eq!(db.user(&app, &user).await.unwrap().unwrap().passkey_count, 1);
    assert_eq!(db.passkeys(&app, &user).await.unwrap().len(), 1);
    let event = Event { user_id: Some(user.clone()), passkey_id: Some(passkey), ..event };
    assert_eq!(db.events_of_user(&app, &user, 10).await.unwrap(), [event]);
    assert!(db.take_nonce(&app, &nonce, at(1)).await.unwrap().is_some());
}

pub(crate) async fn a_second_passkey_joins_the_same_user(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let (user, first) = db.registered(ada.registration()).await;
    let mut finish = ada.registration();
    finish.user.sealed_id = Some(user.clone());
    finish.at = at(9);
    let (same, second) = db.registered(finish).await;
    assert_eq!(same, user);
    let listed: Vec<_> =
        db.passkeys(&app, &user).await.unwrap().into_iter().map(|passkey| passkey.id).collect();
    assert_eq!(listed, [first, second]);
    let row = db.user(&app, &user).await.unwrap().unwrap();
    assert_eq!((row.passkey_count, row.created_at, row.updated_at), (2, at(0), at(9)));
}

pub(crate) async fn a_handshake_finishes_once(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let (first, mut second) = (ada.registration(), ada.registration());
    second.handshake = first.handshake.clone();
    db.registered(first).await;
    assert_refused(&db, second, RegistrationRefused::HandshakeSpent).await;
}

pub(crate) async fn a_transaction_finishes_once(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let (first, mut second) = (ada.registration(), ada.registration());
    second.transaction = first.transaction.clone();
    db.registered(first).await;
    assert_refused(&db, second, RegistrationRefused::TransactionSpent).await;
}

pub(crate) async fn a_user_deleted_after_sealing_is_not_brought_back(db: Database) {
    let app = db.with_app("app").await;
    for (deleted, sealed) in [(10, 9), (20, 20)] {
        delete_ada(&db, &app, deleted).await;
        let mut finish = Person::new(&app, "ada").registration();
        finish.user.sealed_at = at(sealed);
        assert_refused(&db, finish, RegistrationRefused::UserDeleted).await;
    }
}

pub(crate) async fn a_user_deleted_before_sealing_may_come_back(db: Database) {
    let app = db.with_app("app").await;
    delete_ada(&db, &app, 10).await;
    let mut finish = Person::new(&app, "ada").registration();
    finish.user.sealed_at = at(11);
    let expected = finish.user.new_id.clone();
    assert_eq!(db.registered(finish).await.0, expected);
    let mut other = Person::new(&app, "bob").registration();
    other.user.sealed_at = at(9);
    db.registered(other).await;
}

pub(crate) async fn the_user_it_was_sealed_for_must_still_be_the_one(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    db.registered(ada.registration()).await;
    let mut finish = ada.registration();
    finish.user.sealed_id = Some(UserId::new("ada before"));
    assert_refused(&db, finish, RegistrationRefused::UserDeleted).await;
}

pub(crate) async fn an_unknown_user_it_was_sealed_for_is_deleted(db: Database) {
    let app = db.with_app("app").await;
    let mut finish = Person::new(&app, "ada").registration();
    finish.user.sealed_id = Some(finish.user.new_id.clone());
    assert_refused(&db, finish, RegistrationRefused::UserDeleted).await;
    assert_eq!(db.user_by_external_id(&app, "ada").await.unwrap(), None);
}

pub(crate) async fn a_deactivated_user_gets_no_passkey(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let (user, _) = db.registered(ada.registration()).await;
    let entry = audit("user.deactivate", Some(&app));
    db.set_user_status(&app, &user, UserStatus::Inactive, at(1), entry).await.unwrap();
    assert_refused(&db, ada.registration(), RegistrationRefused::UserNotActive).await;
}

pub(crate) async fn another_handle_names_another_user(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    db.registered(ada.registration()).await;
    let mut finish = ada.registration();
    finish.user.user_handle = fresh("handle");
    assert_refused(&db, finish, RegistrationRefused::UserDeleted).await;
}

pub(crate) async fn a_handle_belongs_to_one_user(db: Database) {
    let app = db.with_app("app").await;
    let ada = Person::new(&app, "ada").registration();
    let mut bob = Person::new(&app, "bob").registration();
    bob.user.user_handle = ada.user.user_handle.clone();
    db.registered(ada).await;
    assert_refused(&db, bob, RegistrationRefused::UserDeleted).await;
}

pub(crate) async fn a_passkey_for_an_earlier_rp_id_is_not_added(db: Database) {
    let app = db.with_app("app").await;
    let finish = Person::new(&app, "ada").registration();
    let moved = App { rp_id: "other.example".to_owned(), ..db.app(&app).await.unwrap().unwrap() };
    let updated = db.update_app(&moved, audit("app.update", Some(&app))).await.unwrap();
    assert_eq!(updated, Some(Ok(())));
    assert_refused(&db, finish, RegistrationRefused::RpIdChanged).await;
}

pub(crate) async fn the_limit_of_passkeys_is_kept(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let with_limit = |mut finish: FinishRegistration, limit| {
        finish.passkeys_per_user = limit;
        finish
    };
    assert_refused(&db, with_limit(ada.registration(), 0), RegistrationRefused::TooManyPasskeys).await;
    db.registered(with_limit(ada.registration(), 2)).await;
    db.registered(with_limit(ada.registration(), 2)).await;
    assert_refused(&db, with_limit(ada.registration(), 2), RegistrationRefused::TooManyPasskeys).await;
    // The limit was lowered below what is there.
    assert_refused(&db, with_limit(ada.registration(), 1), RegistrationRefused::TooManyPasskeys).await;
    db.registered(with_limit(Person::new(&app, "bob").registration(), 2)).await;
}

pub(crate) async fn a_credential_is_registered_once(db: Database) {
    let app = db.with_app("app").await;
    let key = Authenticator::security_key().seed(1);
    db.registered(Person::with(&app, "ada", key.clone()).registration()).await;
    let by_ada = Person::with(&app, "ada", key.clone()).registration();
    assert_refused(&db, by_ada, RegistrationRefused::CredentialExists).await;
    let by_bob = Person::with(&app, "bob", key).registration();
    assert_refused(&db, by_bob, RegistrationRefused::CredentialExists).await;
    assert_eq!(db.user_by_external_id(&app, "bob").await.unwrap(), None);
}

pub(crate) async fn an_app_that_is_gone_registers_nobody(db: Database) {
    let ghost = AppId::new("ghost");
    let finish = Person::new(&ghost, "ada").registration();
    assert_eq!(db.finish_registration(finish).await.unwrap(), Err(RegistrationRefused::AppGone));
}

pub(crate) async fn used_up_tokens_are_known(db: Database) {
    let (app, other) = (db.with_app("app").await, db.with_app("other").await);
    let finish = Person::new(&app, "ada").registration();
    let tokens = [finish.handshake.id.clone(), finish.transaction.id.clone()];
    for token in &tokens {
        assert!(!db.is_spent(&app, token).await.unwrap());
    }
    db.registered(finish).await;
    for token in &tokens {
        assert!(db.is_spent(&app, token).await.unwrap());
        assert!(!db.is_spent(&other, token).await.unwrap(), "each app has its own");
    }
}

pub(crate) async fn a_refused_registration_uses_nothing_up(db: Database) {
    let app = db.with_app("app").await;
    let key = Authenticator::security_key().seed(1);
    let (holder, _) = db.registered(Person::with(&app, "ada", key.clone()).registration()).await;
    // The last rule to be asked refuses it, when everything else has been written.
    let mut bob = Person::with(&app, "bob", key).registration();
    assert_refused(&db, bob.clone(), RegistrationRefused::CredentialExists).await;
    assert_eq!(db.user_by_external_id(&app, "bob").await.unwrap(), None);
    assert_eq!(db.take_nonce(&app, &bob.nonce.hash, at(1)).await.unwrap(), None);
    assert!(!db.is_spent(&app, &bob.handshake.id).await.unwrap());
    // Once Ada's is out of the way, the very same handshake and transaction finish.
    assert!(
        db.delete_user(&app, &holder, at(-90), at(2_000), audit("user.delete", Some(&app))).await.unwrap()
    );
    bob.at = at(1);
    db.registered(bob).await;
}

/// Refused, and whatever there was of the user is as it was.
async fn assert_refused(db: &Database, finish: FinishRegistration, expected: RegistrationRefused) {
    let (app, external_id) = (finish.app.clone(), finish.user.external_id.clone());
    let before = person(db, &app, &external_id).await;
    assert_eq!(db.finish_registration(finish).await.unwrap(), Err(expected));
    assert_eq!(person(db, &app, &external_id).await, before);
}

/// All that the trait shows of somebody.
async fn person(db: &Database, app: &AppId, external_id: &str) -> impl PartialEq + std::fmt::Debug + use<> {
    let user = db.user_by_external_id(app, external_id).await.unwrap();
    let id = user.as_ref().map_or_else(|| UserId::new(""), |user| user.id.clone());
    (user, db.passkeys(app, &id).await.unwrap(), db.events_of_user(app, &id, 100).await.unwrap())
}

/// Ada has a passkey, and is deleted so many seconds into the story.
async fn delete_ada(db: &Database, app: &AppId, seconds: i64) {
    let mut finish = Person::new(app, "ada").registration();
    finish.user.sealed_at = at(seconds);
    let (user, _) = db.registered(finish).await;
    let entry = audit("user.delete", Some(app));
    assert!(db.delete_user(app, &user, at(seconds), at(2_000), entry).await.unwrap());
}
