//! User handles: what they are, and every spelling that shipped clients send.

use data_encoding::BASE64URL_NOPAD;
use passflex_authenticator::{Authenticator, Client};
use passflex_flex::Actor;

use crate::world::{Database, Person, Site, refusal};

/// The handle that a registration of this person would tell the authenticator.
async fn offered(site: &Site, external_id: &str) -> String {
    let transaction = site.register_transaction(external_id).await.unwrap();
    let started = site.start_registration(&transaction).await.unwrap();
    String::from_utf8(started.public_key.user.id).unwrap()
}

#[tokio::test]
async fn a_persons_handle_never_changes() {
    let database = Database::new();
    let site = database.site().await;
    let handle = offered(&site, "ada").await;
    assert_eq!(handle.len(), 24);
    assert!(handle.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{handle}");

    let ada = site.registered("ada").await;
    assert_eq!(site.user(&ada).await.user_handle, handle);
    assert_eq!(offered(&site, "ada").await, handle);
    site.flex.rotate_sealing_key(&Actor::cli()).await.unwrap();
    assert_eq!(offered(&site, "ada").await, handle);
    let site = site.on(&database.open().await);
    assert_eq!(offered(&site, "ada").await, handle);
    site.delete_user(&ada).await;
    assert_eq!(offered(&site, "ada").await, handle);
}

#[tokio::test]
async fn a_handle_is_one_persons_of_one_app() {
    let site = Database::new().site().await;
    let ada = offered(&site, "ada").await;
    assert_ne!(ada, offered(&site, "Ada").await);
    assert_ne!(ada, offered(&site.neighbour().await, "ada").await);
}

#[tokio::test]
async fn a_handle_that_is_stored_wins() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    site.database.raw().execute("UPDATE users SET user_handle = 'imported-handle'", []).unwrap();
    assert_eq!(offered(&site, "ada").await, "imported-handle");
    site.database.clock.advance_seconds(1);
    let mut laptop = Person::new("ada");
    site.register(&mut laptop).await;
    assert_eq!(laptop.authenticator.passkeys()[0].user_handle(), b"imported-handle");
    site.sign_in_discoverably(&mut laptop).await.unwrap();
    let old = site.discoverable_answer(&mut ada).await;
    assert_eq!(refusal(site.finish_sign_in(old).await), "DiscoverableLoginFailed");
}

#[tokio::test]
async fn a_passkey_signs_in_from_the_web_and_from_an_app_wherever_it_was_made() {
    let site = Database::new().site().await;
    for made_by in [Client::Browser, Client::Swift] {
        let external_id = format!("made by {made_by:?}");
        let mut person = Person::with(&external_id, Authenticator::synced().client(made_by));
        site.register(&mut person).await;
        for used_by in [Client::Browser, Client::Swift] {
            person.authenticator = person.authenticator.client(used_by);
            let verified = site.sign_in_discoverably(&mut person).await.unwrap();
            assert_eq!(verified.external_id, external_id, "used by {used_by:?}");
            assert_eq!(site.sign_in(&mut person).await.unwrap().external_id, external_id);
        }
    }
}

#[tokio::test]
async fn the_three_spellings_of_a_handle_are_accepted_and_no_other() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let handle = site.user(&ada).await.user_handle;
    let wire = BASE64URL_NOPAD.encode(handle.as_bytes());
    let twice = BASE64URL_NOPAD.encode(wire.as_bytes());
    let thrice = BASE64URL_NOPAD.encode(twice.as_bytes());
    let bobs = offered(&site, "bob").await;
    for (sent, accepted) in [
        (Some(handle.clone()), true),
        (Some(wire.clone()), true),
        (Some(twice), true),
        (Some(format!("{wire}==")), true),
        (Some(thrice), false),
        (Some(handle[..23].to_owned()), false),
        (Some(handle.to_lowercase()), false),
        (Some(BASE64URL_NOPAD.encode(bobs.as_bytes())), false),
        (Some("é".to_owned()), false),
        (Some("=".to_owned()), false),
        (Some(String::new()), false),
        (None, false),
    ] {
        let answer =
            site.discoverable_answer_with(&mut ada, |draft| draft.user_handle.clone_from(&sent)).await;
        let finished = site.finish_sign_in(answer).await;
        assert_eq!(finished.is_ok(), accepted, "{sent:?}");
    }
}

#[tokio::test]
async fn without_a_transaction_the_answer_must_name_its_user_and_with_one_it_need_not() {
    let site = Database::new().site().await;
    let mut ada = Person::with("ada", Authenticator::security_key());
    site.register(&mut ada).await;
    for absent in [None, Some(String::new())] {
        let named = site.sign_in_answer_with(&mut ada, |draft| draft.user_handle.clone_from(&absent)).await;
        let nonce = site.finish_sign_in(named).await.unwrap();
        assert_eq!(site.verify(&nonce).await.unwrap().external_id, "ada");
        let discoverable =
            site.discoverable_answer_with(&mut ada, |draft| draft.user_handle.clone_from(&absent)).await;
        assert_eq!(refusal(site.finish_sign_in(discoverable).await), "DiscoverableLoginFailed");
    }
    assert_eq!(site.database.broken_rules(), ["user_handle_missing", "user_handle_missing"]);
}

#[tokio::test]
async fn a_transaction_is_not_answered_by_another_persons_passkey() {
    let site = Database::new().site().await;
    site.registered("ada").await;
    let mut mallory = site.registered("mallory").await;
    let transaction = site.sign_in_transaction("ada").await.unwrap();
    let mut started = site.start_sign_in(Some(&transaction)).await.unwrap();
    started.public_key.allow_credentials = None;
    let answer = mallory.answer_sign_in(Some(&transaction), &started);
    assert_eq!(refusal(site.finish_sign_in(answer).await), "WebauthnLoginFailed");
    assert_eq!(site.database.broken_rules(), ["credential_unknown"]);
}
