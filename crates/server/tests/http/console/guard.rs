//! What holds for every page: headers, where requests come from, addresses that are not there.

use serde_json::json;

use crate::world::{Answer, Console, ORIGIN};

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_other_sites_out() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    for answer in [
        console.get("/console/sign-in").await,
        console.get("/console/welcome").await,
        console.get("/console/assets/console.css").await,
        console.get("/console/nowhere").await,
        ada.get("/console/confirm").await,
        ada.post("/console/confirm/start", &[]).await,
    ] {
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("referrer-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn a_form_that_another_site_sends_does_nothing() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "https://login.example.com.evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let request =
            console.request("POST", "/console/sign-out").header("cookie", &ada.cookie).header(name, value);
        let answer = Answer::to(request).await;
        assert_eq!(answer.status, 403, "{name}: {value}");
        assert!(answer.body.contains("That did not come from here"));
    }
    assert_eq!(ada.get("/console/confirm").await.status, 200, "still signed in");
}

#[tokio::test]
async fn the_door_is_guarded_too() {
    let console = Console::start().await;
    let mut person = console.set_up().await.person;
    let nonce = console.sign_in_nonce(&mut person, json!({})).await;
    let forged = console.request("POST", "/console/sign-in").header("origin", "https://evil.example");
    assert_eq!(Answer::to(forged.json(&json!({"nonce": nonce}))).await.status, 403);
    assert_eq!(
        console.script("/console/sign-in", &json!({"nonce": nonce})).await.status,
        200,
        "the nonce was not taken"
    );
}

#[tokio::test]
async fn addresses_and_methods_that_are_not_there_are_pages_too() {
    let console = Console::start().await;
    let page = console.get("/console/nowhere").await;
    assert_eq!(page.status, 404);
    assert!(page.header("content-type").starts_with("text/html"));
    let page = Answer::to(console.request("DELETE", "/console/sign-in").header("origin", ORIGIN)).await;
    assert_eq!(page.status, 405);
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(console.get("/console/assets/nothing.js").await.status, 404);
}

#[tokio::test]
async fn a_file_that_the_browser_has_is_not_sent_again() {
    let console = Console::start().await;
    let first = console.get("/console/assets/passkeys.js").await;
    assert_eq!(first.header("cache-control"), "no-cache");
    let again =
        console.request("GET", "/console/assets/passkeys.js").header("if-none-match", first.header("etag"));
    let again = Answer::to(again).await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));
}
