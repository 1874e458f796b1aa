//! Of any number at once, exactly one wins.

use std::future::Future;

use passflex_authenticator::Authenticator;
use passflex_store::records::{AdminStatus, LinkPurpose, Role};
use passflex_store::{AdminId, AdminRefused, AuthenticationRefused, RegistrationRefused};
use tokio::task::JoinSet;

use crate::world::{Database, Person, admin, at, audit, fresh_hash, grant, link, session};

const MANY: usize = 100;

/// Of what takes turns by a lease, as many as there are connections: a serializable database has each of those who wait
/// begin again.
const FEW: usize = 8;

/// Runs all of them at once and returns their answers.
async fn at_once<T: Send + 'static>(
    attempts: impl IntoIterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    attempts.into_iter().collect::<JoinSet<T>>().join_all().await
}

pub(crate) async fn one_of_100_finishes_of_a_handshake_wins(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let (user, passkey) = db.registered(ada.registration()).await;
    let finish = ada.authentication(&user, &passkey, 1);
    let answers = at_once((0..MANY).map(|_| {
        let (store, mut finish) = (db.share(), finish.clone());
        finish.nonce.hash = fresh_hash();
        async move { store.finish_authentication(finish).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(
        answers.iter().filter(|answer| **answer == Err(AuthenticationRefused::HandshakeSpent)).count(),
        MANY - 1
    );
    assert_eq!(db.user(&app, &user).await.unwrap().unwrap().login_count, 1);
}

pub(crate) async fn one_of_100_registrations_of_a_handshake_wins(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let first = ada.registration();
    let answers = at_once((0..MANY).map(|_| {
        let mut finish = ada.registration();
        (finish.handshake, finish.transaction) = (first.handshake.clone(), first.transaction.clone());
        finish.passkeys_per_user = 1_000;
        let store = db.share();
        async move { store.finish_registration(finish).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(
        answers.iter().filter(|answer| **answer == Err(RegistrationRefused::HandshakeSpent)).count(),
        MANY - 1
    );
    assert_eq!(db.user_by_external_id(&app, "ada").await.unwrap().unwrap().passkey_count, 1);
}

pub(crate) async fn one_of_two_handshakes_of_a_transaction_wins(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let (user, passkey) = db.registered(ada.registration()).await;
    let (first, mut second) =
        (ada.authentication(&user, &passkey, 1), ada.authentication(&user, &passkey, 1));
    second.transaction = first.transaction.clone();
    let answers = at_once((0..MANY).map(|index| {
        let (store, mut finish) = (db.share(), if index % 2 == 0 { first.clone() } else { second.clone() });
        finish.nonce.hash = fresh_hash();
        async move { store.finish_authentication(finish).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(
        answers.iter().filter(|answer| **answer == Err(AuthenticationRefused::TransactionSpent)).count(),
        MANY / 2,
        "those of the handshake that lost"
    );
}

pub(crate) async fn one_of_100_takes_of_a_nonce_wins(db: Database) {
    let app = db.with_app("app").await;
    let finish = Person::new(&app, "ada").registration();
    let nonce = finish.nonce.hash;
    db.registered(finish).await;
    let answers = at_once((0..MANY).map(|_| {
        let (store, app) = (db.share(), app.clone());
        async move { store.take_nonce(&app, &nonce, at(1)).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().flatten().count(), 1);
}

pub(crate) async fn one_of_two_clones_with_the_same_counter_wins(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::with(&app, "ada", Authenticator::device_bound());
    let (user, passkey) = db.registered(ada.registration()).await;
    let mut thief = ada.clone();
    for round in 1..=20 {
        // Both were verified against the same stored counter.
        let attempts =
            [ada.authentication(&user, &passkey, round), thief.authentication(&user, &passkey, round)];
        let answers = at_once(attempts.map(|finish| {
            let store = db.share();
            async move { store.finish_authentication(finish).await.unwrap() }
        }))
        .await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert!(answers.contains(&Err(AuthenticationRefused::SignCountNotAdvanced)));
    }
}

pub(crate) async fn two_registrations_for_a_new_user_end_as_one_user_with_two_passkeys(db: Database) {
    let app = db.with_app("app").await;
    let (mut phone, mut laptop) = (Person::new(&app, "ada"), Person::new(&app, "ada"));
    let answers =
        at_once(
            [phone.registration(), laptop.registration()].map(|finish| {
                let store = db.share();
                async move {
                    (finish.passkey_id.clone(), store.finish_registration(finish).await.unwrap().unwrap())
                }
            }),
        )
        .await;
    let user = &answers[0].1;
    assert_eq!(*user, answers[1].1);
    assert_eq!(db.user(&app, user).await.unwrap().unwrap().passkey_count, 2);

    let passkeys = db.passkeys(&app, user).await.unwrap();
    assert_eq!(passkeys.len(), 2);
    for person in [&mut phone, &mut laptop] {
        let credential_id = person.authenticator.passkeys()[0].credential_id().to_vec();
        let (passkey, _) = db.passkey_by_credential_id(&app, &credential_id).await.unwrap().unwrap();
        assert!(answers.iter().any(|(id, _)| *id == passkey.id));
        let finish = person.authentication(user, &passkey.id, 5);
        assert_eq!(db.finish_authentication(finish).await.unwrap(), Ok(()));
    }
}

pub(crate) async fn the_limit_holds_for_registrations_at_once(db: Database) {
    let app = db.with_app("app").await;
    let mut ada = Person::new(&app, "ada");
    let answers = at_once((0..20).map(|_| {
        let (store, mut finish) = (db.share(), ada.registration());
        finish.passkeys_per_user = 3;
        async move { store.finish_registration(finish).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
    let refused = answers.iter().filter(|answer| **answer == Err(RegistrationRefused::TooManyPasskeys));
    assert_eq!(refused.count(), 17);
    let user = db.user_by_external_id(&app, "ada").await.unwrap().unwrap();
    assert_eq!(user.passkey_count, 3);
    assert_eq!(db.passkeys(&app, &user.id).await.unwrap().len(), 3);
}

pub(crate) async fn a_read_sees_every_acknowledged_write(db: Database) {
    let app = db.with_app("app").await;
    let seen = at_once((0..MANY).map(|index| {
        let store = db.share();
        let name = format!("person {index}");
        let finish = Person::new(&app, &name).registration();
        async move {
            let user = store.finish_registration(finish.clone()).await.unwrap().unwrap();
            let found = store.user_by_external_id(&finish.app, &name).await.unwrap();
            found.is_some_and(|found| found.id == user)
        }
    }))
    .await;
    assert_eq!(seen, vec![true; MANY]);
}

pub(crate) async fn one_of_a_few_uses_of_a_link_wins(db: Database) {
    let invitation = link(LinkPurpose::Invitation, None, &[]);
    db.create_link(&invitation, audit("link.create", None)).await.unwrap().unwrap();
    let answers = at_once((0..FEW).map(|_| {
        let (store, hash, admin) = (db.share(), invitation.hash, admin("ada"));
        async move {
            let (session, entry) = (session(&admin.id), audit("link.use", None));
            store.use_link(&hash, &admin, &[], &session, at(1), entry).await.unwrap()
        }
    }))
    .await;
    assert_eq!(answers.iter().flatten().count(), 1);
    assert_eq!(db.admins().await.unwrap().len(), 1);
}

pub(crate) async fn one_of_a_few_set_ups_wins(db: Database) {
    // Each makes a link of its own, which may or may not still be there when it is used.
    let answers = at_once((0..FEW).map(|_| {
        let (store, admin) = (db.share(), admin("ada"));
        async move {
            let setup = link(LinkPurpose::Setup, None, &[]);
            store.create_link(&setup, audit("link.create", None)).await.unwrap().unwrap();
            let (session, entry) = (session(&admin.id), audit("link.use", None));
            let grants = [grant(None, Role::Admin)];
            store.use_link(&setup.hash, &admin, &grants, &session, at(1), entry).await.unwrap()
        }
    }))
    .await;
    assert_eq!(answers.iter().flatten().count(), 1);
    assert_eq!(db.admins().await.unwrap().len(), 1);
}

pub(crate) async fn of_administrators_who_deactivate_each_other_one_stays(db: Database) {
    let ids = heads(&db).await;
    let answers = at_once(ids.iter().cloned().map(|id| {
        let store = db.share();
        async move {
            let entry = audit("admin.deactivate", None);
            store.set_admin_status(&id, AdminStatus::Inactive, at(1), entry).await.unwrap()
        }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), ids.len() - 1);
    assert!(answers.contains(&Err(AdminRefused::LastAdmin)));
}

pub(crate) async fn of_administrators_who_take_each_others_grant_one_stays(db: Database) {
    let ids = heads(&db).await;
    let answers = at_once(ids.iter().cloned().enumerate().map(|(index, id)| {
        let store = db.share();
        async move {
            let entry = audit("grant.change", None);
            if index % 2 == 0 {
                store.remove_grant(&id, None, entry).await.unwrap()
            } else {
                store.set_grant(&id, &grant(None, Role::Viewer), entry).await.unwrap()
            }
        }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), ids.len() - 1);
    assert!(answers.contains(&Err(AdminRefused::LastAdmin)));
}

/// A few administrators of all apps.
async fn heads(db: &Database) -> Vec<AdminId> {
    let mut ids = Vec::new();
    for name in ["ada", "bob", "carl", "dora", "eve", "fred", "gina", "hugo"] {
        ids.push(db.with_admin(name, &[grant(None, Role::Admin)]).await.id);
    }
    ids
}

pub(crate) async fn nobody_signs_in_while_being_deactivated(db: Database) {
    let ada = db.with_admin("ada", &[]).await;
    for _ in 0..10 {
        let signing_in = (0..5).map(|_| {
            let (store, session) = (db.share(), session(&ada.id));
            tokio::spawn(async move {
                store.create_session(&session, audit("session.create", None)).await.unwrap()
            })
        });
        let signing_in: Vec<_> = signing_in.collect();
        let entry = audit("admin.deactivate", None);
        db.set_admin_status(&ada.id, AdminStatus::Inactive, at(1), entry).await.unwrap().unwrap();
        for attempt in signing_in {
            attempt.await.unwrap();
        }
        assert_eq!(db.sessions_of(&ada.id).await.unwrap(), []);
        let entry = audit("admin.activate", None);
        db.set_admin_status(&ada.id, AdminStatus::Active, at(1), entry).await.unwrap().unwrap();
    }
}

pub(crate) async fn one_of_100_rotations_wins(db: Database) {
    let ada = db.with_admin("ada", &[]).await;
    let session = session(&ada.id);
    assert!(db.create_session(&session, audit("session.create", None)).await.unwrap());
    let answers = at_once((0..MANY).map(|_| {
        let (store, id, hash) = (db.share(), session.id.clone(), session.hash);
        async move { store.rotate_session(&id, &hash, &fresh_hash(), at(1)).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|won| **won).count(), 1);
}
