//! `POST …/register/transactions/webauthn/start`.

use passflex_flex::store::records::AppStatus;
use serde_json::{Value, json};

use crate::world::{App, refusal, refusals};

const START: &str = "register/transactions/webauthn/start";

#[tokio::test]
async fn a_start_without_a_transaction_names_what_is_missing() {
    let app = App::start().await;
    for body in [json!({}), json!({"transaction_id": null}), json!({"transaction_id": ""})] {
        let answer = app.page_posts(START, body).await;
        assert_eq!(answer.shown(), refusals::invalid_request("`transaction_id` is missing."));
    }
}

#[tokio::test]
async fn the_attachment_decides_where_the_authenticator_sits() {
    let app = App::start().await;
    let transaction_id = app.register_transaction("ada").await;
    let required =
        json!({"residentKey": "required", "requireResidentKey": true, "userVerification": "required"});
    for attachment in [Value::Null, json!(""), json!("any")] {
        let body = json!({"transaction_id": transaction_id, "authenticator_attachment": attachment});
        let answer = app.page_posts(START, body).await.ok();
        assert_eq!(
            answer["handshake"]["challenge"]["publicKey"]["authenticatorSelection"], required,
            "{attachment}"
        );
    }
    for attachment in ["platform", "cross-platform"] {
        let body = json!({"transaction_id": transaction_id, "authenticator_attachment": attachment});
        let answer = app.page_posts(START, body).await.ok();
        let selection = &answer["handshake"]["challenge"]["publicKey"]["authenticatorSelection"];
        assert_eq!(selection["authenticatorAttachment"], attachment);
    }
    let body = json!({"transaction_id": transaction_id, "authenticator_attachment": "Platform"});
    assert_eq!(
        app.page_posts(START, body).await.shown(),
        refusals::invalid_request(
            "`authenticator_attachment` must be `platform`, `cross-platform` or `any`."
        )
    );
}

#[tokio::test]
async fn a_transaction_starts_as_often_as_the_person_tries_and_each_challenge_is_another() {
    let app = App::start().await;
    let transaction_id = app.register_transaction("ada").await;
    let first = app.start_registration(&transaction_id).await;
    let second = app.start_registration(&transaction_id).await;
    assert_ne!(first.public_key["challenge"], second.public_key["challenge"]);
    assert_eq!(first.public_key["user"], second.public_key["user"]);
}

#[tokio::test]
async fn a_transaction_that_is_no_good_is_404() {
    let app = App::start().await;
    let neighbour = app.neighbour().await;
    let mut ada = app.member("ada").await;
    let spent = app.register_transaction("ada").await;
    let started = app.start_registration(&spent).await;
    assert_eq!(app.finish_registration(ada.registration(&started)).await.status, 200);
    let mut damaged = app.register_transaction("ada").await.into_bytes();
    let middle = damaged.len() / 2;
    damaged[middle] = if damaged[middle] == b'A' { b'B' } else { b'A' };

    for (case, transaction_id) in [
        ("garbage", "garbage".to_owned()),
        ("not ASCII", "ключ".to_owned()),
        ("long garbage", "A".repeat(100_000)),
        ("damaged", String::from_utf8(damaged).unwrap()),
        ("used", spent),
        ("another app's", neighbour.register_transaction("ada").await),
        ("of the other kind", app.sign_in_transaction("ada").await),
        ("a handshake", app.start_registration(&app.register_transaction("ada").await).await.handshake_id),
    ] {
        let answer = app.page_posts(START, json!({"transaction_id": transaction_id})).await;
        assert_eq!(answer.shown(), refusals::transaction_not_found(), "{case}");
    }
}

#[tokio::test]
async fn a_transaction_starts_for_ten_minutes() {
    let app = App::start().await;
    let transaction_id = app.register_transaction("ada").await;
    app.clock.advance_seconds(599);
    app.start_registration(&transaction_id).await;
    app.clock.advance_seconds(1);
    let answer = app.page_posts(START, json!({"transaction_id": transaction_id})).await;
    assert_eq!(answer.shown(), refusals::transaction_not_found());
}

#[tokio::test]
async fn a_user_who_was_deactivated_meanwhile_gets_no_passkey() {
    let app = App::start().await;
    app.member("ada").await;
    let transaction_id = app.register_transaction("ada").await;
    app.deactivate("ada").await;
    let answer = app.page_posts(START, json!({"transaction_id": transaction_id})).await;
    assert_eq!(answer.shown(), refusals::user_not_active());
}

#[tokio::test]
async fn a_user_with_as_many_passkeys_as_the_app_allows_gets_no_other() {
    let app = App::start().await;
    app.change_settings(|settings| settings.passkeys_per_user = 1).await;
    app.member("ada").await;
    let transaction_id = app.register_transaction("ada").await;
    let answer = app.page_posts(START, json!({"transaction_id": transaction_id})).await;
    let sentence = "The user already has 1 passkey, which is the limit. Revoke one first.";
    assert_eq!(answer.shown(), refusal(403, "operation_not_allowed", sentence));
}

#[tokio::test]
async fn a_disabled_app_starts_nothing() {
    let app = App::start().await;
    let transaction_id = app.register_transaction("ada").await;
    app.set_status(AppStatus::Disabled).await;
    let answer = app.page_posts(START, json!({"transaction_id": transaction_id})).await;
    assert_eq!(answer.shown(), refusals::cannot_create_transaction());
}
