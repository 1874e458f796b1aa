use serde_json::json;

use crate::support::{Browser, PASSWORD, Site, start};

const CONFIRM_EMAIL: &str = "/confirm?for=email";

async fn confirm_with_passkey(site: &Site, browser: &Browser) {
    let started = browser.call("/passkeys/step-up/start", json!({})).await;
    let nonce = site.passflex.carry_out(started.transaction_id());
    let finished =
        browser.call("/passkeys/step-up/finish", json!({ "nonce": nonce, "purpose": "email" })).await;
    assert_eq!((finished.status, finished.json()), (200, json!({ "location": "/account/email" })));
}

#[tokio::test]
async fn changing_the_address_asks_for_the_passkey_each_time() {
    let site = start().await;
    let mut browser = site.with_passkey("alice").await;
    let refused = browser.get("/account/email").await;
    assert_eq!((refused.status, refused.location()), (303, CONFIRM_EMAIL));
    assert!(
        browser
            .get(CONFIRM_EMAIL)
            .await
            .body
            .contains("To change your e-mail address, use your passkey once more.")
    );

    confirm_with_passkey(&site, &browser).await;
    assert_eq!(browser.get("/account/email").await.status, 200);
    let changed = browser.post("/account/email", &[("email", "alice@example.com")]).await;
    assert_eq!((changed.status, changed.location()), (303, "/account?done=email-changed"));
    assert!(browser.get("/account").await.body.contains("<p>alice@example.com</p>"));

    let again = browser.post("/account/email", &[("email", "mallory@example.com")]).await;
    assert_eq!((again.status, again.location()), (303, CONFIRM_EMAIL));
    assert!(browser.get("/account").await.body.contains("<p>alice@example.com</p>"));
}

#[tokio::test]
async fn a_slip_of_the_pen_does_not_use_the_confirmation_up() {
    let site = start().await;
    let mut browser = site.with_passkey("alice").await;
    confirm_with_passkey(&site, &browser).await;
    browser.get("/account/email").await;
    let answer = browser.post("/account/email", &[("email", "alice at home")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains(r#"value="alice at home""#));
    assert_eq!(
        browser.post("/account/email", &[("email", "alice@home")]).await.location(),
        "/account?done=email-changed"
    );
}

#[tokio::test]
async fn a_confirmation_expires() {
    let site = start().await;
    let mut browser = site.with_passkey("alice").await;
    confirm_with_passkey(&site, &browser).await;
    site.database().execute("UPDATE sessions SET confirmed_until = confirmed_until - 300", []).unwrap();
    assert_eq!(browser.get("/account/email").await.location(), CONFIRM_EMAIL);
    browser.get("/account").await;
    assert_eq!(browser.post("/account/email", &[("email", "a@b")]).await.location(), CONFIRM_EMAIL);
}

#[tokio::test]
async fn a_confirmation_is_for_what_it_was_asked_for() {
    let site = start().await;
    let mut browser = site.with_passkey("alice").await;
    let started = browser.call("/passkeys/step-up/start", json!({})).await;
    let nonce = site.passflex.carry_out(started.transaction_id());
    let body = json!({ "nonce": nonce, "purpose": "passkeys" });
    let finished = browser.call("/passkeys/step-up/finish", body).await;
    assert_eq!(finished.json(), json!({ "location": "/account?done=confirmed" }));
    assert_eq!(browser.get("/account/email").await.location(), CONFIRM_EMAIL);
}

#[tokio::test]
async fn no_other_nonce_passes_for_a_confirmation() {
    let site = start().await;
    let mut mallory = site.with_passkey("mallory").await;
    let mut alice = site.with_passkey("alice").await;
    let refused = (401, json!("nonce_refused"));

    // Of a sign-in without a name, of the same account.
    alice.call("/passkeys/step-up/start", json!({})).await;
    let nonce = site.passflex.pick_passkey_of(&site.external_id("alice"));
    let answer = alice.call("/passkeys/step-up/finish", json!({ "nonce": nonce, "purpose": "email" })).await;
    assert_eq!((answer.status, answer.json()["code"].clone()), refused);

    // Of an earlier step-up.
    let earlier = alice.call("/passkeys/step-up/start", json!({})).await;
    let nonce = site.passflex.carry_out(earlier.transaction_id());
    alice.call("/passkeys/step-up/start", json!({})).await;
    let answer = alice.call("/passkeys/step-up/finish", json!({ "nonce": nonce, "purpose": "email" })).await;
    assert_eq!((answer.status, answer.json()["code"].clone()), refused);

    // Of a registration.
    let registration = alice.call("/passkeys/register/start", json!({})).await;
    let nonce = site.passflex.carry_out(registration.transaction_id());
    alice.call("/passkeys/step-up/start", json!({})).await;
    let answer = alice.call("/passkeys/step-up/finish", json!({ "nonce": nonce, "purpose": "email" })).await;
    assert_eq!((answer.status, answer.json()["code"].clone()), refused);

    // Of somebody else's step-up.
    let theirs = mallory.call("/passkeys/step-up/start", json!({})).await;
    let nonce = site.passflex.carry_out(theirs.transaction_id());
    alice.call("/passkeys/step-up/start", json!({})).await;
    let answer = alice.call("/passkeys/step-up/finish", json!({ "nonce": nonce, "purpose": "email" })).await;
    assert_eq!((answer.status, answer.json()["code"].clone()), refused);

    assert_eq!(alice.get("/account/email").await.location(), CONFIRM_EMAIL);
    assert_eq!(mallory.get("/account/email").await.location(), CONFIRM_EMAIL);
}

#[tokio::test]
async fn a_nonce_without_a_ceremony_under_way_is_refused_unseen() {
    let site = start().await;
    let browser = site.with_passkey("alice").await;
    let nonce = site.passflex.pick_passkey_of(&site.external_id("alice"));
    let calls_before = site.passflex.calls();
    let answer =
        browser.call("/passkeys/step-up/finish", json!({ "nonce": nonce, "purpose": "email" })).await;
    assert_eq!((answer.status, &answer.json()["code"]), (403, &json!("no_ceremony")));
    assert_eq!(site.passflex.calls(), calls_before);
}

#[tokio::test]
async fn without_a_passkey_the_password_confirms() {
    let site = start().await;
    let mut browser = site.signed_up("alice").await;
    assert!(browser.get(CONFIRM_EMAIL).await.body.contains("enter your password once more"));
    let wrong = browser.post("/confirm/password", &[("for", "email"), ("password", "wrong password")]).await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.body.contains("The password is wrong."));
    let right = browser.post("/confirm/password", &[("for", "email"), ("password", PASSWORD)]).await;
    assert_eq!((right.status, right.location()), (303, "/account/email"));
    assert_eq!(browser.get("/account/email").await.status, 200);
}

#[tokio::test]
async fn with_a_passkey_the_password_does_not_confirm() {
    let site = start().await;
    let mut browser = site.with_passkey("alice").await;
    let answer = browser.post("/confirm/password", &[("for", "email"), ("password", PASSWORD)]).await;
    assert_eq!((answer.status, answer.location()), (303, CONFIRM_EMAIL));
    assert_eq!(browser.get("/account/email").await.location(), CONFIRM_EMAIL);
}

#[tokio::test]
async fn while_passflex_is_down_nobody_confirms_with_less() {
    let site = start().await;
    let mut browser = site.with_passkey("alice").await;
    site.passflex.go_down();
    assert_eq!(browser.get(CONFIRM_EMAIL).await.status, 503);
    browser.get("/account").await;
    let answer = browser.post("/confirm/password", &[("for", "email"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 503);
}

#[tokio::test]
async fn an_old_session_confirms_before_it_changes_passkeys() {
    let site = start().await;
    let mut browser = site.with_passkey("alice").await;
    site.database().execute("UPDATE sessions SET signed_in_at = signed_in_at - 900", []).unwrap();
    let answer = browser.call("/passkeys/register/start", json!({})).await;
    let expected = json!({ "code": "confirm_first", "error": "Confirm that it is you, then try again.",
        "location": "/confirm?for=passkeys" });
    assert_eq!((answer.status, answer.json()), (403, expected));
    let device = &site.passflex.devices_of(&site.external_id("alice"))[0];
    let answer = browser.post(&format!("/account/passkeys/{device}/revoke"), &[]).await;
    assert_eq!((answer.status, answer.location()), (303, "/confirm?for=passkeys"));

    let started = browser.call("/passkeys/step-up/start", json!({})).await;
    let nonce = site.passflex.carry_out(started.transaction_id());
    browser.call("/passkeys/step-up/finish", json!({ "nonce": nonce, "purpose": "passkeys" })).await;
    assert_eq!(browser.call("/passkeys/register/start", json!({})).await.status, 200);
}
