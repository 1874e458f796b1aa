//! What every route does with a body that it cannot use.

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::world::{Answer, App, ROUTES, Route, refusal, refusals};

/// The largest body that is read, in bytes.
const MAX_BODY: usize = 256 * 1_024;

fn posts() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| route.method == "POST")
}

async fn post(app: &App, route: &Route, body: impl Into<reqwest::Body>) -> Answer {
    let key = route.scope.map_or("", |_| &app.key);
    Answer::to(app.request("POST", &app.path(route.path)).bearer_auth(key).body(body)).await
}

#[tokio::test]
async fn a_body_that_is_not_json_is_400() {
    let app = App::start().await;
    for route in posts() {
        for body in [&b"{"[..], b"{]", b"{\"nonce\": \"\xff\"}", b"{'nonce': 1}"] {
            let answer = post(&app, route, body).await;
            let expected = refusals::invalid_request("The body is not valid JSON.");
            assert_eq!(answer.shown(), expected, "{route:?} {}", String::from_utf8_lossy(body));
        }
    }
}

#[tokio::test]
async fn an_empty_body_is_400_where_something_is_needed() {
    let app = App::start().await;
    for route in posts().filter(|route| route.path != "authenticate/transactions/webauthn/start") {
        for body in ["", " ", "\r\n"] {
            let answer = post(&app, route, body).await;
            assert_eq!(
                answer.shown(),
                refusals::invalid_request("The body must be a JSON object."),
                "{route:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_body_that_is_no_object_is_400() {
    let app = App::start().await;
    for route in posts() {
        for body in [
            "[]",
            r#"["a", "b", null]"#,
            "[null]",
            "null",
            "1",
            "true",
            r#""{}""#,
            "nonsense",
            "external_id=ada",
            "\u{feff}{}",
        ] {
            let answer = post(&app, route, body).await;
            assert_eq!(
                answer.shown(),
                refusals::invalid_request("The body must be a JSON object."),
                "{route:?} {body}"
            );
        }
    }
}

#[tokio::test]
async fn a_body_that_goes_on_after_its_end_is_400() {
    let app = App::start().await;
    for route in posts() {
        let answer = post(&app, route, "{} {}").await;
        let sentence = "The body goes on after its JSON object.";
        assert_eq!(answer.shown(), refusals::invalid_request(sentence), "{route:?}");
    }
}

#[tokio::test]
async fn a_member_of_the_wrong_type_is_named() {
    let app = App::start().await;
    for (path, member, right) in [
        ("transactions/register", "external_id", "text"),
        ("transactions/register", "passkey_display_name", "text"),
        ("transactions/authenticate", "external_id", "text"),
        ("authenticate/verify", "nonce", "text"),
        ("register/transactions/webauthn/start", "transaction_id", "text"),
        ("register/transactions/webauthn/start", "authenticator_attachment", "text"),
        ("register/transactions/webauthn/finish", "handshake_id", "text"),
        ("register/transactions/webauthn/finish", "transaction_id", "text"),
        ("register/transactions/webauthn/finish", "handshake_response", "object"),
        ("authenticate/transactions/webauthn/start", "transaction_id", "text"),
        ("authenticate/transactions/webauthn/finish", "handshake_id", "text"),
        ("authenticate/transactions/webauthn/finish", "transaction_id", "text"),
        ("authenticate/transactions/webauthn/finish", "handshake_response", "object"),
    ] {
        let route = ROUTES.iter().find(|route| route.path == path).unwrap();
        for wrong in [json!(1), json!(true), json!(1.5), json!("text"), json!({}), json!(["a"])] {
            if right == "text" && wrong.is_string() {
                continue;
            }
            let answer = post(&app, route, json!({ member: wrong }).to_string()).await;
            let sentence = format!("`{member}` is not allowed here, lacks a member, or has the wrong type.");
            assert_eq!(answer.shown(), refusals::invalid_request(&sentence), "{path} {wrong}");
        }
    }
}

#[tokio::test]
async fn a_member_that_stands_there_twice_is_400() {
    let app = App::start().await;
    for body in [
        r#"{"external_id": "ada", "external_id": "eve", "passkey_display_name": "Ada"}"#,
        r#"{"external_id": null, "external_id": "eve", "passkey_display_name": "Ada"}"#,
    ] {
        let answer = Answer::to(app.backend("POST", "transactions/register").body(body)).await;
        assert_eq!(answer.shown().1["code"], "invalid_request");
        assert_eq!(answer.status, 400);
    }
}

#[tokio::test]
async fn a_body_as_large_as_allowed_is_read_and_one_byte_more_is_413() {
    let app = App::start().await;
    for route in posts() {
        let mut body = b"{\"of_the_future\": \"".to_vec();
        body.resize(MAX_BODY - 2, b'x');
        body.extend(b"\"}");
        assert_ne!(post(&app, route, body.clone()).await.status, 413, "{route:?}");

        body.push(b' ');
        let answer = post(&app, route, body).await;
        let expected = refusal(413, "body_too_large", "The body is larger than 262144 bytes.");
        assert_eq!(answer.shown(), expected, "{route:?}");
    }
}

#[tokio::test]
async fn json_that_is_nested_too_deeply_is_400() {
    let app = App::start().await;
    for route in posts() {
        for member in ["options", "handshake_response", "expect", "of_the_future", "nonce", "transaction_id"]
        {
            let body = format!("{{\"{member}\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
            let answer = post(&app, route, body).await;
            assert!(answer.status < 500, "{route:?} {member}: {}", answer.body);
        }
        let answer = post(&app, route, "[".repeat(MAX_BODY)).await;
        assert_eq!(answer.status, 400, "{route:?}");
    }
}

#[tokio::test]
async fn a_name_that_the_caller_made_up_does_not_swell_the_answer() {
    let app = App::start().await;
    let name = "n".repeat(100_000);
    let body = json!({"external_id": "ada", "passkey_display_name": "Ada", "options": {name: 1}});
    let answer = app.backend_posts("transactions/register", body).await;
    assert_eq!(answer.shown(), refusals::invalid_request("The body has a member that is not allowed here."));
}

#[tokio::test]
async fn the_content_type_does_not_matter() {
    let app = App::start().await;
    let body = json!({"external_id": "ada", "passkey_display_name": "Ada"}).to_string();
    for content_type in [None, Some("text/plain"), Some("application/json; charset=utf-8"), Some("")] {
        let mut request = app.backend("POST", "transactions/register").body(body.clone());
        if let Some(content_type) = content_type {
            request = request.header(CONTENT_TYPE, content_type);
        }
        assert_eq!(Answer::to(request).await.status, 200, "{content_type:?}");
    }
}

#[tokio::test]
async fn a_body_that_nobody_asked_for_is_passed_over() {
    let app = App::start().await;
    app.member("ada").await;
    let request = app.backend("GET", "users?limit=1&identifier=ada").body("[".repeat(MAX_BODY + 1));
    assert_eq!(Answer::to(request).await.status, 200);
}

#[tokio::test]
async fn members_that_nobody_knows_are_passed_over() {
    let app = App::start().await;
    let future = json!({"deeper": [1, null, {"": Value::Null}]});
    let body = json!({"external_id": "ada", "passkey_display_name": "Ada", "of_the_future": future});
    assert_eq!(app.backend_posts("transactions/register", body).await.status, 200);
}
