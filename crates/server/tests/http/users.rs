//! `GET …/users` as SDKs look one user up with it, and `GET …/users/{user_id}`.

use passflex_authenticator::Authenticator;
use reqwest::header::USER_AGENT;
use serde_json::{Value, json};

use crate::world::{Answer, App, Person, percent_encoded, refusals};

const CHROME: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) \
                      Chrome/131.0.0.0 Safari/537.36";

#[tokio::test]
async fn a_user_is_looked_up_by_external_id() {
    let app = App::start().await;
    app.member("ada").await;
    let answer = app.backend_gets("users?limit=1&identifier=ada").await;
    let id = answer.ok()["users"][0]["id"].clone();
    let here = app.path("users?page=1&limit=1&created_before=4102444801&identifier=ada");
    assert_eq!(
        answer.shown(),
        (
            200,
            json!({
                "_links": {
                    "first": {"href": here},
                    "last": {"href": here},
                    "next": {"href": ""},
                    "previous": {"href": ""},
                    "self": {"href": here},
                },
                "created_before": 4_102_444_801_i64,
                "limit": 1,
                "page": 1,
                "total_users": 1,
                "users": [{
                    "created_at": "2100-01-01T00:00:00Z",
                    "email": "",
                    "email_verified": false,
                    "external_id": "ada",
                    "id": id,
                    "last_login_at": "2100-01-01T00:00:00Z",
                    "login_count": 0,
                    "phone": "",
                    "phone_verified": false,
                    "status": "active",
                    "updated_at": "2100-01-01T00:00:00Z",
                    "user_metadata": null,
                }],
            })
        )
    );
}

#[tokio::test]
async fn a_user_whom_nobody_has_is_an_empty_list() {
    let app = App::start().await;
    let answer = app.backend_gets("users?limit=1&page=1&identifier=ada").await.ok();
    assert_eq!((&answer["total_users"], &answer["users"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn an_identifier_that_looks_like_an_operator_finds_the_user_of_that_name_or_nobody() {
    let app = App::start().await;
    app.member("x").await;
    let names = ["ne:x", "gt:a", "lt:z", "like:%", "not_like:y", "<ne:x>", "%", "_", "*"];
    let found = async |name: &str| {
        let path = format!("users?limit=1&identifier={}", percent_encoded(name));
        app.backend_gets(&path).await.ok()["users"].clone()
    };
    for name in names {
        assert_eq!(found(name).await, json!([]), "{name}");
    }
    for name in names {
        app.member(name).await;
        let users = found(name).await;
        assert_eq!(users[0]["external_id"], name);
        assert_eq!(users.as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn an_identifier_may_hold_whatever_an_external_id_may() {
    let app = App::start().await;
    for name in ["a b", "a+b", "a&b=c", "ä/ö", "a%20b", "#", "\u{10348}", "'; DROP TABLE users; --"] {
        app.member(name).await;
        let path = format!("users?limit=1&identifier={}", percent_encoded(name));
        assert_eq!(app.backend_gets(&path).await.ok()["users"][0]["external_id"], name);
    }
}

#[tokio::test]
async fn a_query_that_is_not_utf_8_is_400() {
    let app = App::start().await;
    for query in ["?limit=1&identifier=%FF", "?limit=1&identifier=%C3"] {
        let answer = app.backend_gets(&format!("users{query}")).await;
        assert_eq!(answer.shown(), refusals::invalid_request("The query is malformed."), "{query}");
    }
}

#[tokio::test]
async fn an_identifier_with_a_zero_character_is_400() {
    let app = App::start().await;
    let answer = app.backend_gets("users?limit=1&identifier=a%00b").await;
    assert_eq!(answer.shown(), refusals::invalid_request("The query must not contain U+0000."));
}

#[tokio::test]
async fn an_identifier_that_is_not_utf_8_does_not_find_the_user_it_could_be_mistaken_for() {
    let app = App::start().await;
    app.member("\u{fffd}").await;
    let answer = app.backend_gets("users?limit=1&identifier=%FF").await;
    assert_eq!(answer.shown(), refusals::invalid_request("The query is malformed."));
}

#[tokio::test]
async fn one_user_is_shown_in_full() {
    let app = App::start().await;
    let mut ada = Person::with("ada", Authenticator::device_bound());
    app.register(&mut ada).await;
    app.clock.advance_seconds(3_600);
    let started = app.start_sign_in(Some(&app.sign_in_transaction("ada").await)).await;
    app.clock.advance_seconds(5);
    let body = ada.assertion(&started);
    let request = app.page("authenticate/transactions/webauthn/finish").header(USER_AGENT, CHROME);
    assert_eq!(Answer::to(request.json(&body)).await.status, 200);

    let user_id = app.user_id("ada").await;
    let answer = app.backend_gets(&format!("users/{user_id}")).await;
    let user = &answer.ok()["user"];
    let device = json!({
        "id": user["webauthn_devices"][0]["id"],
        "cred_id": body["handshake_response"]["id"],
        "friendly_name": "This device",
        "type": "platform",
        "created_at": "2100-01-01T00:00:00Z",
        "last_login_at": "2100-01-01T01:00:05Z",
        "updated_at": "2100-01-01T00:00:00Z",
        "usage_count": 1,
        "icons": {"light": null, "dark": null},
        "aaguid": "00000000-0000-0000-0000-000000000000",
        "provider": null,
        "attestation_format": "none",
        "attestation_trust": "none",
        "backup_eligible": false,
        "backup_state": false,
        "uv_at_registration": true,
    });
    assert_eq!(
        answer.shown(),
        (
            200,
            json!({"user": {
                "created_at": "2100-01-01T00:00:00Z",
                "email": "",
                "email_verified": false,
                "external_id": "ada",
                "id": user_id,
                "last_login_at": "2100-01-01T01:00:05Z",
                "login_count": 1,
                "phone": "",
                "phone_verified": false,
                "status": "active",
                "updated_at": "2100-01-01T00:00:00Z",
                "user_metadata": null,
                "recent_events": [
                    {
                        "id": user["recent_events"][0]["id"],
                        "created_at": "2100-01-01T01:00:00Z",
                        "completed_at": "2100-01-01T01:00:05Z",
                        "ip_addr": "127.0.0.1",
                        "status": "complete",
                        "type": "passkey",
                        "action": "login",
                        "user_agent": CHROME,
                        "user_agent_display": "Chrome 131 on macOS",
                        "social_login_type": null,
                    },
                    {
                        "id": user["recent_events"][1]["id"],
                        "created_at": "2100-01-01T00:00:00Z",
                        "completed_at": "2100-01-01T00:00:00Z",
                        "ip_addr": "127.0.0.1",
                        "status": "complete",
                        "type": "passkey",
                        "action": "register",
                        "user_agent": "",
                        "user_agent_display": "",
                        "social_login_type": null,
                    },
                ],
                "social_connections": {},
                "webauthn": true,
                "webauthn_devices": [device],
                "webauthn_types": ["platform"],
            }})
        )
    );
}

#[tokio::test]
async fn an_event_names_the_caller_that_a_trusted_proxy_names() {
    let app = App::start_behind(&["127.0.0.1"]).await;
    let mut ada = app.member("ada").await;
    app.clock.advance_seconds(1);
    let started = app.start_sign_in(Some(&app.sign_in_transaction("ada").await)).await;
    let finish = app.page("authenticate/transactions/webauthn/finish").json(&ada.assertion(&started));
    let finish = finish.header("forwarded", "for=198.51.100.6, for=\"[2001:db8::17]:4711\"");
    assert_eq!(Answer::to(finish).await.status, 200);
    let user = app.backend_gets(&format!("users/{}", app.user_id("ada").await)).await.ok();
    assert_eq!(user["user"]["recent_events"][0]["ip_addr"], "2001:db8::17");
}

#[tokio::test]
async fn a_ceremony_that_failed_is_an_event_that_is_not_complete() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    app.clock.advance_seconds(1);
    let started = app.start_sign_in(Some(&app.sign_in_transaction("ada").await)).await;
    let forged = ada.assertion_with(&started, |draft| draft.signing_key = draft.signing_key.other());
    assert_eq!(app.finish_sign_in(forged).await.status, 401);
    let user = app.backend_gets(&format!("users/{}", app.user_id("ada").await)).await.ok();
    let event = &user["user"]["recent_events"][0];
    assert_eq!(
        (&event["action"], &event["status"], &event["completed_at"]),
        (&json!("login"), &json!("incomplete"), &Value::Null)
    );
}

#[tokio::test]
async fn a_user_without_passkeys_is_shown_with_empty_lists() {
    let app = App::start().await;
    app.member("ada").await;
    let user_id = app.user_id("ada").await;
    let device = format!("users/{user_id}/devices/{}", app.device_id(&user_id).await);
    assert_eq!(Answer::to(app.backend("DELETE", &device)).await.status, 200);
    let user = app.backend_gets(&format!("users/{user_id}")).await.ok()["user"].clone();
    assert_eq!(
        (&user["webauthn"], &user["webauthn_devices"], &user["webauthn_types"]),
        (&json!(false), &json!([]), &json!([]))
    );
}

#[tokio::test]
async fn each_type_of_device_is_named_once() {
    let app = App::start().await;
    for authenticator in [
        Authenticator::security_key(),
        Authenticator::synced(),
        Authenticator::synced(),
        Authenticator::device_bound(),
    ] {
        app.register(&mut Person::with("ada", authenticator)).await;
    }
    let user = app.backend_gets(&format!("users/{}", app.user_id("ada").await)).await.ok();
    assert_eq!(user["user"]["webauthn_types"], json!(["passkey", "security_key", "platform"]));
}

#[tokio::test]
async fn a_deactivated_user_is_inactive() {
    let app = App::start().await;
    app.member("ada").await;
    app.deactivate("ada").await;
    let user = app.backend_gets(&format!("users/{}", app.user_id("ada").await)).await.ok();
    assert_eq!(user["user"]["status"], "inactive");
}

#[tokio::test]
async fn an_unknown_user_is_404() {
    let app = App::start().await;
    for id in ["nobody", "ada", "%F0%9F%97%9D", &"x".repeat(5_000)] {
        let answer = app.backend_gets(&format!("users/{id}")).await;
        assert_eq!(answer.shown(), refusals::user_not_found(), "{id}");
    }
}

#[tokio::test]
async fn times_are_rfc_3339_to_the_microsecond() {
    let app = App::start().await;
    app.clock.advance_seconds(-4_102_444_800);
    app.clock.advance(jiff::SignedDuration::from_micros(1_600_000_000_123_450));
    app.member("ada").await;
    let user = app.backend_gets(&format!("users/{}", app.user_id("ada").await)).await.ok();
    assert_eq!(user["user"]["created_at"], "2020-09-13T12:26:40.12345Z");
}
