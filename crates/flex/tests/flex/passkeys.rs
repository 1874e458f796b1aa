//! Passkeys as the backend sees them.

use passflex_authenticator::{Algorithm, Attestation, Authenticator};
use passflex_flex::store::records::{Passkey, PasskeySource};
use passflex_flex::webauthn::Aaguid;
use passflex_flex::{Clock, PasskeyType};

use crate::world::{Database, ORIGIN, Person, RP_ID, Site, refusal};

#[tokio::test]
async fn a_passkey_is_remembered_as_it_was_made_and_counts_its_uses() {
    let site = Database::new().site().await;
    let mut ada = Person::with("ada", Authenticator::device_bound().algorithm(Algorithm::EdDsa));
    let made_at = site.database.clock.now();
    site.register(&mut ada).await;
    let made = &ada.authenticator.passkeys()[0];
    let stored = site.passkeys(&ada).await.remove(0);
    let expected = Passkey {
        id: stored.id.clone(),
        user_id: site.user(&ada).await.id,
        credential_id: made.credential_id().to_vec(),
        public_key: made.public_key(),
        algorithm: -8,
        sign_count: 0,
        transports: vec!["internal".to_owned()],
        attachment: Some("platform".to_owned()),
        aaguid: Aaguid::ZERO,
        backup_eligible: Some(false),
        backup_state: Some(false),
        uv_at_registration: Some(true),
        attestation_format: Some("none".to_owned()),
        attestation_trust: Some("none".to_owned()),
        rp_id: RP_ID.to_owned(),
        origin: Some(ORIGIN.to_owned()),
        source: PasskeySource::Registered,
        friendly_name: "This device".to_owned(),
        created_at: made_at,
        updated_at: made_at,
        last_used_at: None,
        usage_count: 0,
    };
    assert_eq!(stored, expected);

    site.database.clock.advance_seconds(60);
    site.sign_in(&mut ada).await.unwrap();
    let used =
        Passkey { sign_count: 1, last_used_at: Some(site.database.clock.now()), usage_count: 1, ..expected };
    assert_eq!(site.passkeys(&ada).await, [used]);
}

#[tokio::test]
async fn every_algorithm_and_attestation_that_is_offered_signs_in() {
    let site = Database::new().site().await;
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256] {
        for attestation in [Attestation::None, Attestation::PackedSelf] {
            let external_id = format!("{algorithm:?} {attestation:?}");
            let authenticator = Authenticator::synced().algorithm(algorithm).attestation(attestation);
            let mut person = Person::with(&external_id, authenticator);
            site.register(&mut person).await;
            assert_eq!(site.sign_in(&mut person).await.unwrap().external_id, external_id);
        }
    }
}

#[tokio::test]
async fn a_passkey_has_a_type_and_a_name_from_what_made_it() {
    let site = Database::new().site().await;
    let one_password = 0xbada_5566_a7aa_401f_bd96_4561_9a55_120d_u128.to_be_bytes();
    for (authenticator, passkey_type, name) in [
        (Authenticator::synced(), PasskeyType::Passkey, "Passkey"),
        (Authenticator::synced().aaguid(one_password), PasskeyType::Passkey, "1Password"),
        (Authenticator::security_key(), PasskeyType::SecurityKey, "Security key"),
        (Authenticator::device_bound(), PasskeyType::Platform, "This device"),
        (Authenticator::device_bound().transports(&["ble"]), PasskeyType::SecurityKey, "Security key"),
        (Authenticator::synced().transports(&["usb"]), PasskeyType::Passkey, "Passkey"),
    ] {
        let mut person = Person::with("ada", authenticator);
        site.register(&mut person).await;
        let passkey = &site.passkeys(&person).await[0];
        assert_eq!((PasskeyType::of(passkey), &passkey.friendly_name[..]), (passkey_type, name));
        site.delete_user(&person).await;
        site.database.clock.advance_seconds(1);
    }
}

#[tokio::test]
async fn an_operators_list_names_new_passkeys_and_leaves_those_there_are() {
    let database = Database::new();
    let one_password = 0xbada_5566_a7aa_401f_bd96_4561_9a55_120d_u128.to_be_bytes();
    let list = r#"{"bada5566-a7aa-401f-bd96-45619a55120d": {"name": "Our vault"}}"#;
    let site = database.site().await;
    let mut ada = Person::with("ada", Authenticator::synced().aaguid(one_password));
    site.register(&mut ada).await;
    let site = Site { flex: database.open_with_providers(list).await, ..site };
    let mut bob = Person::with("bob", Authenticator::synced().aaguid(one_password));
    site.register(&mut bob).await;
    assert_eq!(site.passkeys(&ada).await[0].friendly_name, "1Password");
    assert_eq!(site.passkeys(&bob).await[0].friendly_name, "Our vault");
    assert_eq!(site.flex.provider_name(Aaguid::new(one_password)), Some("Our vault"));
}

#[tokio::test]
async fn a_passkey_that_becomes_synced_says_so_and_one_that_changes_its_kind_is_refused() {
    let site = Database::new().site().await;
    let mut ada = Person::with("ada", Authenticator::synced().backup_state(false));
    site.register(&mut ada).await;
    assert_eq!(site.passkeys(&ada).await[0].backup_state, Some(false));
    ada.authenticator = ada.authenticator.backup_state(true);
    assert!(site.sign_in(&mut ada).await.unwrap().backup_eligible);
    assert_eq!(site.passkeys(&ada).await[0].backup_state, Some(true));

    let (be, bs) = (passflex_authenticator::flags::BE, passflex_authenticator::flags::BS);
    let answer =
        site.sign_in_answer_with(&mut ada, |draft| draft.authenticator_data.flags &= !(be | bs)).await;
    assert_eq!(refusal(site.finish_sign_in(answer).await), "WebauthnLoginFailed");
    assert_eq!(site.database.broken_rules(), ["backup_eligibility_changed"]);
}

#[tokio::test]
async fn an_algorithm_that_was_not_offered_at_the_start_is_refused_at_the_finish() {
    let site = Database::new().site().await;
    site.set(|settings| settings.algorithms = vec![-8]).await;
    let transaction = site.register_transaction("ada").await.unwrap();
    let mut started = site.start_registration(&transaction).await.unwrap();
    site.set(|settings| settings.algorithms = vec![-7]).await;
    // A client that offers the authenticator what the server did not.
    started.public_key.pub_key_cred_params.clear();
    let answer = Person::new("ada").answer_registration(&transaction, &started);
    assert_eq!(refusal(site.finish_registration(answer).await), "RegistrationFailed");
    assert_eq!(site.database.broken_rules(), ["alg_not_allowed"]);
}
