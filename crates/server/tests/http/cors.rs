//! Which answers a browser lets a page read (Fetch standard, section 3.2).

use passflex_flex::Actor;
use passflex_flex::store::AppId;
use reqwest::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE, ORIGIN as ORIGIN_HEADER,
};
use serde_json::json;

use crate::world::{Answer, App, ORIGIN, ROUTES, page_routes, refusal, refusals};

const START: &str = "authenticate/transactions/webauthn/start";
const ANDROID: &str = "android:apk-key-hash:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";

/// `Vary`, the origin that may read the answer, and the headers that it may read.
fn cors(answer: &Answer) -> [String; 3] {
    ["vary", "access-control-allow-origin", "access-control-expose-headers"].map(|name| answer.header(name))
}

/// What [`cors`] finds on answers that this origin may read.
fn readable_by(origin: &str) -> [String; 3] {
    ["Origin", origin, "retry-after, x-request-id"].map(str::to_owned)
}

/// What [`cors`] finds on answers that depend on the origin and that no page may read.
fn hidden() -> [String; 3] {
    ["Origin", "", ""].map(str::to_owned)
}

/// What [`cors`] finds where browsers are not meant to call.
fn none() -> [String; 3] {
    [""; 3].map(str::to_owned)
}

#[tokio::test]
async fn the_apps_own_pages_may_read_every_answer_good_or_bad() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let transaction_id = app.sign_in_transaction("ada").await;
    let started = app.start_sign_in(Some(&transaction_id)).await;
    for (case, status, answer) in [
        ("started", 200, app.page_posts(START, json!({})).await),
        ("finished", 200, app.finish_sign_in(ada.assertion(&started)).await),
        ("used", 401, app.finish_sign_in(ada.assertion(&started)).await),
        ("no such transaction", 404, app.page_posts(START, json!({"transaction_id": "x"})).await),
        ("no JSON", 400, Answer::to(app.page(START).body("{")).await),
        ("too large", 413, Answer::to(app.page(START).body(vec![b' '; 256 * 1_024 + 1])).await),
        ("wrong method", 405, {
            Answer::to(app.request("PUT", &app.path(START)).header(ORIGIN_HEADER, ORIGIN)).await
        }),
    ] {
        assert_eq!(answer.status, status, "{case}");
        assert_eq!(cors(&answer), readable_by(ORIGIN), "{case}");
    }
}

#[tokio::test]
async fn a_refusal_for_too_many_requests_may_be_read_with_its_retry_after() {
    let app = App::start_with_rate_limits().await;
    let refused = crate::rate_limit::until_refused(&app).await;
    assert_eq!(cors(&refused), readable_by(ORIGIN));
}

#[tokio::test]
async fn an_internal_error_may_be_read() {
    let app = App::start().await;
    let transaction_id = app.register_transaction("ada").await;
    rusqlite::Connection::open(app.database()).unwrap().execute_batch("DROP TABLE users").unwrap();
    let body = json!({"transaction_id": transaction_id});
    let answer = app.page_posts("register/transactions/webauthn/start", body).await;
    assert_eq!(answer.status, 500);
    assert_eq!(cors(&answer), readable_by(ORIGIN));
}

#[tokio::test]
async fn a_foreign_origin_is_refused_on_every_page_route() {
    let app = App::start().await;
    app.change_settings(|settings| settings.origins.push(ANDROID.to_owned())).await;
    for route in page_routes() {
        for origin in [
            "https://evil.example",
            "https://login.example.com.evil.example",
            "https://evil.login.example.com",
            "https://example.com",
            "http://login.example.com",
            "https://login.example.com:8443",
            "https://login.example.com/",
            "https://LOGIN.example.com",
            "null",
            "*",
            "",
            ANDROID,
        ] {
            let request = app.request("POST", &app.path(route)).header(ORIGIN_HEADER, origin);
            let answer = Answer::to(request.json(&json!({}))).await;
            assert_eq!(answer.shown(), refusals::foreign_origin(), "{route} {origin}");
            assert_eq!(cors(&answer), hidden(), "{route} {origin}");
        }
    }
}

#[tokio::test]
async fn every_web_origin_of_the_app_is_let_through_from_the_moment_it_is_added() {
    let app = App::start().await;
    let other = "https://shop.example.com";
    let start = async || {
        let request = app.request("POST", &app.path(START)).header(ORIGIN_HEADER, other);
        Answer::to(request).await
    };
    assert_eq!(start().await.status, 403);
    app.change_settings(|settings| settings.origins.push(other.to_owned())).await;
    let answer = start().await;
    assert_eq!((answer.status, cors(&answer)), (200, readable_by(other)));
}

#[tokio::test]
async fn native_apps_send_no_origin_and_are_let_through() {
    let app = App::start().await;
    let answer = Answer::to(app.request("POST", &app.path(START))).await;
    assert_eq!((answer.status, cors(&answer)), (200, hidden()));
}

#[tokio::test]
async fn a_preflight_grants_what_published_clients_send() {
    let app = App::start().await;
    for route in page_routes() {
        let request = app
            .request("OPTIONS", &app.path(route))
            .header(ORIGIN_HEADER, ORIGIN)
            .header(ACCESS_CONTROL_REQUEST_METHOD, "POST")
            .header(ACCESS_CONTROL_REQUEST_HEADERS, "content-type,passage-flex-version,passage-version");
        let answer = Answer::to(request).await;
        assert_eq!((answer.status, answer.body.as_str()), (204, ""), "{route}");
        assert_eq!(cors(&answer), readable_by(ORIGIN), "{route}");
        assert_eq!(answer.header("access-control-allow-methods"), "GET, POST");
        assert_eq!(
            answer.header("access-control-allow-headers"),
            "content-type, passage-version, passage-flex-version"
        );
        assert_eq!(answer.header("access-control-max-age"), "7200");
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
}

#[tokio::test]
async fn the_version_headers_of_published_clients_change_nothing() {
    let app = App::start().await;
    let request = app.page(START).header("Passage-Version", "js 1.0").header("Passage-Flex-Version", "1.0");
    assert_eq!(Answer::to(request).await.status, 200);
}

#[tokio::test]
async fn a_preflight_of_a_foreign_origin_grants_nothing() {
    let app = App::start().await;
    let request = app
        .request("OPTIONS", &app.path(START))
        .header(ORIGIN_HEADER, "https://evil.example")
        .header(ACCESS_CONTROL_REQUEST_METHOD, "POST");
    let answer = Answer::to(request).await;
    assert_eq!(answer.shown(), refusals::foreign_origin());
    assert_eq!(cors(&answer), hidden());
    assert_eq!(answer.header("access-control-allow-methods"), "");
}

#[tokio::test]
async fn an_unknown_app_is_404_and_has_no_pages() {
    let app = App::start().await;
    for route in page_routes() {
        for method in ["POST", "OPTIONS", "PUT"] {
            let path = format!("/v1/apps/nowhere/{route}");
            let request = app.request(method, &path).header(ORIGIN_HEADER, ORIGIN);
            let answer = Answer::to(request).await;
            assert_eq!(answer.shown(), refusals::app_not_found(), "{method} {route}");
            assert_eq!(cors(&answer), hidden(), "{method} {route}");
        }
    }
}

#[tokio::test]
async fn a_deleted_app_is_404() {
    let app = App::start().await;
    app.flex.delete_app(&Actor::cli(), &AppId::new(app.id.as_str())).await.unwrap();
    assert_eq!(app.page_posts(START, json!({})).await.shown(), refusals::app_not_found());
}

#[tokio::test]
async fn the_origin_of_one_app_is_foreign_to_another() {
    let app = App::start().await;
    let neighbour = app.neighbour().await;
    neighbour
        .change_settings(|settings| settings.origins = vec!["https://other.example.com".to_owned()])
        .await;
    let request = app.request("POST", &neighbour.path(START)).header(ORIGIN_HEADER, ORIGIN);
    assert_eq!(Answer::to(request).await.shown(), refusals::foreign_origin());
}

#[tokio::test]
async fn routes_of_backends_know_no_pages() {
    let app = App::start().await;
    for route in ROUTES.iter().filter(|route| route.scope.is_some()) {
        let request = app.backend(route.method, route.path).header(ORIGIN_HEADER, ORIGIN).json(&json!({}));
        assert_eq!(cors(&Answer::to(request).await), none(), "{route:?}");

        let preflight = app
            .request("OPTIONS", &app.path(route.path))
            .header(ORIGIN_HEADER, ORIGIN)
            .header(ACCESS_CONTROL_REQUEST_METHOD, route.method);
        let answer = Answer::to(preflight).await;
        let refused = refusal(405, "method_not_allowed", "This address does not take that method.");
        assert_eq!(answer.shown(), refused, "{route:?}");
        assert_eq!(cors(&answer), none(), "{route:?}");
    }
}

#[tokio::test]
async fn a_simple_request_of_an_old_client_is_read_though_it_says_it_is_text() {
    let app = App::start().await;
    app.member("ada").await;
    let body = json!({"transaction_id": app.sign_in_transaction("ada").await}).to_string();
    let request = app.page(START).header(CONTENT_TYPE, "text/plain;charset=UTF-8").body(body);
    let answer = Answer::to(request).await;
    assert_eq!((answer.status, cors(&answer)), (200, readable_by(ORIGIN)));
}
