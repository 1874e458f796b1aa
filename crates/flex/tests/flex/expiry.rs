//! Lifetimes, to the microsecond: before its expiry something works, at its expiry it does not.

use jiff::SignedDuration;

use crate::world::{Database, Person, refusal};

const MICROSECOND: SignedDuration = SignedDuration::from_micros(1);

/// The last moment of a lifetime of so many seconds.
fn just_before(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds) - MICROSECOND
}

#[tokio::test]
async fn a_transaction_starts_ceremonies_for_as_long_as_the_app_says() {
    let site = Database::new().site().await;
    site.set(|settings| settings.transaction_seconds = 120).await;
    site.registered("ada").await;
    let register = site.register_transaction("ada").await.unwrap();
    let sign_in = site.sign_in_transaction("ada").await.unwrap();
    site.database.clock.advance(just_before(120));
    site.start_registration(&register).await.unwrap();
    site.start_sign_in(Some(&sign_in)).await.unwrap();
    site.database.clock.advance(MICROSECOND);
    assert_eq!(refusal(site.start_registration(&register).await), "TransactionNotFound");
    assert_eq!(refusal(site.start_sign_in(Some(&sign_in)).await), "TransactionNotFound");
}

#[tokio::test]
async fn a_handshake_with_a_transaction_finishes_for_as_long_as_the_app_says() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let in_time = [site.sign_in_answer(&mut ada).await, site.sign_in_answer(&mut ada).await];
    let registrations =
        [site.registration(&mut Person::new("bob")).await, site.registration(&mut Person::new("bob")).await];
    site.database.clock.advance(just_before(600));
    let [first, second] = in_time;
    let [first_registration, second_registration] = registrations;
    site.finish_sign_in(first).await.unwrap();
    site.finish_registration(first_registration).await.unwrap();
    site.database.clock.advance(MICROSECOND);
    assert_eq!(refusal(site.finish_sign_in(second).await), "WebauthnLoginFailed");
    assert_eq!(refusal(site.finish_registration(second_registration).await), "RegistrationFailed");
}

#[tokio::test]
async fn a_handshake_without_a_transaction_lives_longer() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let first = site.discoverable_answer(&mut ada).await;
    let second = site.discoverable_answer(&mut ada).await;
    site.database.clock.advance(just_before(1_800));
    site.finish_sign_in(first).await.unwrap();
    site.database.clock.advance(MICROSECOND);
    assert_eq!(refusal(site.finish_sign_in(second).await), "DiscoverableLoginFailed");
}

#[tokio::test]
async fn a_handshake_lives_a_minute_longer_than_the_browser_waits() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    site.set(|settings| (settings.handshake_seconds, settings.timeout_seconds) = (30, 200)).await;
    let first = site.sign_in_answer(&mut ada).await;
    let second = site.sign_in_answer(&mut ada).await;
    site.database.clock.advance(just_before(260));
    site.finish_sign_in(first).await.unwrap();
    site.database.clock.advance(MICROSECOND);
    assert_eq!(refusal(site.finish_sign_in(second).await), "WebauthnLoginFailed");
}

#[tokio::test]
async fn a_handshake_outlives_its_transaction() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let register = site.register_transaction("ada").await.unwrap();
    let sign_in = site.sign_in_transaction("ada").await.unwrap();
    site.database.clock.advance(just_before(600));
    let started = site.start_registration(&register).await.unwrap();
    let registration = Person::new("ada").answer_registration(&register, &started);
    let started = site.start_sign_in(Some(&sign_in)).await.unwrap();
    let answer = ada.answer_sign_in(Some(&sign_in), &started);
    site.database.clock.advance(just_before(600));
    site.finish_registration(registration).await.unwrap();
    let nonce = site.finish_sign_in(answer).await.unwrap();
    assert_eq!(site.verify(&nonce).await.unwrap().transaction_id, Some(sign_in));
}

#[tokio::test]
async fn a_nonce_verifies_for_as_long_as_the_app_says() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let first = site.nonce(&mut ada).await;
    let second = site.nonce(&mut ada).await;
    site.database.clock.advance(just_before(60));
    assert_eq!(site.verify(&first).await.unwrap().external_id, "ada");
    site.database.clock.advance(MICROSECOND);
    assert_eq!(refusal(site.verify(&second).await), "InvalidNonce");
}

#[tokio::test]
async fn lifetimes_are_sealed_at_the_start() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let answer = site.sign_in_answer(&mut ada).await;
    site.set(|settings| (settings.handshake_seconds, settings.timeout_seconds) = (30, 30)).await;
    site.database.clock.advance(just_before(600));
    site.finish_sign_in(answer).await.unwrap();
}
