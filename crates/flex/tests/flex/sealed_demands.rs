//! Invariant 6: what a ceremony demands is sealed at its start; only the origins are those of its end.

use data_encoding::BASE64URL_NOPAD;
use passflex_authenticator::{AssertionDraft, Authenticator};
use passflex_flex::store::records::AppStatus;
use passflex_flex::webauthn::UserVerificationRequirement::{self, Discouraged, Preferred, Required};
use passflex_flex::{AppChange, NewRegisterTransaction, TransactionOptions};

use crate::world::{Database, ORIGIN, Person, RP_ID, Site, refusal};

fn demanding(user_verification: UserVerificationRequirement) -> TransactionOptions {
    TransactionOptions { user_verification: Some(user_verification) }
}

/// A site with a person who has a passkey on a security key without a PIN.
async fn site_of_the_unverified() -> (Site, Person) {
    let site = Database::new().site().await;
    site.set(|settings| settings.user_verification = Preferred).await;
    let mut ada = Person::with("ada", Authenticator::security_key().user_verified(false));
    site.register(&mut ada).await;
    (site, ada)
}

#[tokio::test]
async fn a_token_of_one_kind_opens_as_no_other() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let register = site.register_transaction("ada").await.unwrap();
    let sign_in = site.sign_in_transaction("ada").await.unwrap();
    let registering = site.registration(&mut Person::new("ada")).await;
    let signing_in = site.sign_in_answer(&mut ada).await;

    for token in [&sign_in, &registering.handshake_id, &signing_in.handshake_id] {
        assert_eq!(refusal(site.start_registration(token).await), "TransactionNotFound");
    }
    for token in [&register, &registering.handshake_id, &signing_in.handshake_id] {
        assert_eq!(refusal(site.start_sign_in(Some(token)).await), "TransactionNotFound");
    }
    for token in [&register, &sign_in, &signing_in.handshake_id] {
        let mut answer = registering.clone();
        answer.handshake_id.clone_from(token);
        assert_eq!(refusal(site.finish_registration(answer).await), "RegistrationFailed");
    }
    for token in [&register, &sign_in, &registering.handshake_id] {
        let mut answer = signing_in.clone();
        answer.handshake_id.clone_from(token);
        assert_eq!(refusal(site.finish_sign_in(answer).await), "WebauthnLoginFailed");
    }
}

#[tokio::test]
async fn a_token_with_any_bit_changed_opens_as_nothing() {
    let site = Database::new().site().await;
    let transaction = site.register_transaction("ada").await.unwrap();
    let bytes = BASE64URL_NOPAD.decode(transaction.as_bytes()).unwrap();
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        let changed = BASE64URL_NOPAD.encode(&changed);
        assert_eq!(refusal(site.start_registration(&changed).await), "TransactionNotFound", "byte {place}");
    }
    for length in [0, 1, 4, 5, 16, 17, 32, bytes.len() - 1] {
        let cut = BASE64URL_NOPAD.encode(&bytes[..length]);
        assert_eq!(refusal(site.start_registration(&cut).await), "TransactionNotFound", "{length} bytes");
    }
    site.start_registration(&transaction).await.unwrap();
}

#[tokio::test]
async fn a_token_of_another_database_opens_as_nothing() {
    let site = Database::new().site().await;
    let elsewhere = Database::new().site().await;
    let transaction = elsewhere.register_transaction("ada").await.unwrap();
    assert_eq!(refusal(site.start_registration(&transaction).await), "TransactionNotFound");
}

#[tokio::test]
async fn the_longest_transaction_fits_in_twelve_hundred_characters() {
    let site = Database::new().site().await;
    let external_id = "x".repeat(256);
    let new = NewRegisterTransaction {
        external_id: external_id.clone(),
        display_name: "y".repeat(128),
        options: demanding(Required),
    };
    let tenant = site.tenant().await;
    let transaction = site.flex.create_register_transaction(&tenant, &new).await.unwrap();
    assert!(transaction.len() <= 1_200, "{}", transaction.len());
    let mut person = Person::new(&external_id);
    let started = site.start_registration(&transaction).await.unwrap();
    let answer = person.answer_registration(&transaction, &started);
    site.finish_registration(answer).await.unwrap();
}

#[tokio::test]
async fn an_answer_to_another_challenge_is_refused() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let mut answer = site.discoverable_answer(&mut ada).await;
    answer.handshake_id = site.start_sign_in(None).await.unwrap().handshake_id;
    assert_eq!(refusal(site.finish_sign_in(answer).await), "DiscoverableLoginFailed");

    let transaction = site.register_transaction("bob").await.unwrap();
    let first = site.start_registration(&transaction).await.unwrap();
    let second = site.start_registration(&transaction).await.unwrap();
    let mut answer = Person::new("bob").answer_registration(&transaction, &first);
    answer.handshake_id = second.handshake_id;
    assert_eq!(refusal(site.finish_registration(answer).await), "RegistrationFailed");
    assert_eq!(site.database.broken_rules(), ["challenge_mismatch", "challenge_mismatch"]);
}

#[tokio::test]
async fn an_answer_for_another_relying_party_is_refused() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let answer =
        site.sign_in_answer_with(&mut ada, |draft| draft.authenticator_data.set_rp_id("evil.example")).await;
    assert_eq!(refusal(site.finish_sign_in(answer).await), "WebauthnLoginFailed");
    let answer = site
        .registration_with(&mut Person::new("bob"), |draft| {
            draft.authenticator_data.set_rp_id("evil.example");
        })
        .await;
    assert_eq!(refusal(site.finish_registration(answer).await), "RegistrationFailed");
    assert_eq!(site.database.broken_rules(), ["rp_id_hash_mismatch", "rp_id_hash_mismatch"]);
}

#[tokio::test]
async fn options_may_demand_more_than_the_app_does_and_never_less() {
    let site = Database::new().site().await;
    site.registered("ada").await;
    let weaker =
        "OperationNotAllowed(\"`options.user_verification` may only strengthen the app's own setting.\")";
    for (app, asked, allowed) in [
        (Required, Required, true),
        (Required, Preferred, false),
        (Required, Discouraged, false),
        (Preferred, Required, true),
        (Preferred, Preferred, true),
        (Preferred, Discouraged, false),
        (Discouraged, Required, true),
        (Discouraged, Preferred, true),
        (Discouraged, Discouraged, true),
    ] {
        site.set(|settings| settings.user_verification = app).await;
        let register = site.register_transaction_with("ada", demanding(asked)).await;
        let sign_in = site.sign_in_transaction_with("ada", demanding(asked)).await;
        if !allowed {
            assert_eq!(refusal(register), weaker, "{app:?}, asked for {asked:?}");
            assert_eq!(refusal(sign_in), weaker, "{app:?}, asked for {asked:?}");
            continue;
        }
        let registration = site.start_registration(&register.unwrap()).await.unwrap().public_key;
        assert_eq!(registration.authenticator_selection.unwrap().user_verification, asked);
        let started = site.start_sign_in(Some(&sign_in.unwrap())).await.unwrap();
        assert_eq!(started.public_key.user_verification, asked);
    }
}

#[tokio::test]
async fn a_transaction_that_demands_verification_refuses_a_person_who_was_not_verified() {
    let (site, mut ada) = site_of_the_unverified().await;
    let transaction = site.sign_in_transaction_with("ada", demanding(Required)).await.unwrap();
    let started = site.start_sign_in(Some(&transaction)).await.unwrap();
    let answer = ada.answer_sign_in(Some(&transaction), &started);
    assert_eq!(refusal(site.finish_sign_in(answer).await), "WebauthnLoginFailed");
    assert_eq!(site.database.broken_rules(), ["user_not_verified"]);

    let verified = site.sign_in(&mut ada).await.unwrap();
    assert!(!verified.user_verified, "without the demand the nonce says that nobody was verified");
}

#[tokio::test]
async fn a_setting_weakened_after_the_start_does_not_weaken_what_was_started() {
    let (site, mut ada) = site_of_the_unverified().await;
    site.set(|settings| settings.user_verification = Required).await;
    let answer = site.discoverable_answer(&mut ada).await;
    site.set(|settings| settings.user_verification = Preferred).await;
    assert_eq!(refusal(site.finish_sign_in(answer).await), "DiscoverableLoginFailed");
    assert_eq!(site.database.broken_rules(), ["user_not_verified"]);
}

#[tokio::test]
async fn a_setting_strengthened_before_the_start_holds_for_older_transactions() {
    let (site, mut ada) = site_of_the_unverified().await;
    let transaction = site.sign_in_transaction_with("ada", demanding(Preferred)).await.unwrap();
    site.set(|settings| settings.user_verification = Required).await;
    let started = site.start_sign_in(Some(&transaction)).await.unwrap();
    assert_eq!(started.public_key.user_verification, Required);
    let answer = ada.answer_sign_in(Some(&transaction), &started);
    assert_eq!(refusal(site.finish_sign_in(answer).await), "WebauthnLoginFailed");
}

#[tokio::test]
async fn the_origins_are_those_of_the_app_at_the_finish() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let moved = "https://accounts.example.com";
    let old = site.discoverable_answer(&mut ada).await;
    let new = site.discoverable_answer_with(&mut ada, |draft| draft.client_data.set("origin", moved)).await;
    site.set(|settings| settings.origins = vec![moved.to_owned()]).await;
    assert_eq!(refusal(site.finish_sign_in(old).await), "DiscoverableLoginFailed");
    site.finish_sign_in(new).await.unwrap();
    assert_eq!(site.database.broken_rules(), ["origin_mismatch"]);
}

#[tokio::test]
async fn an_origin_that_is_not_listed_is_refused_even_if_it_is_the_rp_id() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    for origin in [
        format!("https://{RP_ID}"),
        format!("http://login.{RP_ID}"),
        format!("{ORIGIN}:8443"),
        format!("{ORIGIN}/"),
        format!("{ORIGIN}.evil.example"),
        "null".to_owned(),
    ] {
        let edit = |draft: &mut AssertionDraft| {
            draft.client_data.set("origin", origin.as_str());
        };
        let answer = site.discoverable_answer_with(&mut ada, edit).await;
        assert_eq!(refusal(site.finish_sign_in(answer).await), "DiscoverableLoginFailed", "{origin}");
    }
    assert_eq!(site.database.broken_rules(), ["origin_mismatch"; 6]);
}

#[tokio::test]
async fn a_cross_origin_frame_is_refused_unless_the_app_lists_the_page_around_it() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let framed = |top: &'static str| {
        move |draft: &mut AssertionDraft| {
            draft.client_data.set("crossOrigin", true);
            draft.client_data.set("topOrigin", top);
        }
    };
    let unlisted = site.discoverable_answer_with(&mut ada, framed("https://partner.example")).await;
    assert_eq!(refusal(site.finish_sign_in(unlisted).await), "DiscoverableLoginFailed");

    site.set(|settings| settings.top_origins = vec!["https://partner.example".to_owned()]).await;
    let listed = site.discoverable_answer_with(&mut ada, framed("https://partner.example")).await;
    site.finish_sign_in(listed).await.unwrap();
    let another = site.discoverable_answer_with(&mut ada, framed("https://evil.example")).await;
    assert_eq!(refusal(site.finish_sign_in(another).await), "DiscoverableLoginFailed");
    assert_eq!(site.database.broken_rules(), ["cross_origin_not_allowed", "top_origin_not_allowed"]);
}

#[tokio::test]
async fn a_disabled_app_runs_no_ceremony() {
    let site = Database::new().site().await;
    let mut ada = site.registered("ada").await;
    let register = site.register_transaction("ada").await.unwrap();
    let sign_in = site.sign_in_transaction("ada").await.unwrap();
    let registration = site.registration(&mut Person::new("ada")).await;
    let answer = site.sign_in_answer(&mut ada).await;
    let status = |status| AppChange { status: Some(status), ..AppChange::default() };
    site.update(status(AppStatus::Disabled)).await.unwrap();
    for refused in [
        refusal(site.register_transaction("ada").await),
        refusal(site.sign_in_transaction("ada").await),
        refusal(site.start_registration(&register).await),
        refusal(site.start_sign_in(Some(&sign_in)).await),
        refusal(site.start_sign_in(None).await),
        refusal(site.finish_registration(registration).await),
        refusal(site.finish_sign_in(answer.clone()).await),
    ] {
        assert_eq!(refused, "CannotCreateTransaction");
    }
    site.update(status(AppStatus::Active)).await.unwrap();
    site.finish_sign_in(answer).await.unwrap();
}
