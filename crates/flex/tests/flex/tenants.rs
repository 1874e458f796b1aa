//! Invariant 4: nothing of one app is good for anything in another.

use passflex_flex::store::records::UserStatus;
use passflex_flex::{Actor, NewApiKey, Scope};

use crate::world::{Database, Person, refusal};

#[tokio::test]
async fn nothing_of_one_app_works_in_another() {
    let database = Database::new();
    let home = database.site().await;
    let away = home.neighbour().await;
    let mut ada = home.registered("ada").await;
    let user = home.user(&ada).await.id;
    let passkey = home.passkeys(&ada).await[0].id.clone();
    let bob = away.registered("bob").await;
    let bobs_id = away.user(&bob).await.id;
    let new = NewApiKey { name: "backend".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
    let (key, secret) = home.flex.create_api_key(&Actor::cli(), &home.id, new).await.unwrap();
    let register = home.register_transaction("ada").await.unwrap();
    let sign_in = home.sign_in_transaction("ada").await.unwrap();
    let registration = home.registration(&mut Person::new("ada")).await;
    let named = home.sign_in_answer(&mut ada).await;
    let discoverable = home.discoverable_answer(&mut ada).await;
    let nonce = home.nonce(&mut ada).await;

    let (flex, actor, tenant) = (&away.flex, &Actor::cli(), away.tenant().await);
    let before = database.rows();
    let inactive = UserStatus::Inactive;
    let authorized = flex.authorize(&away.id, &secret, Scope::Transactions).await.map(|(_, key)| key);
    for (verb, refused, expected) in [
        ("authorize", refusal(authorized), "InvalidAccessToken"),
        ("create sign-in", refusal(away.sign_in_transaction("ada").await), "UserNotFound"),
        ("start registration", refusal(away.start_registration(&register).await), "TransactionNotFound"),
        ("start sign-in", refusal(away.start_sign_in(Some(&sign_in)).await), "TransactionNotFound"),
        (
            "finish registration",
            refusal(away.finish_registration(registration.clone()).await),
            "RegistrationFailed",
        ),
        ("finish sign-in", refusal(away.finish_sign_in(named.clone()).await), "WebauthnLoginFailed"),
        (
            "finish discoverable sign-in",
            refusal(away.finish_sign_in(discoverable.clone()).await),
            "DiscoverableLoginFailed",
        ),
        ("verify", refusal(away.verify(&nonce).await), "InvalidNonce"),
        ("get user", refusal(flex.user(&tenant, &user).await), "UserNotFound"),
        ("list passkeys", refusal(flex.passkeys(&tenant, &user).await), "UserNotFound"),
        ("deactivate", refusal(flex.set_user_status(actor, &tenant, &user, inactive).await), "UserNotFound"),
        ("delete user", refusal(flex.delete_user(actor, &tenant, &user).await), "UserNotFound"),
        (
            "revoke passkey",
            refusal(flex.revoke_passkey(actor, &tenant, &user, &passkey).await),
            "UserNotFound",
        ),
        (
            "revoke passkey as its own user's",
            refusal(flex.revoke_passkey(actor, &tenant, &bobs_id, &passkey).await),
            "DeviceNotFound",
        ),
        ("revoke key", refusal(flex.revoke_api_key(actor, &away.id, &key.id).await), "ApiKeyNotFound"),
    ] {
        assert_eq!(refused, expected, "{verb}");
    }
    assert_eq!(away.find_user(&ada).await, None);
    assert_eq!(flex.recent_events(&tenant, &user).await.unwrap(), []);
    assert_eq!(database.rows(), before, "the attempts left nothing behind");

    // And all of it still works where it belongs.
    home.flex.authorize(&home.id, &secret, Scope::Transactions).await.unwrap();
    home.start_registration(&register).await.unwrap();
    home.start_sign_in(Some(&sign_in)).await.unwrap();
    home.finish_registration(registration).await.unwrap();
    home.finish_sign_in(named).await.unwrap();
    home.finish_sign_in(discoverable).await.unwrap();
    assert_eq!(home.verify(&nonce).await.unwrap().external_id, "ada");
}

#[tokio::test]
async fn another_apps_passkey_does_not_answer_for_anybody() {
    let home = Database::new().site().await;
    let away = home.neighbour().await;
    let mut ada = home.registered("ada").await;
    away.registered("ada").await;
    let answer = away.discoverable_answer(&mut ada).await;
    assert_eq!(refusal(away.finish_sign_in(answer).await), "DiscoverableLoginFailed");
    assert_eq!(home.database.broken_rules(), ["credential_unknown"]);
}

#[tokio::test]
async fn another_apps_transaction_is_not_accepted_at_finish() {
    let home = Database::new().site().await;
    let away = home.neighbour().await;
    let mut ada = home.registered("ada").await;
    away.registered("ada").await;
    let mut answer = home.sign_in_answer(&mut ada).await;
    answer.transaction_id = Some(away.sign_in_transaction("ada").await.unwrap());
    assert_eq!(refusal(home.finish_sign_in(answer).await), "TransactionNotFound");
}

#[tokio::test]
async fn the_same_passkey_and_person_may_live_in_two_apps() {
    let home = Database::new().site().await;
    let away = home.neighbour().await;
    let mut ada = Person::new("ada");
    let credential = [7; 32];
    for site in [&home, &away] {
        let answer = site.registration_with(&mut ada, |draft| draft.rename(&credential)).await;
        let nonce = site.finish_registration(answer).await.unwrap();
        assert_eq!(site.verify(&nonce).await.unwrap().external_id, "ada");
    }
    assert_ne!(home.user(&ada).await.id, away.user(&ada).await.id);
}
