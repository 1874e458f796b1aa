//! The transaction of a ceremony is the one sealed in its handshake: `finish` must name that one, and nothing else.

use crate::world::{Database, Person, refusal};

#[tokio::test]
async fn a_sign_in_must_name_the_transaction_that_it_was_started_with() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let another = site.sign_in_transaction("ada").await.unwrap();
    let registering = site.register_transaction("ada").await.unwrap();
    let good = site.sign_in_answer(&mut ada).await;
    for (named, refused) in [
        (Some(another), "WebauthnLoginFailed"),
        (None, "WebauthnLoginFailed"),
        (Some(registering), "TransactionNotFound"),
        (Some(good.handshake_id.clone()), "TransactionNotFound"),
        (Some("garbage".to_owned()), "TransactionNotFound"),
        (Some(String::new()), "TransactionNotFound"),
    ] {
        let mut answer = good.clone();
        answer.transaction_id.clone_from(&named);
        assert_eq!(refusal(site.finish_sign_in(answer).await), refused, "{named:?}");
    }
    assert_eq!(site.database.broken_rules(), ["transaction_mismatch"]);
    site.finish_sign_in(good).await.unwrap();
}

#[tokio::test]
async fn a_sign_in_without_a_transaction_must_name_none() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let good = site.discoverable_answer(&mut ada).await;
    let mut answer = good.clone();
    answer.transaction_id = Some(site.sign_in_transaction("ada").await.unwrap());
    assert_eq!(refusal(site.finish_sign_in(answer).await), "WebauthnLoginFailed");
    let nonce = site.finish_sign_in(good).await.unwrap();
    assert_eq!(site.verify(&nonce).await.unwrap().transaction_id, None);
}

#[tokio::test]
async fn a_registration_must_name_the_transaction_that_it_was_started_with() {
    let site = Database::new().site().await;
    site.registered("ada").await;
    let another = site.register_transaction("bob").await.unwrap();
    let signing_in = site.sign_in_transaction("ada").await.unwrap();
    let good = site.registration(&mut Person::new("bob")).await;
    for (named, refused) in [
        (Some(another), "RegistrationFailed"),
        (None, "RegistrationFailed"),
        (Some(signing_in), "TransactionNotFound"),
        (Some("garbage".to_owned()), "TransactionNotFound"),
    ] {
        let mut answer = good.clone();
        answer.transaction_id.clone_from(&named);
        assert_eq!(refusal(site.finish_registration(answer).await), refused, "{named:?}");
    }
    site.finish_registration(good).await.unwrap();
}

#[tokio::test]
async fn a_transaction_named_with_padding_is_known_to_the_backend_as_it_was_created() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let mut answer = site.sign_in_answer(&mut ada).await;
    let created = answer.transaction_id.clone();
    answer.transaction_id = created.clone().map(|text| text + "==");
    let nonce = site.finish_sign_in(answer).await.unwrap();
    assert_eq!(site.verify(&nonce).await.unwrap().transaction_id, created);

    let mut answer = site.registration(&mut Person::new("bob")).await;
    let created = answer.transaction_id.clone();
    answer.transaction_id = created.clone().map(|text| text + "==");
    let nonce = site.finish_registration(answer).await.unwrap();
    assert_eq!(site.verify(&nonce).await.unwrap().transaction_id, created);
}
