//! `/console/account`: one's own passkeys, sessions and tokens.

use passflex_flex::AdminTokenSecret;
use passflex_flex::store::records::Role;
use serde_json::json;

use crate::world::{Answer, Browser, Console, Person, Started};

fn says(page: &Answer, text: &str) -> bool {
    page.body.contains(text)
}

fn where_to(answer: &Answer) -> (u16, String) {
    (answer.status, answer.header("location"))
}

/// Adds a passkey on a new phone, as the page's script does.
async fn add_passkey(console: &Console, browser: &Browser) -> Answer {
    let opened = browser.script("/console/account/passkeys/start", &json!({})).await;
    let transaction_id = opened.text("transaction_id");
    let path = |step: &str| format!("/v1/apps/console/register/transactions/webauthn/{step}");
    let body = json!({"transaction_id": transaction_id});
    let started = Started::read(&console.script(&path("start"), &body).await);
    let finish = Person::new("").registration(&started);
    let nonce = console.script(&path("finish"), &finish).await.text("nonce");
    let body = json!({"transaction_id": transaction_id, "nonce": nonce});
    browser.script("/console/account/passkeys/finish", &body).await
}

#[tokio::test]
async fn a_passkey_is_added_renamed_and_removed_but_never_the_last() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let id = ada.admin().await;
    let first = console.flex.admin_passkeys(&id).await.unwrap().remove(0).id;
    let remove = format!("/console/account/passkeys/{first}/remove");
    let page = ada.post(&remove, &[]).await;
    let sentence = "This is your last passkey. Add another one first.";
    assert_eq!((page.status, says(&page, sentence)), (400, true));

    let added = add_passkey(&console, &ada).await;
    assert_eq!(added.ok(), json!({"location": "/console/account?done=passkey-added"}));
    let path = format!("/console/account/passkeys/{first}/rename");
    let renamed = ada.post(&path, &[("name", "Old phone")]).await;
    assert_eq!(where_to(&renamed), (303, "/console/account?done=passkey-renamed".to_owned()));
    assert!(says(&ada.get("/console/account").await, "<th scope=\"row\">Old phone</th>"));
    assert_eq!(
        where_to(&ada.post(&remove, &[]).await),
        (303, "/console/account?done=passkey-removed".to_owned())
    );
    assert_eq!(console.flex.admin_passkeys(&id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nobody_changes_another_ones_passkeys_sessions_or_tokens() {
    let console = Console::start().await;
    let (ada, bob) = (console.set_up().await, console.invited("Bob", Role::Admin).await);
    let admin = ada.admin().await;
    let passkey = console.flex.admin_passkeys(&admin).await.unwrap().remove(0).id;
    let session = console.flex.sessions(&admin).await.unwrap().remove(0).id;
    console.token(&admin, &[passflex_flex::AdminScope::AppsRead]).await;
    let token = console.flex.admin_tokens(&admin).await.unwrap().remove(0).id;
    add_passkey(&console, &bob).await.ok();
    for path in [
        format!("passkeys/{passkey}/rename"),
        format!("passkeys/{passkey}/remove"),
        format!("sessions/{session}/end"),
        format!("tokens/{token}/revoke"),
    ] {
        let answer = bob.post(&format!("/console/account/{path}"), &[("name", "mine")]).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    assert_eq!(ada.get("/console/account").await.status, 200);
    assert_eq!(console.flex.admin_tokens(&admin).await.unwrap().len(), 1);
}

#[tokio::test]
async fn other_browsers_are_signed_out_one_by_one_or_all_at_once() {
    let console = Console::start().await;
    let mut ada = console.set_up().await;
    let admin = ada.admin().await;
    let own = console.flex.sessions(&admin).await.unwrap().remove(0).id;
    for _ in 0..3 {
        console.sign_in(&mut ada.person).await.ok();
    }
    let sessions = console.flex.sessions(&admin).await.unwrap();
    let other = sessions.iter().find(|session| session.id != own).unwrap();
    let ended = ada.post(&format!("/console/account/sessions/{}/end", other.id), &[]).await;
    assert_eq!(where_to(&ended), (303, "/console/account?done=session-ended".to_owned()));
    assert_eq!(console.flex.sessions(&admin).await.unwrap().len(), 3);
    let ended = ada.post("/console/account/sessions/end-others", &[]).await;
    assert_eq!(where_to(&ended), (303, "/console/account?done=sessions-ended".to_owned()));
    let page = ada.get("/console/account").await;
    assert_eq!((page.status, says(&page, "Sign out everywhere else")), (200, false));
}

#[tokio::test]
async fn a_token_is_made_shown_once_and_revoked() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let form = [("name", "ci"), ("scope", "apps:read"), ("scope", "users:read"), ("expires", "30")];
    let page = ada.post("/console/account/tokens", &form).await;
    assert_eq!(page.status, 200);
    let (_, rest) = page.body.split_once("<code id=\"made-token\">").unwrap();
    let secret = AdminTokenSecret::parse(rest.split('<').next().unwrap()).unwrap();
    console.flex.authorize_admin(&secret).await.unwrap();
    assert!(!says(&ada.get("/console/account").await, secret.expose()));
    let token = console.flex.admin_tokens(&ada.admin().await).await.unwrap().remove(0);
    assert_eq!(token.scopes, ["apps:read", "users:read"]);
    assert_eq!(token.expires_at, Some("2100-01-31T00:00:00Z".parse().unwrap()));

    let revoked = ada.post(&format!("/console/account/tokens/{}/revoke", token.id), &[]).await;
    assert_eq!(where_to(&revoked), (303, "/console/account?done=token-revoked".to_owned()));
    assert!(console.flex.authorize_admin(&secret).await.is_err());
    for form in
        [&[("name", "ci"), ("expires", "0")][..], &[("name", ""), ("scope", "apps:read"), ("expires", "0")]]
    {
        assert_eq!(ada.post("/console/account/tokens", form).await.status, 400);
    }
}
