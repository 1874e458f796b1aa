//! One person's whole way, as every answer along it looks.

use data_encoding::BASE64URL_NOPAD;
use passflex_authenticator::Authenticator;
use serde_json::{Value, json};

use crate::world::{Answer, App, Person, Started, refusals};

/// When everything happens unless a test moves the clock.
const NOON: &str = "2100-01-01T00:00:00Z";

#[tokio::test]
async fn a_person_gets_a_passkey_and_the_backend_learns_who_it_was() {
    let app = App::start().await;
    let mut ada = Person::new("ada");

    let created = app
        .backend_posts(
            "transactions/register",
            json!({"external_id": "ada", "passkey_display_name": "Ada L."}),
        )
        .await;
    let transaction_id = created.text("transaction_id");
    assert_eq!(created.shown(), (200, json!({"transaction_id": transaction_id})));
    assert!(transaction_id.len() <= 1_200, "{} characters", transaction_id.len());

    let body = json!({"transaction_id": transaction_id, "authenticator_attachment": "platform"});
    let answer = app.page_posts("register/transactions/webauthn/start", body).await;
    let started = Started::read(&answer);
    let user_id = text(&started.public_key["user"]["id"]);
    assert_eq!(
        answer.shown(),
        (
            200,
            json!({"transaction_id": transaction_id, "handshake": {"id": started.handshake_id, "challenge": {"publicKey": {
                "rp": {"id": "example.com", "name": "Example"},
                "user": {"id": user_id, "name": "Ada L.", "displayName": "Ada L."},
                "challenge": started.public_key["challenge"],
                "pubKeyCredParams": [
                    {"type": "public-key", "alg": -8},
                    {"type": "public-key", "alg": -7},
                    {"type": "public-key", "alg": -257},
                ],
                "timeout": 300_000,
                "attestation": "none",
                "excludeCredentials": [],
                "authenticatorSelection": {
                    "authenticatorAttachment": "platform",
                    "residentKey": "required",
                    "requireResidentKey": true,
                    "userVerification": "required",
                },
                "extensions": {"credProps": true},
            }}}})
        )
    );
    assert_eq!(decoded(&started.public_key["challenge"]).len(), 32);
    let handle = decoded(&started.public_key["user"]["id"]);
    assert!(handle.iter().all(u8::is_ascii_alphanumeric), "{user_id} is not the base64url of plain text");

    let finished = app.finish_registration(ada.registration(&started)).await;
    let nonce = finished.text("nonce");
    assert_eq!(finished.shown(), (200, json!({"nonce": nonce})));
    assert_eq!(nonce.len(), 43);

    let verified = app.verify(&nonce).await;
    let device_id = app.device_id(&app.user_id("ada").await).await;
    assert_eq!(
        verified.shown(),
        (
            200,
            json!({
                "external_id": "ada",
                "kind": "register",
                "transaction_id": transaction_id,
                "device_id": device_id,
                "user_verified": true,
                "backup_eligible": true,
                "authenticated_at": NOON,
            })
        )
    );
    assert_eq!(app.verify(&nonce).await.shown(), refusals::invalid_nonce());
}

#[tokio::test]
async fn a_person_signs_in_by_name() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    app.clock.advance_seconds(90);

    let created = app.backend_posts("transactions/authenticate", json!({"external_id": "ada"})).await;
    let transaction_id = created.text("transaction_id");
    assert_eq!(created.shown(), (200, json!({"transaction_id": transaction_id})));

    let body = json!({"transaction_id": transaction_id});
    let answer = app.page_posts("authenticate/transactions/webauthn/start", body).await;
    let started = Started::read(&answer);
    let credential_id = BASE64URL_NOPAD.encode(ada.authenticator.passkeys()[0].credential_id());
    assert_eq!(
        answer.shown(),
        (
            200,
            json!({"transaction_id": transaction_id, "handshake": {"id": started.handshake_id, "challenge": {"publicKey": {
                "challenge": started.public_key["challenge"],
                "rpId": "example.com",
                "timeout": 300_000,
                "userVerification": "required",
                "allowCredentials": [
                    {"type": "public-key", "id": credential_id, "transports": ["hybrid", "internal"]},
                ],
            }}}})
        )
    );

    let finished = app.finish_sign_in(ada.assertion(&started)).await;
    let nonce = finished.text("nonce");
    assert_eq!(finished.shown(), (200, json!({"nonce": nonce})));

    let verified = app.verify(&nonce).await;
    let device_id = app.device_id(&app.user_id("ada").await).await;
    assert_eq!(
        verified.shown(),
        (
            200,
            json!({
                "external_id": "ada",
                "kind": "authenticate",
                "transaction_id": transaction_id,
                "device_id": device_id,
                "user_verified": true,
                "backup_eligible": true,
                "authenticated_at": "2100-01-01T00:01:30Z",
            })
        )
    );
}

#[tokio::test]
async fn a_person_signs_in_without_saying_who_it_is() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;

    let answer = app.page_posts("authenticate/transactions/webauthn/start", json!({})).await;
    let started = Started::read(&answer);
    assert_eq!(
        answer.shown(),
        (
            200,
            json!({"transaction_id": null, "handshake": {"id": started.handshake_id, "challenge": {"publicKey": {
                "challenge": started.public_key["challenge"],
                "rpId": "example.com",
                "timeout": 300_000,
                "userVerification": "required",
            }}}})
        )
    );

    let nonce = app.finish_sign_in(ada.assertion(&started)).await.text("nonce");
    let verified = app.verify(&nonce).await;
    let device_id = app.device_id(&app.user_id("ada").await).await;
    assert_eq!(
        verified.shown(),
        (
            200,
            json!({
                "external_id": "ada",
                "kind": "authenticate",
                "transaction_id": null,
                "device_id": device_id,
                "user_verified": true,
                "backup_eligible": true,
                "authenticated_at": NOON,
            })
        )
    );
}

#[tokio::test]
async fn a_second_device_is_added_beside_the_first_and_each_signs_in() {
    let app = App::start().await;
    let mut phone = app.member("ada").await;
    let mut key = Person::with("ada", Authenticator::security_key());
    let transaction_id = app.register_transaction("ada").await;
    let body = json!({"transaction_id": transaction_id, "authenticator_attachment": "cross-platform"});
    let started = Started::read(&app.page_posts("register/transactions/webauthn/start", body).await);
    let phones_id = BASE64URL_NOPAD.encode(phone.authenticator.passkeys()[0].credential_id());
    assert_eq!(
        started.public_key["excludeCredentials"],
        json!([{"type": "public-key", "id": phones_id, "transports": ["hybrid", "internal"]}])
    );
    assert_eq!(
        started.public_key["authenticatorSelection"],
        json!({
            "authenticatorAttachment": "cross-platform",
            "residentKey": "preferred",
            "requireResidentKey": false,
            "userVerification": "required",
        })
    );
    assert_eq!(app.finish_registration(key.registration(&started)).await.status, 200);

    for person in [&mut phone, &mut key] {
        let nonce = app.sign_in(person).await;
        assert_eq!(app.verify(&nonce).await.ok()["external_id"], "ada");
    }
}

#[tokio::test]
async fn a_revoked_passkey_no_longer_signs_in_also_where_the_prompt_is_open_already() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let user_id = app.user_id("ada").await;
    let device_id = app.device_id(&user_id).await;
    let by_name = app.start_sign_in(Some(&app.sign_in_transaction("ada").await)).await;
    let without_a_name = app.start_sign_in(None).await;
    let nonce = app.sign_in(&mut ada).await;

    let revoked = Answer::to(app.backend("DELETE", &format!("users/{user_id}/devices/{device_id}"))).await;
    assert_eq!((revoked.status, revoked.body.as_str()), (200, ""));

    assert_eq!(app.verify(&nonce).await.shown(), refusals::invalid_nonce());
    assert_eq!(app.finish_sign_in(ada.assertion(&by_name)).await.shown(), refusals::webauthn_login_failed());
    assert_eq!(
        app.finish_sign_in(ada.assertion(&without_a_name)).await.shown(),
        refusals::discoverable_login_failed()
    );
    assert_eq!(
        app.backend_posts("transactions/authenticate", json!({"external_id": "ada"})).await.shown(),
        refusals::user_has_no_passkeys()
    );
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn decoded(value: &Value) -> Vec<u8> {
    BASE64URL_NOPAD.decode(text(value).as_bytes()).unwrap()
}
