//! `GET /healthz` and `GET /readyz`.

use std::sync::Arc;

use passflex_flex::SystemClock;
use passflex_server::ServerConfig;
use serde_json::json;

use crate::world::{Answer, Server, TestClock, refusal};

const NO_LIMITS: ServerConfig =
    ServerConfig { rate_limits: false, public_url: None, console_origin: None, trusted_proxies: Vec::new() };

#[tokio::test]
async fn a_server_whose_clock_agrees_with_its_database_is_alive_and_ready() {
    let server = Server::start_on(&NO_LIMITS, TestClock::far_ahead(), Arc::new(SystemClock)).await;
    assert_eq!(server.get("/healthz").await.shown(), (200, json!({"status": "ok"})));
    assert_eq!(server.get("/readyz").await.shown(), (200, json!({"status": "ok"})));
}

#[tokio::test]
async fn a_server_whose_clock_differs_from_its_databases_is_alive_but_not_ready() {
    // By the test's clock it is many years later than by the database's.
    let server = Server::start().await;
    assert_eq!(server.get("/healthz").await.status, 200);
    let answer = server.get("/readyz").await;
    let sentence =
        "The server's clock and the database's differ by more than five seconds. Set the clock right.";
    assert_eq!(answer.shown(), refusal(503, "service_unavailable", sentence));
    assert_eq!(answer.header("retry-after"), "1");
}

#[tokio::test]
async fn health_can_be_asked_for_without_a_body() {
    let server = Server::start().await;
    let answer = Answer::to(server.request("HEAD", "/healthz")).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
}
