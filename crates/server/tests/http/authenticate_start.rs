//! `POST …/authenticate/transactions/webauthn/start`.

use passflex_flex::store::records::AppStatus;
use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::world::{Answer, App, refusals};

const START: &str = "authenticate/transactions/webauthn/start";

#[tokio::test]
async fn a_body_that_is_missing_or_names_no_transaction_starts_a_discoverable_sign_in() {
    let app = App::start().await;
    for body in ["", " \r\n", "{}", r#"{"transaction_id": null}"#, r#"{"transaction_id": ""}"#] {
        for content_type in [None, Some("text/plain;charset=UTF-8"), Some("application/json")] {
            let mut request = app.page(START).body(body);
            if let Some(content_type) = content_type {
                request = request.header(CONTENT_TYPE, content_type);
            }
            let answer = Answer::to(request).await.ok();
            assert_eq!(answer["transaction_id"], Value::Null, "{body:?} {content_type:?}");
            let options = answer["handshake"]["challenge"]["publicKey"].as_object().unwrap();
            let members: Vec<&str> = options.keys().map(String::as_str).collect();
            assert_eq!(members, ["challenge", "rpId", "timeout", "userVerification"]);
        }
    }
}

#[tokio::test]
async fn a_transaction_that_is_no_good_is_404() {
    let app = App::start().await;
    let neighbour = app.neighbour().await;
    let mut ada = app.member("ada").await;
    neighbour.member("ada").await;
    let spent = app.sign_in_transaction("ada").await;
    let started = app.start_sign_in(Some(&spent)).await;
    assert_eq!(app.finish_sign_in(ada.assertion(&started)).await.status, 200);

    for (case, transaction_id) in [
        ("garbage", "garbage".to_owned()),
        ("used", spent),
        ("another app's", neighbour.sign_in_transaction("ada").await),
        ("of the other kind", app.register_transaction("ada").await),
        ("a handshake", app.start_sign_in(None).await.handshake_id),
    ] {
        let answer = app.page_posts(START, json!({"transaction_id": transaction_id})).await;
        assert_eq!(answer.shown(), refusals::transaction_not_found(), "{case}");
    }
}

#[tokio::test]
async fn a_transaction_starts_for_ten_minutes() {
    let app = App::start().await;
    app.member("ada").await;
    let transaction_id = app.sign_in_transaction("ada").await;
    app.clock.advance_seconds(599);
    app.start_sign_in(Some(&transaction_id)).await;
    app.clock.advance_seconds(1);
    let answer = app.page_posts(START, json!({"transaction_id": transaction_id})).await;
    assert_eq!(answer.shown(), refusals::transaction_not_found());
}

#[tokio::test]
async fn a_user_who_was_deactivated_meanwhile_is_refused() {
    let app = App::start().await;
    app.member("ada").await;
    let transaction_id = app.sign_in_transaction("ada").await;
    app.deactivate("ada").await;
    let answer = app.page_posts(START, json!({"transaction_id": transaction_id})).await;
    assert_eq!(answer.shown(), refusals::user_not_active());
}

#[tokio::test]
async fn a_user_whose_last_passkey_was_revoked_meanwhile_has_none_to_sign_in_with() {
    let app = App::start().await;
    app.member("ada").await;
    let transaction_id = app.sign_in_transaction("ada").await;
    let user_id = app.user_id("ada").await;
    let device = format!("users/{user_id}/devices/{}", app.device_id(&user_id).await);
    assert_eq!(Answer::to(app.backend("DELETE", &device)).await.status, 200);
    let answer = app.page_posts(START, json!({"transaction_id": transaction_id})).await;
    assert_eq!(answer.shown(), refusals::user_has_no_passkeys());
}

#[tokio::test]
async fn a_disabled_app_starts_nothing() {
    let app = App::start().await;
    app.set_status(AppStatus::Disabled).await;
    let answer = app.page_posts(START, json!({})).await;
    assert_eq!(answer.shown(), refusals::cannot_create_transaction());
}
