//! `/admin/v1/apps/{app_id}/users`.

use passflex_flex::store::records::UserStatus;
use serde_json::{Value, json};

use crate::world::{Answer, App, Program, refusal, refusals};

/// A program, an app, and where the app's users are.
async fn users() -> (Program, App, String) {
    let caller = Program::new().await;
    let app = caller.console.app().await;
    let path = format!("/admin/v1/apps/{}/users", app.id);
    (caller, app, path)
}

/// The external ids on a page.
fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|user| user["external_id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn users_are_found_by_name_status_and_time_page_by_page() {
    let (caller, app, path) = users().await;
    for name in ["ada", "adam", "bob"] {
        app.clock.advance_seconds(86_400);
        app.member(name).await;
    }
    app.deactivate("bob").await;
    let id = app.user_id("ada").await;
    for (query, expected) in [
        (String::new(), vec!["bob", "adam", "ada"]),
        ("?q=ad&status=".to_owned(), vec!["ada", "adam"]),
        (format!("?q={id}"), vec!["ada"]),
        ("?external_id=ada".to_owned(), vec!["ada"]),
        ("?external_id=ad".to_owned(), vec![]),
        ("?status=inactive".to_owned(), vec!["bob"]),
        ("?created_from=2100-01-03&created_before=2100-01-04T00:00:00Z".to_owned(), vec!["adam"]),
    ] {
        let page = caller.get(&format!("{path}{query}")).await.ok();
        assert_eq!(names(&page), expected, "{query}");
        assert_eq!(page["next_cursor"], Value::Null, "{query}");
    }
    let first = caller.get(&format!("{path}?limit=2")).await.ok();
    assert_eq!(names(&first), ["bob", "adam"]);
    let next = first["next_cursor"].as_str().unwrap();
    assert_eq!(names(&caller.get(&format!("{path}?limit=2&cursor={next}")).await.ok()), ["ada"]);
    for (query, sentence) in [
        ("limit=0", "`limit` must be a whole number from 1 to 200."),
        ("limit=201", "`limit` must be a whole number from 1 to 200."),
        ("status=pending", "`status` must be `active` or `inactive`."),
        ("cursor=x", "`cursor` is not one of this list: leave it out."),
        ("q=a&external_id=b", "Give either `q` or `external_id`."),
        (
            "created_from=today",
            "`created_from` must be a moment like 2026-11-25T12:00:00Z, or a day like 2026-11-25.",
        ),
        ("colour=red", "The query is malformed."),
    ] {
        let answer = caller.get(&format!("{path}?{query}")).await;
        assert_eq!(answer.shown(), refusals::invalid_request(sentence), "{query}");
    }
}

#[tokio::test]
async fn a_user_is_shown_with_passkeys_and_without_a_key() {
    let (caller, app, path) = users().await;
    app.clock.advance_seconds(5);
    app.member("ada").await;
    let id = app.user_id("ada").await;
    let answer = caller.get(&format!("{path}/{id}")).await;
    let passkey = app.device_id(&id).await;
    let shown = json!({
        "user": {
            "id": id,
            "external_id": "ada",
            "status": "active",
            "passkey_count": 1,
            "login_count": 0,
            "created_at": "2100-01-01T00:00:05Z",
            "updated_at": "2100-01-01T00:00:05Z",
            "last_login_at": null,
        },
        "user_metadata": null,
        "passkeys": [{
            "id": passkey,
            "friendly_name": "Passkey",
            "type": "passkey",
            "aaguid": "00000000-0000-0000-0000-000000000000",
            "provider": null,
            "transports": ["hybrid", "internal"],
            "backup_eligible": true,
            "backup_state": true,
            "uv_at_registration": true,
            "attestation_format": "none",
            "attestation_trust": "none",
            "rp_id": "example.com",
            "origin": "https://login.example.com",
            "source": "registered",
            "created_at": "2100-01-01T00:00:05Z",
            "updated_at": "2100-01-01T00:00:05Z",
            "last_used_at": null,
            "usage_count": 0,
        }],
    });
    assert_eq!(answer.shown(), (200, shown));
    let missing = caller.get(&format!("{path}/nobody")).await;
    assert_eq!(missing.shown(), refusal(404, "user_not_found", "User not found."));
}

#[tokio::test]
async fn a_user_is_deactivated_and_deleted_and_a_passkey_renamed_and_revoked() {
    let (caller, app, path) = users().await;
    app.member("ada").await;
    let id = app.user_id("ada").await;
    let (user, passkey) =
        (format!("{path}/{id}"), format!("{path}/{id}/passkeys/{}", app.device_id(&id).await));

    let changed = caller.send("PATCH", &user, &json!({"status": "inactive"})).await.ok();
    assert_eq!(changed["user"]["status"], UserStatus::Inactive.as_str());
    let renamed = caller.send("PATCH", &passkey, &json!({"friendly_name": "Red key"})).await.ok();
    assert_eq!(renamed["friendly_name"], "Red key");
    let delete = async |path: &str| {
        let answer = Answer::to(caller.request("DELETE", path)).await;
        (answer.status, answer.body)
    };
    assert_eq!(delete(&passkey).await, (204, String::new()));
    assert_eq!(delete(&passkey).await.0, 404);
    assert_eq!(caller.get(&user).await.ok()["passkeys"], json!([]));
    assert_eq!(delete(&user).await, (204, String::new()));
    assert_eq!(delete(&user).await.0, 404);
    for (path, body, sentence) in [
        (&user, json!({"status": "gone"}), "`status` must be `active` or `inactive`."),
        (&user, json!({}), "`status` is missing."),
        (&passkey, json!({}), "`friendly_name` is missing."),
    ] {
        let answer = caller.send("PATCH", path, &body).await;
        assert_eq!(answer.shown(), refusals::invalid_request(sentence));
    }
}

#[tokio::test]
async fn a_persons_data_is_handed_out_and_that_is_written_down() {
    let (caller, app, path) = users().await;
    app.member("ada").await;
    let id = app.user_id("ada").await;
    let export = caller.get(&format!("{path}/{id}/export")).await.ok();
    assert_eq!(export["user"]["external_id"], "ada");
    assert_eq!(export["passkeys"].as_array().unwrap().len(), 1);
    assert_eq!(export["events"].as_array().unwrap().len(), 1);
    let export = caller.get(&format!("{path}/{id}/export")).await.ok();
    assert_eq!(export["changes"][0]["verb"], "user.export");
    assert_eq!(export["changes"][0]["actor_kind"], "administrator");
}
