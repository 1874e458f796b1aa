//! Requests that another site makes a browser send.

use reqwest::Method;
use serde_json::json;

use crate::support::{PASSWORD, start};

#[tokio::test]
async fn a_form_without_the_token_is_refused() {
    let site = start().await;
    let mut browser = site.browser();
    browser.get("/sign-up").await;
    browser.forgery_token.clear();
    let answer = browser.post("/sign-up", &[("name", "alice"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("This page is out of date. Go back, reload it, and try again."));
}

#[tokio::test]
async fn the_token_of_another_browser_is_refused() {
    let site = start().await;
    let mut attacker = site.browser();
    attacker.get("/sign-up").await;
    let mut victim = site.browser();
    victim.get("/sign-up").await;
    victim.forgery_token = attacker.forgery_token;
    let answer = victim.post("/sign-up", &[("name", "alice"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn another_origin_is_refused_even_with_the_right_token() {
    let site = start().await;
    let mut browser = site.signed_up("alice").await;
    for origin in ["https://evil.example", "null", "http://localhost.evil.example"] {
        browser.origin = origin.to_owned();
        assert_eq!(browser.post("/sign-out", &[]).await.status, 403, "{origin}");
    }
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn a_request_that_the_browser_calls_cross_site_is_refused() {
    let site = start().await;
    let browser = site.signed_up("alice").await;
    for from in ["cross-site", "same-site", "none"] {
        let request = browser
            .request(Method::POST, "/passkeys/register/start")
            .header("sec-fetch-site", from)
            .header("x-forgery-token", &browser.forgery_token)
            .json(&json!({}));
        let answer = browser.send(request).await;
        assert_eq!((answer.status, &answer.json()["code"]), (403, &json!("forged")), "{from}");
    }
}

#[tokio::test]
async fn every_ceremony_wants_the_token() {
    let site = start().await;
    let mut browser = site.signed_up("alice").await;
    browser.forgery_token = "A".repeat(43);
    for path in [
        "/passkeys/register/start",
        "/passkeys/register/finish",
        "/passkeys/sign-in/start",
        "/passkeys/sign-in/finish",
        "/passkeys/step-up/start",
        "/passkeys/step-up/finish",
    ] {
        let answer = browser.call(path, json!({})).await;
        assert_eq!((answer.status, &answer.json()["code"]), (403, &json!("forged")), "{path}");
    }
}

#[tokio::test]
async fn an_attackers_nonce_by_name_signs_nobody_elses_browser_in() {
    let site = start().await;
    let mut attacker = site.with_passkey("mallory").await;
    attacker.post("/sign-out", &[]).await;
    attacker.get("/sign-in").await;
    let started = attacker.call("/passkeys/sign-in/start", json!({ "name": "mallory" })).await;
    let transaction_id = started.transaction_id();
    let nonce = site.passflex.carry_out(transaction_id);

    let mut victim = site.browser();
    victim.get("/sign-in").await;
    let body = json!({ "nonce": nonce, "transaction_id": transaction_id });
    let answer = victim.call_and_follow("/passkeys/sign-in/finish", body).await;
    assert_eq!((answer.status, &answer.json()["code"]), (403, &json!("no_ceremony")));

    let body = json!({ "nonce": nonce, "transaction_id": null });
    let answer = victim.call_and_follow("/passkeys/sign-in/finish", body).await;
    assert_eq!((answer.status, &answer.json()["code"]), (401, &json!("nonce_refused")));
    assert!(!victim.is_signed_in().await);
}
