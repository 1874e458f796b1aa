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

/// A call that comes through a proxy on loopback, for somebody at this address.
fn forwarded(app: &App, address: &str) -> RequestBuilder {
    app.page(START).header("x-forwarded-for", address).body("{")
}

#[tokio::test]
async fn one_apps_callers_use_nothing_up_of_another_apps() {
    let app = App::start_with_rate_limits().await;
    let neighbour = app.neighbour().await;
    until_refused(&app).await;
    assert_eq!(Answer::to(neighbour.page(START).body("{")).await.status, 400);
}

#[tokio::test]
async fn apps_that_there_are_not_share_a_budget() {
    let app = App::start_with_rate_limits().await;
    let calls = std::cell::Cell::new(0);
    let refused = until_not(404, || {
        calls.set(calls.get() + 1);
        app.request("POST", &format!("/v1/apps/nowhere{}/{START}", calls.get()))
    })
    .await;
    assert_eq!(refused.status, 429);
    assert_eq!(Answer::to(app.page(START).body("{")).await.status, 400);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_caller_has_a_budget_whatever_it_writes_itself() {
    let app = App::start_behind(&["127.0.0.0/8"]).await;
    let calls = std::cell::Cell::new(0);
    let refused = until_not(400, || {
        calls.set(calls.get() + 1);
        forwarded(&app, &format!("198.51.100.{}, 192.0.2.1", calls.get() % 256))
    })
    .await;
    assert_eq!(refused.status, 429);
    assert_eq!(Answer::to(forwarded(&app, "192.0.2.2")).await.status, 400);
}

#[tokio::test]
async fn whoever_calls_without_a_trusted_proxy_cannot_choose_a_budget() {
    let app = App::start_behind(&["192.0.2.0/24"]).await;
    let calls = std::cell::Cell::new(0);
    let refused = until_not(400, || {
        calls.set(calls.get() + 1);
        let address = format!("198.51.100.{}", calls.get() % 256);
        forwarded(&app, &address).header("forwarded", format!("for={address}"))
    })
    .await;
    assert_eq!(refused.status, 429);
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
async fn foreign_origins_and_unknown_apps_use_budgets_up_too() {
    let app = App::start_with_rate_limits().await;
    let foreign = || app.request("POST", &app.path(START)).header(ORIGIN_HEADER, "https://evil.example");
    let refused = until_not(403, foreign).await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin").as_str()), (429, ""));

    let app = App::start_with_rate_limits().await;
    let unknown = || app.request("POST", &format!("/v1/apps/nowhere/{START}"));
    assert_eq!(until_not(404, unknown).await.status, 429);
}
