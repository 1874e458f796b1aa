//! Invariant 3, across replicas: settings and keys are at most two seconds old, and only hits are remembered.

use passflex_flex::store::records::{ApiKey, AppStatus};
use passflex_flex::{Actor, ApiKeySecret, AppChange, NewApiKey, Scope};

use crate::world::{Database, Site, refusal};

async fn key(site: &Site) -> (ApiKey, ApiKeySecret) {
    let new = NewApiKey { name: "backend".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
    site.flex.create_api_key(&Actor::cli(), &site.id, new).await.unwrap()
}

#[tokio::test]
async fn an_app_and_a_key_made_on_one_replica_work_at_once_on_another() {
    let database = Database::new();
    let here = database.site().await;
    let there = here.on(&database.open().await);
    let (_, secret) = key(&here).await;
    there.flex.authorize(&there.id, &secret, Scope::Transactions).await.unwrap();
    let neighbour = here.neighbour().await;
    assert_eq!(neighbour.on(&there.flex).tenant().await.app.id, neighbour.id);
}

#[tokio::test]
async fn a_key_that_was_not_found_is_looked_up_again() {
    let site = Database::new().site().await;
    let (_, secret) = key(&site).await;
    let set_hash = |hash: &[u8]| {
        site.database.raw().execute("UPDATE api_keys SET hash = ?1", [hash]).unwrap();
    };
    let hash: Vec<u8> =
        site.database.raw().query_row("SELECT hash FROM api_keys", [], |row| row.get(0)).unwrap();
    set_hash(&[0; 32]);
    let refused = site.flex.authorize(&site.id, &secret, Scope::Transactions).await.map(|(_, key)| key);
    assert_eq!(refusal(refused), "InvalidAccessToken");
    set_hash(&hash);
    site.flex.authorize(&site.id, &secret, Scope::Transactions).await.unwrap();
}

#[tokio::test]
async fn a_key_revoked_on_one_replica_is_refused_there_at_once_and_elsewhere_within_two_seconds() {
    let database = Database::new();
    let here = database.site().await;
    let there = here.on(&database.open().await);
    let (key, secret) = key(&here).await;
    for site in [&here, &there] {
        site.flex.authorize(&site.id, &secret, Scope::Transactions).await.unwrap();
    }
    here.flex.revoke_api_key(&Actor::cli(), &here.id, &key.id).await.unwrap();
    let answer = here.flex.authorize(&here.id, &secret, Scope::Transactions).await;
    assert_eq!(refusal(answer.map(|_| ())), "InvalidAccessToken");
    database.clock.advance_seconds(2);
    let answer = there.flex.authorize(&there.id, &secret, Scope::Transactions).await;
    assert_eq!(refusal(answer.map(|_| ())), "InvalidAccessToken");
}

#[tokio::test]
async fn settings_changed_on_one_replica_hold_there_at_once_and_elsewhere_within_two_seconds() {
    let database = Database::new();
    let here = database.site().await;
    let there = here.on(&database.open().await);
    for site in [&here, &there] {
        site.register_transaction("ada").await.unwrap();
    }
    here.update(AppChange { status: Some(AppStatus::Disabled), ..AppChange::default() }).await.unwrap();
    assert_eq!(refusal(here.register_transaction("ada").await), "CannotCreateTransaction");
    database.clock.advance_seconds(2);
    assert_eq!(refusal(there.register_transaction("ada").await), "CannotCreateTransaction");
}

#[tokio::test]
async fn a_deleted_app_is_gone_at_once_and_elsewhere_within_two_seconds() {
    let database = Database::new();
    let here = database.site().await;
    let there = here.on(&database.open().await);
    let (_, secret) = key(&here).await;
    there.flex.authorize(&there.id, &secret, Scope::Transactions).await.unwrap();
    here.flex.delete_app(&Actor::cli(), &here.id).await.unwrap();
    assert_eq!(refusal(here.flex.tenant(&here.id).await.map(|_| ())), "AppNotFound");
    database.clock.advance_seconds(2);
    assert_eq!(refusal(there.flex.tenant(&there.id).await.map(|_| ())), "AppNotFound");
    let answer = there.flex.authorize(&there.id, &secret, Scope::Transactions).await;
    assert_eq!(refusal(answer.map(|_| ())), "InvalidAccessToken");
}

#[tokio::test]
async fn what_happens_to_a_user_on_one_replica_holds_on_another_at_once() {
    let database = Database::new();
    let here = database.site().await;
    let there = here.on(&database.open().await);
    let mut ada = here.registered("ada").await;
    let nonce = there.nonce(&mut ada).await;
    let answer = there.sign_in_answer(&mut ada).await;
    here.revoke_passkeys(&ada).await;
    assert_eq!(refusal(there.verify(&nonce).await), "InvalidNonce");
    assert_eq!(refusal(there.finish_sign_in(answer).await), "WebauthnLoginFailed");
    assert_eq!(refusal(there.sign_in_transaction("ada").await), "UserHasNoPasskeys");
}

#[tokio::test]
async fn a_ceremony_may_visit_a_different_replica_at_every_step() {
    let database = Database::new();
    let sites = {
        let here = database.site().await;
        let there = here.on(&database.open().await);
        [here, there]
    };
    let mut ada = sites[0].registered("ada").await;
    let transaction = sites[0].sign_in_transaction("ada").await.unwrap();
    let started = sites[1].start_sign_in(Some(&transaction)).await.unwrap();
    let answer = ada.answer_sign_in(Some(&transaction), &started);
    let nonce = sites[0].finish_sign_in(answer).await.unwrap();
    assert_eq!(sites[1].verify(&nonce).await.unwrap().transaction_id, Some(transaction));
}
