use serde_json::json;

use crate::support::{PASSWORD, start};

#[tokio::test]
async fn signing_in_gives_the_browser_a_new_token_and_the_old_one_is_worth_nothing() {
    let site = start().await;
    site.with_passkey("alice").await;
    let mut browser = site.browser();
    browser.get("/sign-in").await;
    let mut attacker = site.browser();
    attacker.cookies = browser.cookies.clone();

    browser.post("/sign-in/password", &[("name", "alice"), ("password", PASSWORD)]).await;
    assert!(browser.is_signed_in().await);
    assert_ne!(browser.cookies["demo-browser"], attacker.cookies["demo-browser"]);
    assert!(!attacker.is_signed_in().await);
}

#[tokio::test]
async fn a_passkey_rotates_the_token_as_well() {
    let site = start().await;
    site.with_passkey("alice").await;
    let mut browser = site.browser();
    browser.get("/sign-in").await;
    let mut attacker = site.browser();
    attacker.cookies = browser.cookies.clone();

    let nonce = site.passflex.pick_passkey_of(&site.external_id("alice"));
    browser.call_and_follow("/passkeys/sign-in/finish", json!({ "nonce": nonce })).await;
    assert!(browser.is_signed_in().await);
    assert!(!attacker.is_signed_in().await);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let site = start().await;
    let mut browser = site.signed_up("alice").await;
    let mut thief = site.browser();
    thief.cookies = browser.cookies.clone();
    assert!(thief.is_signed_in().await);
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert!(!thief.is_signed_in().await);
}

#[tokio::test]
async fn a_session_expires() {
    let site = start().await;
    let mut browser = site.signed_up("alice").await;
    site.database().execute("UPDATE sessions SET expires_at = expires_at - 12 * 3600", []).unwrap();
    let answer = browser.get("/account").await;
    assert_eq!((answer.status, answer.location()), (303, "/sign-in"));
}

#[tokio::test]
async fn a_ceremony_expires() {
    let site = start().await;
    let browser = site.signed_up("alice").await;
    let started = browser.call("/passkeys/register/start", json!({})).await;
    site.database().execute("UPDATE ceremonies SET expires_at = expires_at - 600", []).unwrap();
    let nonce = site.passflex.carry_out(started.transaction_id());
    let answer = browser.call("/passkeys/register/finish", json!({ "nonce": nonce })).await;
    assert_eq!((answer.status, &answer.json()["code"]), (403, &json!("no_ceremony")));
}

#[tokio::test]
async fn cookies_are_out_of_reach_of_scripts_and_other_sites() {
    let site = start().await;
    let mut browser = site.browser();
    browser.get("/sign-up").await;
    let answer = browser.post("/sign-up", &[("name", "alice"), ("password", PASSWORD)]).await;
    let cookies: Vec<&str> =
        answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2);
    assert!(cookies[0].starts_with("demo-browser=") && cookies[1].starts_with("demo-known="));
    for cookie in cookies {
        assert!(cookie.contains("; Path=/; HttpOnly; SameSite=Lax; Max-Age="), "{cookie}");
    }
}

#[tokio::test]
async fn who_is_signed_out_is_sent_to_the_sign_in() {
    let site = start().await;
    let mut browser = site.browser();
    for path in ["/account", "/account/email", "/welcome", "/confirm?for=email"] {
        let answer = browser.get(path).await;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in"), "{path}");
    }
    browser.get("/sign-in").await;
    let answer = browser.call("/passkeys/register/start", json!({})).await;
    let expected = json!({ "code": "signed_out", "error": "You are signed out. Sign in, then try again.",
        "location": "/sign-in" });
    assert_eq!((answer.status, answer.json()), (401, expected));
}
