//! `POST …/transactions/{register,authenticate}`.

use passflex_flex::store::records::AppStatus;
use passflex_flex::webauthn::UserVerificationRequirement;
use serde_json::{Value, json};

use crate::world::{App, refusal, refusals};

const BOTH: [&str; 2] = ["transactions/register", "transactions/authenticate"];

/// A body that either takes.
fn body(external_id: &str) -> Value {
    json!({"external_id": external_id, "passkey_display_name": "Ada"})
}

#[tokio::test]
async fn an_external_id_that_is_missing_empty_too_long_or_unstorable_is_refused() {
    let app = App::start().await;
    for path in BOTH {
        for (external_id, sentence) in [
            (Value::Null, "`external_id` is missing."),
            (json!(""), "`external_id` must not be empty."),
            (json!("é".repeat(129)), "`external_id` must be at most 256 bytes long."),
            (json!("a\0b"), "`external_id` must not contain U+0000."),
        ] {
            let body = json!({"external_id": external_id, "passkey_display_name": "Ada"});
            let answer = app.backend_posts(path, body).await;
            assert_eq!(answer.shown(), refusals::invalid_request(sentence), "{path}");
        }
    }
    let longest = "é".repeat(128);
    assert_eq!(app.backend_posts("transactions/register", body(&longest)).await.status, 200);
}

#[tokio::test]
async fn a_display_name_that_is_missing_empty_or_too_long_is_refused() {
    let app = App::start().await;
    for (name, sentence) in [
        (Value::Null, "`passkey_display_name` is missing."),
        (json!(""), "`passkey_display_name` must not be empty."),
        (json!("n".repeat(129)), "`passkey_display_name` must be at most 128 bytes long."),
        (json!("\0"), "`passkey_display_name` must not contain U+0000."),
    ] {
        let body = json!({"external_id": "ada", "passkey_display_name": name});
        let answer = app.backend_posts("transactions/register", body).await;
        assert_eq!(answer.shown(), refusals::invalid_request(sentence));
    }
}

#[tokio::test]
async fn the_longest_names_still_make_a_transaction_of_at_most_1200_characters() {
    let app = App::start().await;
    let body = json!({
        "external_id": "\u{10348}".repeat(64),
        "passkey_display_name": "\u{10348}".repeat(32),
        "options": {"user_verification": "required"},
    });
    let length = app.backend_posts("transactions/register", body).await.text("transaction_id").len();
    assert!(length <= 1_200, "{length} characters");
}

#[tokio::test]
async fn a_sign_in_needs_a_user_who_has_a_passkey() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    assert_eq!(
        app.backend_posts("transactions/authenticate", body("Ada")).await.shown(),
        refusals::user_not_found(),
        "external ids are compared byte for byte"
    );
    app.sign_in(&mut ada).await;

    let user_id = app.user_id("ada").await;
    let device = format!("users/{user_id}/devices/{}", app.device_id(&user_id).await);
    assert_eq!(app.backend("DELETE", &device).send().await.unwrap().status(), 200);
    assert_eq!(
        app.backend_posts("transactions/authenticate", body("ada")).await.shown(),
        refusals::user_has_no_passkeys()
    );
}

#[tokio::test]
async fn a_deactivated_user_gets_no_transaction() {
    let app = App::start().await;
    app.member("ada").await;
    app.deactivate("ada").await;
    for path in BOTH {
        let answer = app.backend_posts(path, body("ada")).await;
        let expected = refusal(403, "operation_not_allowed", "The user is deactivated.");
        assert_eq!(answer.shown(), expected, "{path}");
    }
}

#[tokio::test]
async fn a_disabled_app_creates_no_transaction() {
    let app = App::start().await;
    app.member("ada").await;
    app.set_status(AppStatus::Disabled).await;
    for path in BOTH {
        let answer = app.backend_posts(path, body("ada")).await;
        assert_eq!(answer.shown(), refusals::cannot_create_transaction(), "{path}");
    }
}

#[tokio::test]
async fn options_may_strengthen_user_verification_and_what_browsers_are_asked_follows() {
    let app = App::start().await;
    app.change_settings(|settings| settings.user_verification = UserVerificationRequirement::Preferred).await;
    let body = json!({
        "external_id": "ada",
        "passkey_display_name": "Ada",
        "options": {"user_verification": "required"},
    });
    let transaction_id = app.backend_posts("transactions/register", body).await.text("transaction_id");
    let started = app.start_registration(&transaction_id).await;
    assert_eq!(started.public_key["authenticatorSelection"]["userVerification"], "required");
}

#[tokio::test]
async fn options_may_not_weaken_user_verification() {
    let app = App::start().await;
    app.member("ada").await;
    let sentence = "`options.user_verification` may only strengthen the app's own setting.";
    for path in BOTH {
        for weaker in ["preferred", "discouraged"] {
            let mut body = body("ada");
            body["options"] = json!({"user_verification": weaker});
            let answer = app.backend_posts(path, body).await;
            assert_eq!(answer.shown(), refusal(403, "operation_not_allowed", sentence), "{path} {weaker}");
        }
    }
}

#[tokio::test]
async fn options_that_do_not_exist_are_refused_by_name() {
    let app = App::start().await;
    app.member("ada").await;
    for path in BOTH {
        for (options, sentence) in [
            (
                json!({"user_verification": "maybe"}),
                "`options.user_verification` must be `required`, `preferred` or `discouraged`.",
            ),
            (
                json!({"user_verification": 1}),
                "`options.user_verification` is not allowed here, lacks a member, or has the wrong type.",
            ),
            (
                json!({"mediation": "conditional"}),
                "`options.mediation` is not allowed here, lacks a member, or has the wrong type.",
            ),
            (json!("strict"), "`options` is not allowed here, lacks a member, or has the wrong type."),
        ] {
            let mut body = body("ada");
            body["options"] = options;
            let answer = app.backend_posts(path, body).await;
            assert_eq!(answer.shown(), refusals::invalid_request(sentence), "{path}");
        }
    }
}

#[tokio::test]
async fn null_options_are_none() {
    let app = App::start().await;
    for options in [Value::Null, json!({}), json!({"user_verification": null})] {
        let mut body = body("ada");
        body["options"] = options;
        assert_eq!(app.backend_posts("transactions/register", body).await.status, 200);
    }
}
