//! Users that a backend makes, changes and deletes.

use serde_json::{Value, json};

use crate::world::{Answer, App, refusals};

async fn patch(app: &App, path: &str, body: &Value) -> Answer {
    Answer::to(app.backend("PATCH", path).json(body)).await
}

#[tokio::test]
async fn a_user_is_made_before_any_passkey() {
    let app = App::start().await;
    let metadata = json!({"plan": "pro", "seats": [1, 2.5, null, "ä"]});
    let made = app.backend_posts("users", json!({"external_id": "ada", "user_metadata": metadata})).await;
    let user = json!({"user": {
        "created_at": "2100-01-01T00:00:00Z",
        "email": "",
        "email_verified": false,
        "external_id": "ada",
        "id": app.user_id("ada").await,
        "last_login_at": "2100-01-01T00:00:00Z",
        "login_count": 0,
        "phone": "",
        "phone_verified": false,
        "status": "active",
        "updated_at": "2100-01-01T00:00:00Z",
        "user_metadata": metadata,
        "recent_events": [],
        "social_connections": {},
        "webauthn": false,
        "webauthn_devices": [],
        "webauthn_types": [],
    }});
    assert_eq!(made.shown(), (201, user));
}

#[tokio::test]
async fn a_user_who_was_made_gets_a_passkey_and_signs_in() {
    let app = App::start().await;
    app.backend_posts("users", json!({"external_id": "ada"})).await;
    let id = app.user_id("ada").await;
    let refused = app.backend_posts("transactions/authenticate", json!({"external_id": "ada"})).await;
    assert_eq!(refused.shown(), refusals::user_has_no_passkeys());
    let mut ada = app.member("ada").await;
    assert_eq!(app.user_id("ada").await, id);
    let nonce = app.sign_in(&mut ada).await;
    assert_eq!(app.verify(&nonce).await.ok()["external_id"], "ada");
}

#[tokio::test]
async fn an_external_id_is_given_once() {
    let app = App::start().await;
    app.member("ada").await;
    let before = app.backend_gets("users").await.ok();
    let again = app.backend_posts("users", json!({"external_id": "ada", "user_metadata": {}})).await;
    assert_eq!(again.shown(), refusals::user_already_exists());
    assert_eq!(app.backend_gets("users").await.ok(), before);
    assert_eq!(app.neighbour().await.backend_posts("users", json!({"external_id": "ada"})).await.status, 201);
}

#[tokio::test]
async fn a_user_is_made_of_an_external_id_and_an_object() {
    let app = App::start().await;
    let deep = (0..100).fold(json!({}), |inner, _| json!({ "a": inner }));
    for (body, sentence) in [
        (json!({}), "`external_id` is missing."),
        (json!({"external_id": null}), "`external_id` is missing."),
        (json!({"external_id": ""}), "`external_id` must not be empty."),
        (json!({"external_id": "x".repeat(257)}), "`external_id` must be at most 256 bytes long."),
        (json!({"external_id": "a\0b"}), "`external_id` must not contain U+0000."),
        (
            json!({"external_id": 7}),
            "`external_id` is not allowed here, lacks a member, or has the wrong type.",
        ),
        (json!({"external_id": "a", "user_metadata": [1]}), "`user_metadata` must be an object."),
        (json!({"external_id": "a", "user_metadata": "x"}), "`user_metadata` must be an object."),
        (
            json!({"external_id": "a", "user_metadata": {"a": "x".repeat(4_089)}}),
            "`user_metadata` must be at most 4096 bytes of JSON.",
        ),
        (
            json!({"external_id": "a", "user_metadata": {"a": [{"b": "\0"}]}}),
            "`user_metadata` must not contain U+0000.",
        ),
        (json!({"external_id": "a", "user_metadata": {"\0": 1}}), "`user_metadata` must not contain U+0000."),
    ] {
        let answer = app.backend_posts("users", body.clone()).await;
        assert_eq!(answer.shown(), refusals::invalid_request(sentence), "{body}");
    }
    assert_eq!(app.backend_gets("users").await.ok()["total_users"], 0);
    for metadata in [json!({"a": "x".repeat(4_088)}), deep, Value::Null] {
        let name = metadata.to_string().len().to_string();
        let made = app.backend_posts("users", json!({"external_id": name, "user_metadata": metadata})).await;
        assert_eq!((made.status, &made.json()["user"]["user_metadata"]), (201, &metadata));
    }
}

#[tokio::test]
async fn metadata_is_replaced_or_removed_and_never_merged() {
    let app = App::start().await;
    app.backend_posts("users", json!({"external_id": "ada", "user_metadata": {"a": 1, "b": 2}})).await;
    let path = format!("users/{}", app.user_id("ada").await);
    app.clock.advance_seconds(9);
    for metadata in [json!({"b": 3}), Value::Null, json!({})] {
        let changed = patch(&app, &path, &json!({"user_metadata": metadata})).await.ok();
        assert_eq!(changed["user"]["user_metadata"], metadata);
        assert_eq!(changed["user"]["updated_at"], "2100-01-01T00:00:09Z");
        assert_eq!(app.backend_gets(&path).await.ok(), changed);
    }
    let missing = patch(&app, &path, &json!({})).await;
    assert_eq!(missing.shown(), refusals::invalid_request("`user_metadata` is missing."));
    let list = patch(&app, &path, &json!({"user_metadata": []})).await;
    assert_eq!(list.shown(), refusals::invalid_request("`user_metadata` must be an object."));
    let nobody = patch(&app, "users/nobody", &json!({"user_metadata": {}})).await;
    assert_eq!(nobody.shown(), refusals::user_not_found());
}

#[tokio::test]
async fn a_deactivated_user_signs_in_again_once_activated() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let nonce = app.sign_in(&mut ada).await;
    let path = format!("users/{}", app.user_id("ada").await);
    let off = Answer::to(app.backend("PATCH", &format!("{path}/deactivate"))).await.ok();
    assert_eq!(off["user"]["status"], "inactive");
    let started = app.start_sign_in(None).await;
    assert_eq!(app.finish_sign_in(ada.assertion(&started)).await.shown(), refusals::user_not_active());

    let on = Answer::to(app.backend("PATCH", &format!("{path}/activate"))).await.ok();
    assert_eq!(on["user"]["status"], "active");
    assert_eq!(app.verify(&nonce).await.shown(), refusals::invalid_nonce());
    let nonce = app.sign_in(&mut ada).await;
    assert_eq!(app.verify(&nonce).await.ok()["external_id"], "ada");
    for verb in ["activate", "deactivate"] {
        let nobody = Answer::to(app.backend("PATCH", &format!("users/nobody/{verb}"))).await;
        assert_eq!(nobody.shown(), refusals::user_not_found());
    }
}

#[tokio::test]
async fn a_deleted_user_is_gone_and_a_registration_begun_before_does_not_bring_the_person_back() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let path = format!("users/{}", app.user_id("ada").await);
    let started = app.start_registration(&app.register_transaction("ada").await).await;
    app.clock.advance_seconds(1);
    let deleted = Answer::to(app.backend("DELETE", &path)).await;
    assert_eq!(deleted.shown(), (200, Value::Null));
    for method in ["GET", "DELETE"] {
        assert_eq!(Answer::to(app.backend(method, &path)).await.shown(), refusals::user_not_found());
    }
    // Neither after the external id was given anew.
    assert_eq!(app.backend_posts("users", json!({"external_id": "ada"})).await.status, 201);
    let late = app.finish_registration(ada.registration(&started)).await;
    assert_eq!(late.shown(), refusals::transaction_not_found());
    let devices = app.backend_gets(&format!("users/{}/devices", app.user_id("ada").await)).await;
    assert_eq!(devices.shown(), (200, json!({"devices": []})));
}

#[tokio::test]
async fn a_device_gets_another_name() {
    let app = App::start().await;
    app.member("ada").await;
    app.member("eve").await;
    let (ada, eve) = (app.user_id("ada").await, app.user_id("eve").await);
    let device = app.device_id(&ada).await;
    let path = format!("users/{ada}/devices/{device}");
    app.clock.advance_seconds(7);
    let name = "\u{1f511}".repeat(64);
    let renamed = patch(&app, &path, &json!({"friendly_name": name})).await.ok();
    assert_eq!(
        (&renamed["device"]["friendly_name"], &renamed["device"]["updated_at"]),
        (&json!(name), &json!("2100-01-01T00:00:07Z"))
    );
    let listed = app.backend_gets(&format!("users/{ada}/devices")).await.ok();
    assert_eq!(listed["devices"], json!([renamed["device"]]));

    for (body, sentence) in [
        (json!({}), "`friendly_name` is missing."),
        (json!({"friendly_name": ""}), "`friendly_name` must not be empty."),
        (json!({"friendly_name": "x".repeat(65)}), "`friendly_name` must be at most 64 characters long."),
        (json!({"friendly_name": "\0"}), "`friendly_name` must not contain U+0000."),
    ] {
        assert_eq!(patch(&app, &path, &body).await.shown(), refusals::invalid_request(sentence), "{body}");
    }
    let body = json!({"friendly_name": "x"});
    let theirs = patch(&app, &format!("users/{eve}/devices/{device}"), &body).await;
    assert_eq!(theirs.shown(), refusals::device_not_found());
    let nobodys = patch(&app, &format!("users/nobody/devices/{device}"), &body).await;
    assert_eq!(nobodys.shown(), refusals::user_not_found());
    assert_eq!(app.backend_gets(&format!("users/{ada}/devices")).await.ok(), listed);
}
