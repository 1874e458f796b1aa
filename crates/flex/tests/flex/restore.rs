//! Invariant 1, after a restore: an older copy of the database revives no nonce and no token.

use std::sync::Arc;

use crate::world::{Database, Person, refusal};

#[tokio::test]
async fn a_restored_older_copy_revives_neither_nonces_nor_tokens() {
    let database = Database::new();
    let site = database.site().await;
    let mut ada = site.registered("ada").await;
    let nonce = site.nonce(&mut ada).await;
    let sign_in = site.sign_in_answer(&mut ada).await;
    let discoverable = site.discoverable_answer(&mut ada).await;
    let registration = site.registration(&mut Person::new("bob")).await;
    let unstarted = site.sign_in_transaction("ada").await.unwrap();

    let backup = database.back_up();
    site.verify(&nonce).await.unwrap();
    site.finish_sign_in(sign_in.clone()).await.unwrap();
    site.finish_sign_in(discoverable.clone()).await.unwrap();
    site.finish_registration(registration.clone()).await.unwrap();
    let id = site.id.clone();
    drop(site);

    database.restore(&backup);
    let site = crate::world::Site { flex: database.open().await, id, database: Arc::clone(&database) };
    database.clock.advance_seconds(2);
    assert_eq!(refusal(site.verify(&nonce).await), "InvalidNonce");
    assert_eq!(refusal(site.finish_sign_in(sign_in).await), "WebauthnLoginFailed");
    assert_eq!(refusal(site.finish_sign_in(discoverable).await), "DiscoverableLoginFailed");
    assert_eq!(refusal(site.finish_registration(registration).await), "RegistrationFailed");
    assert_eq!(refusal(site.start_sign_in(Some(&unstarted)).await), "TransactionNotFound");
    assert_eq!(site.sign_in(&mut ada).await.unwrap().external_id, "ada");
}
