//! One person's whole story, as the backend and the pages of an app live it.

use passflex_authenticator::Authenticator;
use passflex_flex::Clock;
use passflex_flex::VerifiedNonce;
use passflex_flex::store::records::CeremonyKind;

use crate::world::{Database, Person};

#[tokio::test]
async fn a_person_registers_and_signs_in_by_name_and_without() {
    let database = Database::new();
    let site = database.site().await;
    let mut ada = Person::new("ada");

    let transaction = site.register_transaction("ada").await.unwrap();
    let started = site.start_registration(&transaction).await.unwrap();
    let nonce = site.finish_registration(ada.answer_registration(&transaction, &started)).await.unwrap();
    let registered = site.verify(&nonce).await.unwrap();
    let device_id = site.passkeys(&ada).await[0].id.clone();
    let expected = VerifiedNonce {
        external_id: "ada".to_owned(),
        kind: CeremonyKind::Register,
        transaction_id: Some(transaction),
        device_id,
        user_verified: true,
        backup_eligible: true,
        authenticated_at: database.clock.now(),
    };
    assert_eq!(registered, expected);

    database.clock.advance_seconds(3_600);
    let transaction = site.sign_in_transaction("ada").await.unwrap();
    let started = site.start_sign_in(Some(&transaction)).await.unwrap();
    let nonce = site.finish_sign_in(ada.answer_sign_in(Some(&transaction), &started)).await.unwrap();
    let expected = VerifiedNonce {
        kind: CeremonyKind::Authenticate,
        transaction_id: Some(transaction),
        authenticated_at: database.clock.now(),
        ..expected
    };
    assert_eq!(site.verify(&nonce).await.unwrap(), expected);

    let discoverable = site.sign_in_discoverably(&mut ada).await.unwrap();
    assert_eq!(discoverable, VerifiedNonce { transaction_id: None, ..expected });

    let user = site.user(&ada).await;
    assert_eq!((user.passkey_count, user.login_count), (1, 2));
    assert_eq!(user.last_login_at, Some(database.clock.now()));
}

#[tokio::test]
async fn a_second_device_signs_in_beside_the_first() {
    let site = Database::new().site().await;
    let mut phone = site.registered("ada").await;
    site.database.clock.advance_seconds(1);
    let mut laptop = Person::with("ada", Authenticator::device_bound());
    site.register(&mut laptop).await;

    let [first, second] = &site.passkeys(&phone).await[..] else { panic!("two passkeys") };
    assert_eq!(site.sign_in(&mut phone).await.unwrap().device_id, first.id);
    assert_eq!(site.sign_in(&mut laptop).await.unwrap().device_id, second.id);
}
