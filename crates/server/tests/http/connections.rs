//! Connections: those that waste time or memory, and the end of all of them.

use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{pause, timeout};

use crate::world::{App, Log, Server, Wire};

/// Longer than any limit of the server.
const FOREVER: Duration = Duration::from_hours(1);

#[tokio::test]
async fn a_head_that_is_too_large_is_431_and_ends_the_connection() {
    let server = Server::start().await;
    for head in [
        format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: {}", "x".repeat(1 << 20)),
        format!("GET /healthz HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: x\r\n".repeat(1_000)),
    ] {
        let mut wire = Wire::to(server.address).await;
        wire.send_what_is_taken(&head).await;
        let answer = wire.read_to_end().await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
    assert_eq!(server.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_url_that_is_too_long_is_refused() {
    let server = Server::start().await;
    let mut wire = Wire::to(server.address).await;
    wire.send_what_is_taken(&format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(1 << 20)))
        .await;
    let answer = wire.read_to_end().await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
}

#[tokio::test]
async fn whoever_takes_too_long_with_a_head_is_disconnected() {
    let server = Server::start().await;
    for beginning in ["", "P", "PRI * HTTP/2.0\r\n", "POST", "GET /healthz HTTP/1.1\r\nHost: loc"] {
        let mut wire = Wire::to(server.address).await;
        wire.send(beginning).await;
        assert!(is_closed_in_time(wire).await, "{beginning:?}");
    }
}

#[tokio::test]
async fn a_connection_on_which_nothing_more_is_asked_is_closed() {
    let server = Server::start().await;
    let mut wire = Wire::to(server.address).await;
    wire.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    wire.read_until("{\"status\":\"ok\"}").await;
    assert!(is_closed_in_time(wire).await);
}

#[tokio::test]
async fn a_body_that_never_ends_is_answered_and_the_page_may_read_why() {
    let app = App::start().await;
    let mut wire = begin(&app, "Origin: https://login.example.com\r\n").await;
    pause();
    let answer = timeout(FOREVER, wire.read_until("}")).await.unwrap().to_lowercase();
    assert!(answer.starts_with("http/1.1 400 "), "{answer}");
    assert!(answer.contains("access-control-allow-origin: https://login.example.com\r\n"), "{answer}");
    assert!(answer.contains("the body did not arrive within 12 seconds."), "{answer}");
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_ends_what_is_under_way_and_takes_nothing_new() {
    let (log, _guard) = Log::capture();
    let app = App::start().await;
    let mut wire = begin(&app, "").await;
    let serving = app.stop();
    while TcpStream::connect(app.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!serving.is_finished(), "a request is under way");

    wire.send("{}").await;
    let answer = wire.read_to_end().await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    serving.await.unwrap().unwrap();
    assert_eq!(log.requests().len(), 1);
}

#[tokio::test]
async fn a_request_that_does_not_end_delays_the_stop_by_ten_seconds_and_no_more() {
    let app = App::start().await;
    let _wire = begin(&app, "").await;
    pause();
    let asked = tokio::time::Instant::now();
    app.stop().await.unwrap().unwrap();
    assert_eq!(asked.elapsed().as_secs(), 10);
}

#[tokio::test]
async fn idle_connections_do_not_delay_the_stop() {
    let app = App::start().await;
    let mut idle = Wire::to(app.address).await;
    idle.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    idle.read_until("{\"status\":\"ok\"}").await;
    let _silent = Wire::to(app.address).await;
    pause();
    let asked = tokio::time::Instant::now();
    app.stop().await.unwrap().unwrap();
    assert_eq!(asked.elapsed().as_secs(), 0);
}

/// Begins a sign-in's start. Returns when the handler waits for the body, of which two bytes are missing.
async fn begin(app: &App, headers: &str) -> Wire {
    let path = app.path("authenticate/transactions/webauthn/start");
    let mut wire = Wire::to(app.address).await;
    wire.send(&format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nExpect: 100-continue\r\n{headers}\r\n"
    ))
    .await;
    wire.read_until("HTTP/1.1 100 Continue\r\n\r\n").await;
    wire
}

/// Whether the server closes the connection. The clock is stopped, and skips to the next moment at which anything
/// would happen.
async fn is_closed_in_time(mut wire: Wire) -> bool {
    pause();
    let closed = timeout(FOREVER, wire.read_to_end()).await.is_ok();
    tokio::time::resume();
    closed
}
