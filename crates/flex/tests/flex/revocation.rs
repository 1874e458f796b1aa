//! Invariant 3: who or what was revoked, deactivated or deleted is refused from the next request on.

use passflex_flex::store::records::UserStatus::{Active, Inactive};

use crate::world::{Database, Person, refusal};

#[tokio::test]
async fn a_passkey_revoked_between_start_and_finish_does_not_sign_in() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let named = site.sign_in_answer(&mut ada).await;
    let discoverable = site.discoverable_answer(&mut ada).await;
    site.revoke_passkeys(&ada).await;
    assert_eq!(refusal(site.finish_sign_in(named).await), "WebauthnLoginFailed");
    assert_eq!(refusal(site.finish_sign_in(discoverable).await), "DiscoverableLoginFailed");
}

#[tokio::test]
async fn a_passkey_revoked_between_finish_and_verify_does_not_sign_in() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let nonce = site.nonce(&mut ada).await;
    site.revoke_passkeys(&ada).await;
    assert_eq!(refusal(site.verify(&nonce).await), "InvalidNonce");
}

#[tokio::test]
async fn revoking_one_passkey_leaves_the_other_one_signing_in() {
    let site = Database::new().site().await;
    let lost = site.registered("ada").await;
    let lost_id = site.passkeys(&lost).await[0].id.clone();
    let mut kept = site.registered("ada").await;
    let nonce = site.nonce(&mut kept).await;
    let tenant = site.tenant().await;
    let user = site.user(&kept).await.id;
    site.flex.revoke_passkey(&passflex_flex::Actor::cli(), &tenant, &user, &lost_id).await.unwrap();
    assert_eq!(site.verify(&nonce).await.unwrap().external_id, "ada");
    assert_eq!(site.sign_in(&mut kept).await.unwrap().external_id, "ada");
}

#[tokio::test]
async fn without_a_passkey_left_there_is_nothing_to_start() {
    let site = Database::new().site().await;
    let ada = site.registered("ada").await;
    let transaction = site.sign_in_transaction("ada").await.unwrap();
    site.revoke_passkeys(&ada).await;
    assert_eq!(refusal(site.sign_in_transaction("ada").await), "UserHasNoPasskeys");
    assert_eq!(refusal(site.start_sign_in(Some(&transaction)).await), "UserHasNoPasskeys");
}

#[tokio::test]
async fn a_deactivated_user_is_refused_at_every_moment_of_a_sign_in() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let transaction = site.sign_in_transaction("ada").await.unwrap();
    let named = site.sign_in_answer(&mut ada).await;
    let discoverable = site.discoverable_answer(&mut ada).await;
    let nonce = site.nonce(&mut ada).await;

    site.set_status(&ada, Inactive).await;
    let deactivated = "OperationNotAllowed(\"The user is deactivated.\")";
    assert_eq!(refusal(site.sign_in_transaction("ada").await), deactivated);
    assert_eq!(refusal(site.start_sign_in(Some(&transaction)).await), "UserNotActive");
    assert_eq!(refusal(site.finish_sign_in(named).await), "UserNotActive");
    assert_eq!(refusal(site.finish_sign_in(discoverable).await), "UserNotActive");
    assert_eq!(refusal(site.verify(&nonce).await), "InvalidNonce");
}

#[tokio::test]
async fn a_deactivated_user_is_refused_at_every_moment_of_a_registration() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let transaction = site.register_transaction("ada").await.unwrap();
    let answer = site.registration(&mut ada).await;
    let another = site.registration(&mut ada).await;
    let nonce = site.finish_registration(another).await.unwrap();

    site.set_status(&ada, Inactive).await;
    let deactivated = "OperationNotAllowed(\"The user is deactivated.\")";
    assert_eq!(refusal(site.register_transaction("ada").await), deactivated);
    assert_eq!(refusal(site.start_registration(&transaction).await), "UserNotActive");
    assert_eq!(refusal(site.finish_registration(answer).await), "UserNotActive");
    assert_eq!(refusal(site.verify(&nonce).await), "InvalidNonce");
}

#[tokio::test]
async fn a_person_who_registers_while_deactivated_elsewhere_is_refused_too() {
    let site = Database::new().site().await;
    // Sealed when there was no such user.
    let transaction = site.register_transaction("ada").await.unwrap();
    let ada = site.registered("ada").await;
    site.set_status(&ada, Inactive).await;
    assert_eq!(refusal(site.start_registration(&transaction).await), "UserNotActive");
}

#[tokio::test]
async fn activating_a_user_again_brings_sign_ins_back_but_no_nonce() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let nonce = site.nonce(&mut ada).await;
    site.set_status(&ada, Inactive).await;
    site.set_status(&ada, Active).await;
    assert_eq!(refusal(site.verify(&nonce).await), "InvalidNonce");
    assert_eq!(site.sign_in(&mut ada).await.unwrap().external_id, "ada");
}

#[tokio::test]
async fn a_deleted_user_is_refused_at_every_moment_of_a_sign_in() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let transaction = site.sign_in_transaction("ada").await.unwrap();
    let named = site.sign_in_answer(&mut ada).await;
    let discoverable = site.discoverable_answer(&mut ada).await;
    let nonce = site.nonce(&mut ada).await;

    site.delete_user(&ada).await;
    assert_eq!(refusal(site.sign_in_transaction("ada").await), "UserNotFound");
    assert_eq!(refusal(site.start_sign_in(Some(&transaction)).await), "TransactionNotFound");
    assert_eq!(refusal(site.finish_sign_in(named).await), "WebauthnLoginFailed");
    assert_eq!(refusal(site.finish_sign_in(discoverable).await), "DiscoverableLoginFailed");
    assert_eq!(refusal(site.verify(&nonce).await), "InvalidNonce");
}

#[tokio::test]
async fn a_registration_sealed_before_a_deletion_never_brings_the_user_back() {
    let site = Database::new().site().await;
    let unknown_then = site.register_transaction("ada").await.unwrap();
    let ada = site.registered("ada").await;
    let known_then = site.register_transaction("ada").await.unwrap();
    let mut started = Vec::new();
    for transaction in [&unknown_then, &known_then] {
        let start = site.start_registration(transaction).await.unwrap();
        started.push(Person::new("ada").answer_registration(transaction, &start));
    }
    site.delete_user(&ada).await;

    for answer in started {
        assert_eq!(refusal(site.finish_registration(answer).await), "TransactionNotFound");
    }
    assert_eq!(refusal(site.start_registration(&known_then).await), "TransactionNotFound");
    let start = site.start_registration(&unknown_then).await.unwrap();
    let answer = Person::new("ada").answer_registration(&unknown_then, &start);
    assert_eq!(refusal(site.finish_registration(answer).await), "TransactionNotFound");
    assert_eq!(site.find_user(&ada).await, None);
    assert_eq!(site.database.broken_rules(), ["user_deleted"; 3]);
}

#[tokio::test]
async fn a_registration_sealed_after_a_deletion_makes_a_new_user() {
    let site = Database::new().site().await;
    let ada = site.registered("ada").await;
    let before = site.user(&ada).await.id;
    let stale = site.register_transaction("ada").await.unwrap();
    site.delete_user(&ada).await;
    site.database.clock.advance_seconds(1);

    let mut ada = site.registered("ada").await;
    assert_ne!(site.user(&ada).await.id, before);
    assert_eq!(site.sign_in(&mut ada).await.unwrap().external_id, "ada");
    // What was sealed for the deleted one is not for the new one.
    assert_eq!(refusal(site.start_registration(&stale).await), "TransactionNotFound");
}

#[tokio::test]
async fn a_registration_sealed_before_a_deletion_gives_no_passkey_to_the_one_who_came_after() {
    let site = Database::new().site().await;
    let stale = site.register_transaction("ada").await.unwrap();
    let ada = site.registered("ada").await;
    site.delete_user(&ada).await;
    site.database.clock.advance_seconds(1);
    site.registered("ada").await;
    let started = site.start_registration(&stale).await.unwrap();
    let answer = Person::new("ada").answer_registration(&stale, &started);
    assert_eq!(refusal(site.finish_registration(answer).await), "TransactionNotFound");
}
