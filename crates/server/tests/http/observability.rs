//! What operators see of requests, and what they must not.

use reqwest::header::{ORIGIN as ORIGIN_HEADER, USER_AGENT};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::world::{Answer, App, Log, ORIGIN, page_routes, refusal};

#[tokio::test]
async fn every_answer_names_its_request_and_no_two_are_alike() {
    let app = App::start().await;
    let mut ids = Vec::new();
    for answer in [
        app.get("/healthz").await,
        app.get("/readyz").await,
        app.get("/sdk/passflex.js").await,
        app.get("/nowhere").await,
        app.backend_gets("users/nobody").await,
        app.backend_gets("users").await,
        app.page_posts("authenticate/transactions/webauthn/start", json!({})).await,
        Answer::to(app.page("authenticate/transactions/webauthn/start").body("{")).await,
        Answer::to(app.request("PUT", &app.path("users"))).await,
        Answer::to(app.request("OPTIONS", "/v1/apps/nowhere/authenticate/transactions/webauthn/start")).await,
    ] {
        let id = answer.header("x-request-id");
        assert!(!id.is_empty() && id.len() <= 64, "{id:?}");
        assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{id:?}");
        ids.push(id);
    }
    ids.sort();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[tokio::test]
async fn a_request_id_that_the_caller_made_up_is_not_believed() {
    let app = App::start().await;
    let answer = Answer::to(app.request("GET", "/healthz").header("x-request-id", "mine")).await;
    assert_ne!(answer.header("x-request-id"), "mine");
}

#[tokio::test]
async fn every_request_leaves_one_line_that_says_what_it_was() {
    let (log, _guard) = Log::capture();
    let app = App::start().await;
    let app_id = app.id.as_str();
    let mut expected = Vec::new();
    for (answer, method, route, app_id, status) in [
        (app.get("/healthz").await, "GET", "/healthz", "", 200),
        (app.get("/nowhere?secret").await, "GET", "", "", 404),
        (app.backend_gets("users/nobody").await, "GET", "/v1/apps/{app_id}/users/{user_id}", app_id, 404),
        (
            Answer::to(app.request("GET", &app.path("users"))).await,
            "GET",
            "/v1/apps/{app_id}/users",
            app_id,
            401,
        ),
        (
            app.page_posts("authenticate/transactions/webauthn/start", json!({})).await,
            "POST",
            "/v1/apps/{app_id}/authenticate/transactions/webauthn/start",
            app_id,
            200,
        ),
        (
            Answer::to(app.page("authenticate/transactions/webauthn/start").body(vec![0; 300_000])).await,
            "POST",
            "/v1/apps/{app_id}/authenticate/transactions/webauthn/start",
            app_id,
            413,
        ),
        (
            Answer::to(app.request("PUT", &app.path("users"))).await,
            "PUT",
            "/v1/apps/{app_id}/users",
            app_id,
            405,
        ),
        (
            Answer::to(app.request("GET", "/v1/apps/a%20b/users")).await,
            "GET",
            "/v1/apps/{app_id}/users",
            "",
            401,
        ),
    ] {
        expected.push(json!({
            "level": "INFO",
            "message": "request",
            "target": "passflex::access",
            "request_id": answer.header("x-request-id"),
            "method": method,
            "route": route,
            "app_id": app_id,
            "status": status,
        }));
    }
    let mut lines = log.requests();
    for line in &mut lines {
        let line = line.as_object_mut().unwrap();
        assert!(line.remove("duration_ms").unwrap().as_f64().unwrap() > 0.0);
        line.remove("timestamp").unwrap();
    }
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn nothing_secret_or_personal_reaches_the_log_whatever_goes_wrong() {
    let (log, _guard) = Log::capture();
    let app = App::start().await;
    let mut ada = app.member("ada@example.net").await;
    let transaction_id = app.sign_in_transaction(&ada.external_id).await;
    let started = app.start_sign_in(Some(&transaction_id)).await;
    let forged = ada.assertion_with(&started, |draft| draft.signing_key = draft.signing_key.other());
    assert_eq!(app.finish_sign_in(forged).await.status, 401);
    let finish = ada.assertion(&started);
    let request = app.page("authenticate/transactions/webauthn/finish").header(USER_AGENT, "Peculiar/7");
    let nonce = Answer::to(request.json(&finish)).await.text("nonce");
    let query = "users?limit=1&identifier=ada%40example.net";
    assert_eq!(app.backend_gets(query).await.status, 200);
    assert_eq!(app.backend_gets(&format!("{query}&q=peculiar-query")).await.status, 400);
    for route in page_routes() {
        let request = app.request("POST", &app.path(route)).header(ORIGIN_HEADER, "https://peculiar.example");
        assert_eq!(Answer::to(request.body("peculiar body")).await.status, 403);
        assert_eq!(Answer::to(app.page(route).body("peculiar body")).await.status, 400);
    }
    assert_eq!(app.verify(&nonce).await.status, 200);
    assert_eq!(app.verify(&nonce).await.status, 401);
    assert_eq!(app.get("/peculiar/path?and=query").await.status, 404);
    assert_eq!(app.get("/v1/apps/peculiar%20app/users").await.status, 401);
    Connection::open(app.database()).unwrap().execute_batch("DROP TABLE passkeys").unwrap();
    assert_eq!(app.finish_sign_in(finish.clone()).await.status, 500);

    let log = log.text();
    assert!(
        log.contains("ceremony failed") && log.contains("no such table"),
        "the log is not captured: {log}"
    );
    let credential = &finish["handshake_response"];
    for (case, secret) in [
        ("the key", app.key.as_str()),
        ("a nonce", &nonce),
        ("a transaction", &transaction_id),
        ("a handshake", &started.handshake_id),
        ("a challenge", started.public_key["challenge"].as_str().unwrap()),
        ("a signature", credential["response"]["signature"].as_str().unwrap()),
        ("a credential id", credential["id"].as_str().unwrap()),
        ("a user handle", credential["response"]["userHandle"].as_str().unwrap()),
        ("an external id", "ada@"),
        ("an external id, encoded", "ada%40"),
        ("a display name", "Lovelace"),
        ("a header, a body, a path or a query", "eculiar"),
        ("an app's page", ORIGIN),
        ("an address", "127.0.0.1"),
    ] {
        assert!(!log.contains(secret), "{case} is in the log: {log}");
    }
}

#[tokio::test]
async fn an_internal_error_is_told_to_the_log_and_not_to_the_caller() {
    let (log, _guard) = Log::capture();
    let app = App::start().await;
    app.member("ada").await;
    let user_id = app.user_id("ada").await;
    Connection::open(app.database()).unwrap().execute_batch("DROP TABLE passkeys").unwrap();

    let answer = app.backend_gets(&format!("users/{user_id}/devices")).await;
    let sentence = "Something went wrong on the server. Try again, or report the request id.";
    assert_eq!(answer.shown(), refusal(500, "internal_server_error", sentence));
    let cause = log.text();
    let cause = cause.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let causes: Vec<Value> = cause.filter(|line| line["level"] == "ERROR").collect();
    assert_eq!(causes.len(), 1, "{causes:?}");
    assert!(causes[0]["error"].as_str().unwrap().contains("no such table"), "{causes:?}");
}

#[tokio::test]
async fn the_cause_of_an_internal_error_is_found_by_the_request_id_that_the_caller_reports() {
    let (log, _guard) = Log::capture();
    let app = App::start().await;
    Connection::open(app.database()).unwrap().execute_batch("DROP TABLE users").unwrap();
    let id = app.backend_gets("users/nobody").await.header("x-request-id");
    let text = log.text();
    let cause = text.lines().find(|line| line.contains("no such table")).unwrap();
    assert!(cause.contains(&id), "{cause}");
}

#[tokio::test]
async fn a_revocation_is_written_down_with_the_key_and_the_request_that_made_it() {
    let app = App::start().await;
    app.member("ada").await;
    let user_id = app.user_id("ada").await;
    let device_id = app.device_id(&user_id).await;
    let (key_id, key) = app.create_key(&passflex_flex::Scope::ALL, None).await;
    let path = app.path(&format!("users/{user_id}/devices/{device_id}"));
    let answer = Answer::to(app.request("DELETE", &path).bearer_auth(&key)).await;
    let row = Connection::open(app.database())
        .unwrap()
        .query_row(
            "SELECT actor_kind, actor_id, verb, target, request_id FROM audit WHERE target = ?1",
            [&device_id],
            |row| Ok([row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]),
        )
        .unwrap();
    let request_id = answer.header("x-request-id");
    assert_eq!(row[0..2], ["api_key".to_owned(), key_id.as_str().to_owned()]);
    assert_eq!(row[2..], ["passkey.revoke".to_owned(), device_id, request_id]);
}
