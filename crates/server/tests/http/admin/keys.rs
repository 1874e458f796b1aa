//! `/admin/v1/apps/{app_id}/keys`.

use serde_json::json;

use crate::world::{Answer, App, Program, refusal, refusals};

/// The status that a key gets from the list of users.
async fn reads_users(app: &App, key: &str) -> u16 {
    Answer::to(app.request("GET", &app.path("users")).bearer_auth(key)).await.status
}

#[tokio::test]
async fn a_key_is_made_used_listed_replaced_and_revoked() {
    let caller = Program::new().await;
    let app = caller.console.app().await;
    let path = format!("/admin/v1/apps/{}/keys", app.id);
    let body = json!({"name": "reader", "scopes": ["users:read"], "expires_at": "2100-02-01T00:00:00Z"});
    let made = caller.send("POST", &path, &body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let made = made.json();
    let (key, secret) = (&made["api_key"], made["secret"].as_str().unwrap());
    assert_eq!((&key["name"], &key["scopes"]), (&json!("reader"), &json!(["users:read"])));
    assert_eq!(key["expires_at"], "2100-02-01T00:00:00Z");
    assert_eq!(key["prefix"], secret[..10]);
    assert!(key["created_by"].as_str().unwrap().starts_with("administrator:"));
    assert_eq!(reads_users(&app, secret).await, 200);

    let listed = caller.get(&path).await;
    assert!(!listed.body.contains(secret));
    let listed = listed.ok();
    assert_eq!((&listed["next_cursor"], listed["items"].as_array().unwrap().len()), (&json!(null), 2));
    assert!(listed["items"].as_array().unwrap().contains(key));

    let one = format!("{path}/{}", key["id"].as_str().unwrap());
    let rotated = caller.send("POST", &format!("{one}/rotate"), &json!({})).await;
    assert_eq!(rotated.status, 201, "{}", rotated.body);
    let rotated = rotated.json();
    assert_eq!(
        (&rotated["api_key"]["name"], &rotated["api_key"]["expires_at"]),
        (&key["name"], &json!(null))
    );
    let new_secret = rotated["secret"].as_str().unwrap();
    caller.console.clock.advance_seconds(86_399);
    assert_eq!((reads_users(&app, secret).await, reads_users(&app, new_secret).await), (200, 200));
    caller.console.clock.advance_seconds(1);
    assert_eq!((reads_users(&app, secret).await, reads_users(&app, new_secret).await), (401, 200));

    let revoked = Answer::to(caller.request("DELETE", &one)).await;
    assert_eq!((revoked.status, revoked.body.as_str()), (204, ""));
    let gone = refusal(404, "api_key_not_found", "API key not found.");
    assert_eq!(Answer::to(caller.request("DELETE", &one)).await.shown(), gone);
}

#[tokio::test]
async fn a_key_that_cannot_be_is_said_and_not_made() {
    let caller = Program::new().await;
    let app = caller.console.app().await;
    let path = format!("/admin/v1/apps/{}/keys", app.id);
    for (body, sentence) in [
        (json!({}), "`name` is missing."),
        (json!({"name": ""}), "`name` must not be empty."),
        (json!({"name": "x", "scopes": []}), "A key needs at least one scope."),
        (
            json!({"name": "x", "scopes": ["admin"]}),
            "`scopes` may have `transactions`, `users:read` and `users:write` in it.",
        ),
        (json!({"name": "x", "expires_at": "2001-01-01T00:00:00Z"}), "`expires_at` must lie in the future."),
    ] {
        assert_eq!(caller.send("POST", &path, &body).await.shown(), refusals::invalid_request(sentence));
    }
    assert_eq!(caller.send("POST", &path, &json!({"name": "x", "scope": []})).await.status, 400);
    assert_eq!(caller.get(&path).await.ok()["items"].as_array().unwrap().len(), 1);
}
