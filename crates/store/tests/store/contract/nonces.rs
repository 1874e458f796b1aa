//! Taking a nonce.

use passflex_authenticator::Authenticator;
use passflex_store::records::{CeremonyKind, TakenNonce, UserStatus};
use passflex_store::{AppId, PasskeyId, UserId};

use crate::world::{Database, Person, at, audit};

/// Ada has just signed in and not come back with her nonce yet.
struct SignedIn {
    db: Database,
    app: AppId,
    user: UserId,
    passkey: PasskeyId,
    nonce: [u8; 32],
}

impl SignedIn {
    async fn new(db: Database) -> Self {
        let app = db.with_app("app").await;
        let mut ada = Person::new(&app, "ada");
        let (user, passkey) = db.registered(ada.registration()).await;
        let finish = ada.authentication(&user, &passkey, 0);
        let nonce = finish.nonce.hash;
        db.finish_authentication(finish).await.unwrap().unwrap();
        Self { db, app, user, passkey, nonce }
    }

    async fn take(&self, seconds: i64) -> Option<TakenNonce> {
        self.db.take_nonce(&self.app, &self.nonce, at(seconds)).await.unwrap()
    }
}

pub(crate) async fn a_nonce_says_what_it_stood_for(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::with(&app, "ada", Authenticator::security_key().user_verified(false));
    let (user_id, passkey_id) = db.registered(ada.registration()).await;
    let finish = ada.authentication(&user_id, &passkey_id, 7);
    let nonce = finish.nonce.hash;
    let expected = TakenNonce {
        kind: CeremonyKind::Authenticate,
        external_id: "ada".to_owned(),
        user_id,
        passkey_id,
        transaction_id: finish.nonce.transaction_id.clone(),
        user_verified: false,
        backup_eligible: false,
        authenticated_at: at(7),
    };
    db.finish_authentication(finish).await.unwrap().unwrap();
    assert_eq!(db.take_nonce(&app, &nonce, at(8)).await.unwrap(), Some(expected));
}

pub(crate) async fn a_nonce_of_a_registration_says_so(db: Database) {
    let app = db.with_app("app").await;
    let finish = Person::new(&app, "ada").registration();
    let (nonce, transaction_id) = (finish.nonce.hash, finish.nonce.transaction_id.clone());
    let (user_id, passkey_id) = db.registered(finish).await;
    let expected = TakenNonce {
        kind: CeremonyKind::Register,
        external_id: "ada".to_owned(),
        user_id,
        passkey_id,
        transaction_id,
        user_verified: true,
        backup_eligible: true,
        authenticated_at: at(0),
    };
    assert_eq!(db.take_nonce(&app, &nonce, at(1)).await.unwrap(), Some(expected));
}

pub(crate) async fn a_nonce_is_taken_once(db: Database) {
    let story = SignedIn::new(db).await;
    assert!(story.take(1).await.is_some());
    assert_eq!(story.take(1).await, None);
}

pub(crate) async fn an_expired_nonce_is_not_taken(db: Database) {
    let story = SignedIn::new(db).await;
    assert_eq!(story.take(60).await, None);
    assert_eq!(story.take(61).await, None);
    assert!(story.take(59).await.is_some(), "a refusal spends nothing");
}

pub(crate) async fn an_unknown_nonce_is_not_taken(db: Database) {
    let story = SignedIn::new(db).await;
    let mut near = story.nonce;
    near[31] ^= 1;
    assert_eq!(story.db.take_nonce(&story.app, &near, at(1)).await.unwrap(), None);
    assert_eq!(story.db.take_nonce(&AppId::new("other"), &story.nonce, at(1)).await.unwrap(), None);
    assert!(story.take(1).await.is_some());
}

pub(crate) async fn a_nonce_of_a_deactivated_user_is_not_taken(db: Database) {
    let story = SignedIn::new(db).await;
    let entry = audit("user.deactivate", Some(&story.app));
    story.db.set_user_status(&story.app, &story.user, UserStatus::Inactive, at(1), entry).await.unwrap();
    assert_eq!(story.take(2).await, None);
}

pub(crate) async fn a_nonce_of_a_revoked_passkey_is_not_taken(db: Database) {
    let story = SignedIn::new(db).await;
    let entry = audit("passkey.revoke", Some(&story.app));
    assert!(story.db.revoke_passkey(&story.app, &story.user, &story.passkey, at(1), entry).await.unwrap());
    assert_eq!(story.take(2).await, None);
}

pub(crate) async fn a_nonce_of_a_deleted_user_is_not_taken(db: Database) {
    let story = SignedIn::new(db).await;
    let entry = audit("user.delete", Some(&story.app));
    assert!(story.db.delete_user(&story.app, &story.user, at(1), at(2_000), entry).await.unwrap());
    assert_eq!(story.take(2).await, None);
}
