//! `…/users/{user_id}/devices`.

use std::sync::Arc;

use passflex_authenticator::Authenticator;
use passflex_server::ServerConfig;
use serde_json::{Value, json};

use crate::world::{Answer, App, Person, Server, percent_encoded, refusals};

#[tokio::test]
async fn devices_are_listed_oldest_first_with_every_member() {
    let app = App::start().await;
    let icloud =
        [0xfb, 0xfc, 0x30, 0x07, 0x15, 0x4e, 0x4e, 0xcc, 0x8c, 0x0b, 0x6e, 0x02, 0x05, 0x57, 0xd7, 0xbd];
    let mut phone = Person::with("ada", Authenticator::synced().aaguid(icloud));
    let mut key = Person::with("ada", Authenticator::security_key());
    app.register(&mut phone).await;
    app.clock.advance_seconds(60);
    app.register(&mut key).await;
    app.clock.advance_seconds(60);
    app.sign_in(&mut phone).await;

    let answer = app.backend_gets(&format!("users/{}/devices", app.user_id("ada").await)).await;
    let listed = answer.ok();
    let credential_id = |person: &Person| {
        data_encoding::BASE64URL_NOPAD.encode(person.authenticator.passkeys()[0].credential_id())
    };
    assert_eq!(
        answer.shown(),
        (
            200,
            json!({"devices": [
                {
                    "id": listed["devices"][0]["id"],
                    "cred_id": credential_id(&phone),
                    "friendly_name": "Apple Passwords",
                    "type": "passkey",
                    "created_at": "2100-01-01T00:00:00Z",
                    "last_login_at": "2100-01-01T00:02:00Z",
                    "updated_at": "2100-01-01T00:00:00Z",
                    "usage_count": 1,
                    "icons": {"light": null, "dark": null},
                    "aaguid": "fbfc3007-154e-4ecc-8c0b-6e020557d7bd",
                    "provider": "Apple Passwords",
                    "attestation_format": "none",
                    "attestation_trust": "none",
                    "backup_eligible": true,
                    "backup_state": true,
                    "uv_at_registration": true,
                },
                {
                    "id": listed["devices"][1]["id"],
                    "cred_id": credential_id(&key),
                    "friendly_name": "Security key",
                    "type": "security_key",
                    "created_at": "2100-01-01T00:01:00Z",
                    "last_login_at": "2100-01-01T00:01:00Z",
                    "updated_at": "2100-01-01T00:01:00Z",
                    "usage_count": 0,
                    "icons": {"light": null, "dark": null},
                    "aaguid": "00000000-0000-0000-0000-000000000000",
                    "provider": null,
                    "attestation_format": "none",
                    "attestation_trust": "none",
                    "backup_eligible": false,
                    "backup_state": false,
                    "uv_at_registration": true,
                },
            ]})
        )
    );
}

/// An app on a server that knows where clients reach it, with this list of providers.
async fn reachable(providers: &str) -> App {
    let config = ServerConfig {
        rate_limits: false,
        public_url: Some("https://passkeys.example.com/".to_owned()),
        console_origin: None,
        trusted_proxies: Vec::new(),
    };
    App::on(Arc::new(Server::start_with_providers(&config, providers).await)).await
}

/// What a new passkey of this authenticator is called, and its pictures.
async fn name_and_icons(app: &App, person: &str, authenticator: Authenticator) -> Value {
    app.register(&mut Person::with(person, authenticator)).await;
    let listed = app.backend_gets(&format!("users/{}/devices", app.user_id(person).await)).await;
    let device = &listed.ok()["devices"][0];
    json!([device["friendly_name"], device["icons"]])
}

#[tokio::test]
async fn a_server_that_knows_its_url_says_where_the_icons_of_a_device_are() {
    let app = reachable("{}").await;
    for (person, authenticator, name, kind) in [
        ("ada", Authenticator::synced(), "Passkey", "passkey"),
        ("bob", Authenticator::security_key(), "Security key", "security_key"),
        ("eve", Authenticator::device_bound(), "This device", "platform"),
    ] {
        let icons = json!({
            "light": format!("https://passkeys.example.com/icons/{kind}-light.svg"),
            "dark": format!("https://passkeys.example.com/icons/{kind}-dark.svg"),
        });
        assert_eq!(name_and_icons(&app, person, authenticator).await, json!([name, icons]));
        for shade in ["light", "dark"] {
            assert_eq!(app.server.get(&format!("/icons/{kind}-{shade}.svg")).await.status, 200);
        }
    }
}

#[tokio::test]
async fn an_operators_name_and_icons_win() {
    let app = reachable(
        r#"{"abababab-abab-abab-abab-abababababab":
                {"name": "Our vault", "icon_light": "https://example.com/v.svg", "icon_dark": "data:image/png,v"},
            "cdcdcdcd-cdcd-cdcd-cdcd-cdcdcdcdcdcd": {"name": "Our key"}}"#,
    )
    .await;
    assert_eq!(
        name_and_icons(&app, "ada", Authenticator::synced().aaguid([0xab; 16])).await,
        json!(["Our vault", {"light": "https://example.com/v.svg", "dark": "data:image/png,v"}])
    );
    assert_eq!(
        name_and_icons(&app, "bob", Authenticator::security_key().aaguid([0xcd; 16])).await,
        json!(["Our key", {
            "light": "https://passkeys.example.com/icons/security_key-light.svg",
            "dark": "https://passkeys.example.com/icons/security_key-dark.svg",
        }])
    );
}

#[tokio::test]
async fn a_device_is_revoked_once_and_the_answer_is_empty() {
    let app = App::start().await;
    app.member("ada").await;
    let user_id = app.user_id("ada").await;
    let device = format!("users/{user_id}/devices/{}", app.device_id(&user_id).await);
    let answer = Answer::to(app.backend("DELETE", &device)).await;
    assert_eq!(answer.shown(), (200, Value::Null));
    assert_eq!(answer.header("content-length"), "0");
    assert_eq!(Answer::to(app.backend("DELETE", &device)).await.shown(), refusals::device_not_found());
    let left = app.backend_gets(&format!("users/{user_id}/devices")).await;
    assert_eq!(left.shown(), (200, json!({"devices": []})));
}

#[tokio::test]
async fn a_device_of_somebody_else_is_not_found() {
    let app = App::start().await;
    app.member("ada").await;
    app.member("eve").await;
    let (ada, eve) = (app.user_id("ada").await, app.user_id("eve").await);
    let path = format!("users/{eve}/devices/{}", app.device_id(&ada).await);
    assert_eq!(Answer::to(app.backend("DELETE", &path)).await.shown(), refusals::device_not_found());
    app.device_id(&ada).await;
}

#[tokio::test]
async fn devices_of_an_unknown_user_are_404() {
    let app = App::start().await;
    assert_eq!(app.backend_gets("users/nobody/devices").await.shown(), refusals::user_not_found());
    let answer = Answer::to(app.backend("DELETE", "users/nobody/devices/nothing")).await;
    assert_eq!(answer.shown(), refusals::user_not_found());
}

#[tokio::test]
async fn percent_encoded_path_segments_are_decoded() {
    let app = App::start().await;
    app.member("ada").await;
    let user_id = app.user_id("ada").await;
    let path = format!("/v1/apps/{}/users/{}/devices", percent_encoded(&app.id), percent_encoded(&user_id));
    let answer = Answer::to(app.request("GET", &path).bearer_auth(&app.key)).await;
    assert_eq!(answer.ok()["devices"].as_array().unwrap().len(), 1);

    let path = format!("/v1/apps/{}/authenticate/transactions/webauthn/start", percent_encoded(&app.id));
    assert_eq!(Answer::to(app.request("POST", &path)).await.status, 200);
}

#[tokio::test]
async fn a_path_segment_that_is_no_text_or_holds_a_zero_character_is_404() {
    let app = App::start().await;
    for path in ["users/%ff", "users/%ff/devices", "users/%00", "users/a%00b/devices"] {
        assert_eq!(app.backend_gets(path).await.shown(), refusals::not_found(), "{path}");
    }
    for app_id in ["%ff", "%00"] {
        let path = format!("/v1/apps/{app_id}/authenticate/transactions/webauthn/start");
        assert_eq!(Answer::to(app.request("POST", &path)).await.shown(), refusals::not_found());
    }
}

#[tokio::test]
async fn of_an_imported_passkey_what_is_not_known_is_null() {
    let app = App::start().await;
    app.member("ada").await;
    let unknown =
        "UPDATE passkeys SET attestation_format = NULL, attestation_trust = NULL, backup_eligible = NULL,
         backup_state = NULL, uv_at_registration = NULL, source = 'imported'";
    let db = rusqlite::Connection::open(app.server.database()).unwrap();
    assert_eq!(db.execute(unknown, []), Ok(1));
    let listed = app.backend_gets(&format!("users/{}/devices", app.user_id("ada").await)).await.ok();
    for member in
        ["attestation_format", "attestation_trust", "backup_eligible", "backup_state", "uv_at_registration"]
    {
        assert_eq!(listed["devices"][0].get(member), Some(&Value::Null), "{member}");
    }
}
