//! Nonces, and what a backend may expect of one.

use passflex_flex::Expectation;
use passflex_flex::store::records::CeremonyKind::{Authenticate, Register};

use crate::world::{Database, Person, refusal};

fn expecting(change: impl FnOnce(&mut Expectation)) -> Expectation {
    let mut expect = Expectation::default();
    change(&mut expect);
    expect
}

#[tokio::test]
async fn a_nonce_is_256_random_bits_and_verifies_once() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let nonce = site.nonce(&mut ada).await;
    assert_eq!(nonce.len(), 43);
    assert_ne!(nonce, site.nonce(&mut ada).await);
    assert_eq!(site.verify(&nonce).await.unwrap().external_id, "ada");
    assert_eq!(refusal(site.verify(&nonce).await), "InvalidNonce");
}

#[tokio::test]
async fn what_is_expected_and_true_verifies() {
    let site = Database::new().site().await;
    let mut ada = Person::new("ada");
    let answer = site.registration(&mut ada).await;
    let transaction_id = answer.transaction_id.clone();
    let nonce = site.finish_registration(answer).await.unwrap();
    let expect = Expectation { kind: Some(Register), external_id: Some("ada".to_owned()), transaction_id };
    let verified = site.verify_expecting(&nonce, &expect).await.unwrap();
    assert_eq!((verified.kind, verified.transaction_id), (Register, expect.transaction_id));

    let answer = site.sign_in_answer(&mut ada).await;
    let transaction_id = answer.transaction_id.clone();
    let nonce = site.finish_sign_in(answer).await.unwrap();
    let expect = Expectation { kind: Some(Authenticate), transaction_id, ..expect };
    let verified = site.verify_expecting(&nonce, &expect).await.unwrap();
    assert_eq!((verified.kind, verified.transaction_id), (Authenticate, expect.transaction_id));
}

#[tokio::test]
async fn what_is_expected_and_not_true_is_refused_and_spends_the_nonce() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let another = site.sign_in_transaction("ada").await.unwrap();
    for expect in [
        expecting(|expect| expect.kind = Some(Register)),
        expecting(|expect| expect.external_id = Some("bob".to_owned())),
        expecting(|expect| expect.external_id = Some("Ada".to_owned())),
        expecting(|expect| expect.external_id = Some(String::new())),
        expecting(|expect| expect.transaction_id = Some(another.clone())),
        expecting(|expect| expect.transaction_id = Some(String::new())),
        Expectation {
            kind: Some(Authenticate),
            external_id: Some("ada".to_owned()),
            transaction_id: Some(another.clone()),
        },
    ] {
        let nonce = site.nonce(&mut ada).await;
        assert_eq!(refusal(site.verify_expecting(&nonce, &expect).await), "InvalidNonce", "{expect:?}");
        assert_eq!(refusal(site.verify(&nonce).await), "InvalidNonce", "{expect:?} spent it");
    }
}

#[tokio::test]
async fn a_registration_is_no_step_up_and_neither_is_a_discoverable_sign_in_for_a_transaction() {
    let site = Database::new().site().await;
    let mut ada = Person::new("ada");
    let answer = site.registration(&mut ada).await;
    let nonce = site.finish_registration(answer).await.unwrap();
    let sign_in = expecting(|expect| expect.kind = Some(Authenticate));
    assert_eq!(refusal(site.verify_expecting(&nonce, &sign_in).await), "InvalidNonce");

    let transaction = site.sign_in_transaction("ada").await.unwrap();
    let answer = site.discoverable_answer(&mut ada).await;
    let nonce = site.finish_sign_in(answer).await.unwrap();
    let this_one = expecting(|expect| expect.transaction_id = Some(transaction));
    assert_eq!(refusal(site.verify_expecting(&nonce, &this_one).await), "InvalidNonce");
}
