//! The limit for callers without a key.

use reqwest::RequestBuilder;
use reqwest::header::ORIGIN as ORIGIN_HEADER;
use serde_json::json;

use crate::world::{Answer, App, page_routes, refusal};

const START: &str = "authenticate/transactions/webauthn/start";
/// More than any budget holds, even if it fills while it is used.
const MANY: usize = 10_000;

/// Calls until it is told to wait.
pub(crate) async fn until_refused(app: &App) -> Answer {
    until_not(400, || app.page(START).body("{")).await
}

/// Calls until the answer has another status.
async fn until_not(status: u16, request: impl Fn() -> RequestBuilder) -> Answer {
    for _ in 0..MANY {
        let answer = Answer::to(request()).await;
        if answer.status != status {
            return answer;
        }
    }
    panic!("{MANY} requests went through");
}

#[tokio::test]
async fn whoever_calls_too_often_is_told_when_to_come_back() {
    let app = App::start_with_rate_limits().await;
    let refused = until_refused(&app).await;
    let sentence = "Too many requests from this address. Wait a moment and try again.";
    assert_eq!(refused.shown(), refusal(429, "too_many_requests", sentence));
    assert_eq!(refused.header("retry-after"), "1");
}

#[tokio::test]
async fn backends_are_not_limited_and_neither_are_health_checks() {
    let app = App::start_with_rate_limits().await;
    until_refused(&app).await;
    let body = json!({"external_id": "ada", "passkey_display_name": "Ada"});
    assert_eq!(app.backend_posts("transactions/register", body).await.status, 200);
    assert_eq!(app.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn without_limits_nobody_is_refused() {
    let app = App::start().await;
    for route in page_routes() {
        for _ in 0..200 {
            assert_eq!(Answer::to(app.page(route).body("{")).await.status, 400);
        }
    }
}

#[tokio::test]
async fn foreign_origins_and_unknown_apps_use_up_the_same_budget() {
    let app = App::start_with_rate_limits().await;
    let foreign = || app.request("POST", &app.path(START)).header(ORIGIN_HEADER, "https://evil.example");
    let refused = until_not(403, foreign).await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin").as_str()), (429, ""));

    let app = App::start_with_rate_limits().await;
    let unknown = || app.request("POST", &format!("/v1/apps/nowhere/{START}"));
    assert_eq!(until_not(404, unknown).await.status, 429);
}
