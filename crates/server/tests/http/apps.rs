//! `GET /v1/apps/{app_id}`, with a key and without.

use passflex_flex::Scope;
use reqwest::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN as ORIGIN_HEADER,
};
use serde_json::json;

use crate::world::{Answer, App, ORIGIN, refusals};

/// As clients of the original write it, and as Rust 0.1 does.
fn addresses(app: &App) -> [String; 2] {
    let path = format!("/v1/apps/{}", app.id);
    [format!("{path}/"), path]
}

#[tokio::test]
async fn a_backend_reads_every_member_that_clients_of_the_original_decode() {
    let app = App::start().await;
    let other = "https://shop.example.com";
    let android = "android:apk-key-hash:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";
    app.change_settings(|settings| settings.origins.extend([other, android].map(str::to_owned))).await;
    let code = json!({"enabled": false, "ttl": 0, "ttl_display_unit": "s"});
    let expected = json!({"app": {
        "additional_auth_origins": [other],
        "allowed_callback_urls": [],
        "allowed_identifier": "",
        "allowed_logout_urls": [],
        "application_login_uri": "",
        "auth_fallback_method": "none",
        "auth_fallback_method_ttl": 0,
        "auth_methods": {"passkeys": {"enabled": true}, "otp": code, "magic_link": code},
        "auth_origin": ORIGIN,
        "auto_theme_enabled": false,
        "created_at": "2100-01-01T00:00:00Z",
        "default_language": "",
        "element_customization": {},
        "element_customization_dark": {},
        "hosted": false,
        "hosted_subdomain": "",
        "id": app.id,
        "layouts": {"profile": [], "registration": []},
        "login_url": "",
        "name": "Example",
        "passage_branding": false,
        "profile_management": false,
        "public_signup": false,
        "redirect_url": "",
        "refresh_absolute_lifetime": 0,
        "refresh_enabled": false,
        "refresh_inactivity_lifetime": 0,
        "require_email_verification": false,
        "require_identifier_verification": false,
        "required_identifier": "",
        "role": "",
        "rsa_public_key": "",
        "session_timeout_length": 0,
        "technologies": [],
        "type": "flex",
        "user_metadata_schema": [],
    }});
    for path in addresses(&app) {
        let answer = Answer::to(app.request("GET", &path).bearer_auth(&app.key)).await;
        assert_eq!(answer.shown(), (200, expected.clone()), "{path}");
        assert_eq!(answer.header("vary"), "");
    }
}

#[tokio::test]
async fn a_key_of_any_scope_reads_its_app_and_a_bad_one_does_not_pass_for_none() {
    let app = App::start().await;
    for scope in Scope::ALL {
        let (_, key) = app.create_key(&[scope], None).await;
        let path = format!("/v1/apps/{}", app.id);
        assert_eq!(Answer::to(app.request("GET", &path).bearer_auth(&key)).await.status, 200, "{scope:?}");
    }
    let neighbour = app.neighbour().await;
    for path in addresses(&app).into_iter().chain(["/v1/apps/nowhere".to_owned()]) {
        for key in [neighbour.key.as_str(), "pfk_none", ""] {
            let answer = Answer::to(app.request("GET", &path).bearer_auth(key)).await;
            assert_eq!(answer.shown(), refusals::invalid_access_token(), "{path} {key}");
        }
    }
}

#[tokio::test]
async fn a_page_learns_its_own_origin_and_may_read_the_answer() {
    let app = App::start().await;
    let other = "https://shop.example.com";
    app.change_settings(|settings| settings.origins.push(other.to_owned())).await;
    for path in addresses(&app) {
        for origin in [ORIGIN, other] {
            let answer = Answer::to(app.request("GET", &path).header(ORIGIN_HEADER, origin)).await;
            let shown =
                json!({"app": {"id": app.id, "name": "Example", "auth_origin": origin, "type": "flex"}});
            assert_eq!(answer.shown(), (200, shown));
            assert_eq!(answer.header("access-control-allow-origin"), origin);
            assert_eq!(answer.header("vary"), "Origin");
        }
        let native = Answer::to(app.request("GET", &path)).await;
        assert_eq!(native.ok()["app"]["auth_origin"], ORIGIN);
        assert_eq!(
            (native.header("access-control-allow-origin").as_str(), native.header("vary").as_str()),
            ("", "Origin")
        );
    }
}

#[tokio::test]
async fn a_page_of_a_foreign_origin_or_of_no_app_learns_nothing() {
    let app = App::start().await;
    for path in addresses(&app) {
        let foreign =
            Answer::to(app.request("GET", &path).header(ORIGIN_HEADER, "https://evil.example")).await;
        assert_eq!(foreign.shown(), refusals::foreign_origin());
        assert_eq!(foreign.header("access-control-allow-origin"), "");
    }
    let unknown = Answer::to(app.request("GET", "/v1/apps/nowhere").header(ORIGIN_HEADER, ORIGIN)).await;
    assert_eq!(unknown.shown(), refusals::app_not_found());
}

#[tokio::test]
async fn a_preflight_lets_the_version_header_of_old_clients_through() {
    let app = App::start().await;
    for path in addresses(&app) {
        let request = app
            .request("OPTIONS", &path)
            .header(ORIGIN_HEADER, ORIGIN)
            .header(ACCESS_CONTROL_REQUEST_METHOD, "GET")
            .header(ACCESS_CONTROL_REQUEST_HEADERS, "passage-version");
        let answer = Answer::to(request).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin").as_str()), (204, ORIGIN));
        assert_eq!(answer.header("access-control-allow-methods"), "GET, POST");
    }
}
