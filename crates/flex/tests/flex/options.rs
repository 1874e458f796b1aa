//! What browsers are asked: the options of both ceremonies, member by member.

use data_encoding::BASE64URL_NOPAD;
use passflex_authenticator::Authenticator;
use passflex_flex::{Attachment, StartedRegistration};
use serde_json::{Value, json};

use crate::world::{Database, Person, Site};

async fn start(site: &Site, attachment: Attachment) -> StartedRegistration {
    let transaction = site.register_transaction("ada").await.unwrap();
    site.flex.start_registration(&*site.tenant().await, &transaction, attachment).await.unwrap()
}

/// A credential as options list it.
fn descriptor(person: &Person, transports: &[&str]) -> Value {
    let id = BASE64URL_NOPAD.encode(person.authenticator.passkeys()[0].credential_id());
    json!({"type": "public-key", "id": id, "transports": transports})
}

#[tokio::test]
async fn a_registration_asks_for_what_the_settings_say() {
    let site = Database::new().site().await;
    for (attachment, selection) in [
        (
            Attachment::Platform,
            json!({"authenticatorAttachment": "platform", "residentKey": "required",
                "requireResidentKey": true, "userVerification": "required"}),
        ),
        (
            Attachment::CrossPlatform,
            json!({"authenticatorAttachment": "cross-platform", "residentKey": "preferred",
                "requireResidentKey": false, "userVerification": "required"}),
        ),
        (
            Attachment::Any,
            json!({"residentKey": "required", "requireResidentKey": true, "userVerification": "required"}),
        ),
    ] {
        let options = start(&site, attachment).await.public_key;
        assert_eq!((options.challenge.len(), options.user.id.len()), (32, 24));
        let expected = json!({
            "rp": {"id": "example.com", "name": "Example"},
            "user": {
                "id": BASE64URL_NOPAD.encode(&options.user.id),
                "name": "ada Lovelace",
                "displayName": "ada Lovelace",
            },
            "challenge": BASE64URL_NOPAD.encode(&options.challenge),
            "pubKeyCredParams": [
                {"type": "public-key", "alg": -8},
                {"type": "public-key", "alg": -7},
                {"type": "public-key", "alg": -257},
            ],
            "timeout": 300_000,
            "attestation": "none",
            "excludeCredentials": [],
            "authenticatorSelection": selection,
            "extensions": {"credProps": true},
        });
        assert_eq!(serde_json::to_value(&options).unwrap(), expected);
    }
}

#[tokio::test]
async fn a_registration_excludes_the_passkeys_that_the_person_has() {
    let site = Database::new().site().await;
    let phone = site.registered("ada").await;
    site.registered("bob").await;
    let options = serde_json::to_value(start(&site, Attachment::Any).await.public_key).unwrap();
    assert_eq!(options["excludeCredentials"], json!([descriptor(&phone, &["hybrid", "internal"])]));
    assert!(phone.authenticator.is_excluded(&options));
}

#[tokio::test]
async fn a_sign_in_by_name_allows_the_persons_passkeys_and_one_without_names_none() {
    let site = Database::new().site().await;
    let phone = site.registered("ada").await;
    site.registered("bob").await;
    site.database.clock.advance_seconds(1);
    let mut key = Person::with("ada", Authenticator::security_key());
    site.register(&mut key).await;

    let transaction = site.sign_in_transaction("ada").await.unwrap();
    let by_name = site.start_sign_in(Some(&transaction)).await.unwrap().public_key;
    let expected = json!({
        "challenge": BASE64URL_NOPAD.encode(&by_name.challenge),
        "rpId": "example.com",
        "timeout": 300_000,
        "userVerification": "required",
        "allowCredentials": [descriptor(&phone, &["hybrid", "internal"]), descriptor(&key, &["nfc", "usb"])],
    });
    assert_eq!(serde_json::to_value(&by_name).unwrap(), expected);

    let discoverable = site.start_sign_in(None).await.unwrap().public_key;
    let expected = json!({
        "challenge": BASE64URL_NOPAD.encode(&discoverable.challenge),
        "rpId": "example.com",
        "timeout": 300_000,
        "userVerification": "required",
    });
    assert_eq!(serde_json::to_value(&discoverable).unwrap(), expected);
    assert_eq!(discoverable.challenge.len(), 32);
    assert_ne!(discoverable.challenge, by_name.challenge);
}

#[tokio::test]
async fn settings_reach_the_browser() {
    let site = Database::new().site().await;
    site.set(|settings| {
        settings.algorithms = vec![-7];
        settings.timeout_seconds = 45;
    })
    .await;
    let options = serde_json::to_value(start(&site, Attachment::Any).await.public_key).unwrap();
    assert_eq!(options["pubKeyCredParams"], json!([{"type": "public-key", "alg": -7}]));
    assert_eq!(options["timeout"], 45_000);
}
