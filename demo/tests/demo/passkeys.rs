use serde_json::json;

use crate::support::start;

#[tokio::test]
async fn the_account_page_lists_passkeys_with_provider_and_times() {
    let site = start().await;
    let mut browser = site.with_passkey("alice").await;
    let account = browser.get("/account?done=passkey-added").await;
    for part in [
        "Passkey added. Next time, sign in with it.",
        "<h3>Bit &#38; Key</h3>",
        "<p>Synced passkey</p>",
        r#"<time datetime="2026-01-02T03:04:05Z">2 January 2026, 03:04 UTC</time>"#,
        r#"<time datetime="2026-02-03T04:05:06Z">3 February 2026, 04:05 UTC</time>"#,
    ] {
        assert!(account.body.contains(part), "{part}");
    }
}

#[tokio::test]
async fn a_browser_that_was_here_signs_in_by_name() {
    let site = start().await;
    let mut browser = site.with_passkey("Alice").await;
    browser.post("/sign-out", &[]).await;
    browser.get("/sign-in").await;
    let started = browser.call("/passkeys/sign-in/start", json!({ "name": "alice" })).await;
    let transaction_id = started.transaction_id();
    let nonce = site.passflex.carry_out(transaction_id);
    let body = json!({ "nonce": nonce, "transaction_id": transaction_id });
    let finished = browser.call_and_follow("/passkeys/sign-in/finish", body).await;
    assert_eq!((finished.status, finished.json()), (200, json!({ "location": "/account" })));
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn a_browser_that_was_here_but_has_no_passkey_goes_on_to_the_password() {
    let site = start().await;
    let mut browser = site.signed_up("alice").await;
    browser.post("/sign-out", &[]).await;
    browser.get("/sign-in").await;
    let started = browser.call("/passkeys/sign-in/start", json!({ "name": "alice" })).await;
    assert_eq!((started.status, started.json()), (200, json!({ "transaction_id": null })));
}

#[tokio::test]
async fn any_browser_signs_in_without_a_name() {
    let site = start().await;
    site.with_passkey("alice").await;
    let mut browser = site.browser();
    browser.get("/sign-in").await;
    let nonce = site.passflex.pick_passkey_of(&site.external_id("alice"));
    let finished = browser.call_and_follow("/passkeys/sign-in/finish", json!({ "nonce": nonce })).await;
    assert_eq!((finished.status, finished.json()), (200, json!({ "location": "/account" })));
    assert!(browser.get("/account").await.body.contains(r#"class="who" href="/account">alice<"#));
}

#[tokio::test]
async fn a_nonce_signs_in_once() {
    let site = start().await;
    site.with_passkey("alice").await;
    let mut browser = site.browser();
    browser.get("/sign-in").await;
    let body = json!({ "nonce": site.passflex.pick_passkey_of(&site.external_id("alice")) });
    assert_eq!(browser.call("/passkeys/sign-in/finish", body.clone()).await.status, 200);
    let again = browser.call("/passkeys/sign-in/finish", body).await;
    assert_eq!((again.status, &again.json()["code"]), (401, &json!("nonce_refused")));
}

#[tokio::test]
async fn a_nonce_of_a_registration_signs_nobody_in() {
    let site = start().await;
    let signed_up = site.signed_up("alice").await;
    let started = signed_up.call("/passkeys/register/start", json!({})).await;
    let nonce = site.passflex.carry_out(started.transaction_id());
    let mut browser = site.browser();
    browser.get("/sign-in").await;
    let answer = browser.call("/passkeys/sign-in/finish", json!({ "nonce": nonce })).await;
    assert_eq!((answer.status, &answer.json()["code"]), (401, &json!("nonce_refused")));
}

#[tokio::test]
async fn a_nonce_of_an_account_that_this_site_does_not_know_signs_nobody_in() {
    let site = start().await;
    let mut browser = site.browser();
    browser.get("/sign-in").await;
    let nonce = site.passflex.pick_passkey_of("forgotten");
    let answer = browser.call("/passkeys/sign-in/finish", json!({ "nonce": nonce })).await;
    assert_eq!((answer.status, &answer.json()["code"]), (401, &json!("nonce_refused")));
}

#[tokio::test]
async fn one_revokes_ones_own_passkeys_and_no_others() {
    let site = start().await;
    let mut alice = site.with_passkey("alice").await;
    let mut bob = site.with_passkey("bob").await;
    let (alice_id, bob_id) = (site.external_id("alice"), site.external_id("bob"));
    let path = format!("/account/passkeys/{}/revoke", site.passflex.devices_of(&bob_id)[0]);

    assert_eq!(alice.post(&path, &[]).await.status, 404);
    assert_eq!((site.passflex.devices_of(&alice_id).len(), site.passflex.devices_of(&bob_id).len()), (1, 1));

    let answer = bob.post(&path, &[]).await;
    assert_eq!((answer.status, answer.location()), (303, "/account?done=passkey-revoked"));
    assert_eq!((site.passflex.devices_of(&alice_id).len(), site.passflex.devices_of(&bob_id).len()), (1, 0));
}

#[tokio::test]
async fn scripts_are_told_when_passflex_does_not_answer() {
    let site = start().await;
    let browser = site.signed_up("alice").await;
    site.passflex.go_down();
    let answer = browser.call("/passkeys/register/start", json!({})).await;
    let sentence = "Passkeys cannot be used just now. Your password works as always.";
    let expected = json!({ "code": "passkeys_unavailable", "error": sentence, "location": null });
    assert_eq!((answer.status, answer.json()), (503, expected));
}
