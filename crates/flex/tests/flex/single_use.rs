//! Invariant 1: of any number of repeats exactly one wins.

use crate::world::{Database, Person, all_at_once, refusal, tally};

/// How many try at once.
const CROWD: usize = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_who_finish_one_registration_one_gets_a_nonce() {
    let database = Database::new();
    let site = database.site().await;
    let mut ada = Person::new("ada");
    let answer = site.registration(&mut ada).await;
    let attempts = (0..CROWD).map(|_| {
        let (site, answer) = (site.clone(), answer.clone());
        async move { site.finish_registration(answer).await }
    });
    assert_eq!(tally(all_at_once(attempts).await), (1, vec!["RegistrationFailed".to_owned()]));
    assert_eq!((site.passkeys(&ada).await.len(), database.rows_of("nonces")), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_who_finish_one_sign_in_one_gets_a_nonce() {
    let database = Database::new();
    let site = database.site().await;
    let mut ada = site.registered("ada").await;
    for (answer, refused) in [
        (site.sign_in_answer(&mut ada).await, "WebauthnLoginFailed"),
        (site.discoverable_answer(&mut ada).await, "DiscoverableLoginFailed"),
    ] {
        let before = database.rows_of("nonces");
        let attempts = (0..CROWD).map(|_| {
            let (site, answer) = (site.clone(), answer.clone());
            async move { site.finish_sign_in(answer).await }
        });
        assert_eq!(tally(all_at_once(attempts).await), (1, vec![refused.to_owned()]));
        assert_eq!(database.rows_of("nonces"), before + 1);
    }
    assert_eq!(site.user(&ada).await.login_count, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_handshakes_of_one_registration_one_gets_a_nonce() {
    let site = Database::new().site().await;
    let transaction = site.register_transaction("ada").await.unwrap();
    let mut attempts = Vec::new();
    for _ in 0..CROWD {
        let started = site.start_registration(&transaction).await.unwrap();
        let answer = Person::new("ada").answer_registration(&transaction, &started);
        let site = site.clone();
        attempts.push(async move { site.finish_registration(answer).await });
    }
    assert_eq!(tally(all_at_once(attempts).await), (1, vec!["TransactionNotFound".to_owned()]));
    assert_eq!(site.passkeys(&Person::new("ada")).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_handshakes_of_one_sign_in_one_gets_a_nonce() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let transaction = site.sign_in_transaction("ada").await.unwrap();
    let mut attempts = Vec::new();
    for _ in 0..CROWD {
        let started = site.start_sign_in(Some(&transaction)).await.unwrap();
        let answer = ada.answer_sign_in(Some(&transaction), &started);
        let site = site.clone();
        attempts.push(async move { site.finish_sign_in(answer).await });
    }
    assert_eq!(tally(all_at_once(attempts).await), (1, vec!["TransactionNotFound".to_owned()]));
    assert_eq!(site.user(&ada).await.login_count, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_who_verify_one_nonce_one_learns_who_it_was() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let nonce = site.nonce(&mut ada).await;
    let attempts = (0..CROWD).map(|_| {
        let (site, nonce) = (site.clone(), nonce.clone());
        async move { site.verify(&nonce).await }
    });
    assert_eq!(tally(all_at_once(attempts).await), (1, vec!["InvalidNonce".to_owned()]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn across_two_replicas_one_wins_as_well() {
    let database = Database::new();
    let here = database.site().await;
    let there = here.on(&database.open().await);
    let mut ada = here.registered("ada").await;
    let answer = here.sign_in_answer(&mut ada).await;
    let attempts = (0..CROWD).map(|index| {
        let (site, answer) = (if index % 2 == 0 { here.clone() } else { there.clone() }, answer.clone());
        async move { site.finish_sign_in(answer).await }
    });
    let answers = all_at_once(attempts).await;
    let nonce = answers.iter().find_map(|answer| answer.as_ref().ok()).unwrap().clone();
    assert_eq!(tally(answers), (1, vec!["WebauthnLoginFailed".to_owned()]));

    let attempts = (0..CROWD).map(|index| {
        let (site, nonce) = (if index % 2 == 0 { here.clone() } else { there.clone() }, nonce.clone());
        async move { site.verify(&nonce).await }
    });
    assert_eq!(tally(all_at_once(attempts).await), (1, vec!["InvalidNonce".to_owned()]));
}

#[tokio::test]
async fn a_finish_that_was_refused_uses_nothing_up() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let answer = site.sign_in_answer(&mut ada).await;
    let mut forged = answer.clone();
    forged.response.response.signature = "AAAA".to_owned();
    assert_eq!(refusal(site.finish_sign_in(forged).await), "WebauthnLoginFailed");
    let nonce = site.finish_sign_in(answer).await.unwrap();
    assert_eq!(site.verify(&nonce).await.unwrap().external_id, "ada");
}

#[tokio::test]
async fn a_transaction_that_was_used_starts_nothing() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let answer = site.sign_in_answer(&mut ada).await;
    let transaction = answer.transaction_id.clone().unwrap();
    site.finish_sign_in(answer).await.unwrap();
    assert_eq!(refusal(site.start_sign_in(Some(&transaction)).await), "TransactionNotFound");

    let answer = site.registration(&mut ada).await;
    let transaction = answer.transaction_id.clone().unwrap();
    site.finish_registration(answer).await.unwrap();
    assert_eq!(refusal(site.start_registration(&transaction).await), "TransactionNotFound");
}
