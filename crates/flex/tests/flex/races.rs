//! Races that are not about repeats.

use passflex_flex::store::PasskeyId;

use crate::world::{Database, Person, all_at_once, refusal, tally};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_registrations_that_race_for_a_new_person_end_as_one_user_with_two_passkeys() {
    let site = Database::new().site().await;
    for round in 0..10 {
        let external_id = format!("person {round}");
        let mut devices = [Person::new(&external_id), Person::new(&external_id)];
        let mut attempts = Vec::new();
        for device in &mut devices {
            let (site, answer) = (site.clone(), site.registration(device).await);
            attempts.push(async move { site.finish_registration(answer).await });
        }
        assert_eq!(tally(all_at_once(attempts).await), (2, vec![]));

        let user = site.user(&devices[0]).await;
        assert_eq!(user.passkey_count, 2);
        let mut signed_in_with: Vec<PasskeyId> = Vec::new();
        for device in &mut devices {
            signed_in_with.push(site.sign_in(device).await.unwrap().device_id);
            signed_in_with.push(site.sign_in_discoverably(device).await.unwrap().device_id);
        }
        assert_eq!(signed_in_with[0], signed_in_with[1]);
        assert_eq!(signed_in_with[2], signed_in_with[3]);
        assert_ne!(signed_in_with[0], signed_in_with[2]);
    }
    assert_eq!(site.database.rows_of("users"), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_registrations_that_race_for_the_last_place_end_as_one_passkey() {
    let site = Database::new().site().await;
    site.set(|settings| settings.passkeys_per_user = 1).await;
    let limit =
        "OperationNotAllowed(\"The user already has 1 passkey, which is the limit. Revoke one first.\")";
    let mut attempts = Vec::new();
    for _ in 0..2 {
        let (site, answer) = (site.clone(), site.registration(&mut Person::new("ada")).await);
        attempts.push(async move { site.finish_registration(answer).await });
    }
    assert_eq!(tally(all_at_once(attempts).await), (1, vec![limit.to_owned()]));

    let transaction = site.register_transaction("ada").await.unwrap();
    assert_eq!(refusal(site.start_registration(&transaction).await), limit);
    site.revoke_passkeys(&Person::new("ada")).await;
    site.start_registration(&transaction).await.unwrap();
}

#[tokio::test]
async fn a_credential_that_is_registered_already_is_not_registered_again() {
    let site = Database::new().site().await;
    let ada = site.registered("ada").await;
    let taken = ada.authenticator.passkeys()[0].credential_id().to_vec();
    let mut mallory = Person::new("mallory");
    let answer = site.registration_with(&mut mallory, |draft| draft.rename(&taken)).await;
    assert_eq!(refusal(site.finish_registration(answer).await), "RegistrationFailed");
    assert_eq!(site.find_user(&mallory).await, None);
    assert_eq!(site.database.broken_rules(), ["credential_exists"]);
}
