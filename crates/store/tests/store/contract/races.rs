//! Of any number at once, exactly one wins.

use std::future::Future;

use passflex_authenticator::Authenticator;
use passflex_store::{AuthenticationRefused, RegistrationRefused};
use tokio::task::JoinSet;

use crate::world::{Database, Person, at, fresh_hash};

const MANY: usize = 100;

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
