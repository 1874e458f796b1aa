//! What a stranger can find out about names at the sign-in: nothing.

use serde_json::json;

use crate::support::{Answer, Site, start};

const NAMES: [&str; 3] = ["with-passkey", "passkeyless", "unheard-of"];

async fn site_with_accounts() -> Site {
    let site = start().await;
    site.with_passkey("with-passkey").await;
    site.signed_up("passkeyless").await;
    site
}

/// The answer as it would be for any other name.
fn anonymised(answer: &Answer, name: &str) -> (u16, Vec<String>, String) {
    let mut headers: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
    headers.sort();
    (answer.status, headers, answer.body.replace(name, "NAME"))
}

#[tokio::test]
async fn to_a_stranger_no_name_has_a_transaction_and_passflex_is_not_even_asked() {
    let site = site_with_accounts().await;
    let calls_before = site.passflex.calls();
    let mut stranger = site.browser();
    stranger.get("/sign-in").await;
    for name in NAMES {
        let answer = stranger.call("/passkeys/sign-in/start", json!({ "name": name })).await;
        assert_eq!((answer.status, answer.json()), (200, json!({ "transaction_id": null })), "{name}");
    }
    assert_eq!(site.passflex.calls(), calls_before);
}

#[tokio::test]
async fn who_has_an_account_is_a_stranger_to_all_the_others() {
    let site = site_with_accounts().await;
    let mut neighbour = site.with_passkey("neighbour").await;
    neighbour.post("/sign-out", &[]).await;
    neighbour.get("/sign-in").await;
    for name in NAMES {
        let answer = neighbour.call("/passkeys/sign-in/start", json!({ "name": name })).await;
        assert_eq!((answer.status, answer.json()), (200, json!({ "transaction_id": null })), "{name}");
    }
}

#[tokio::test]
async fn the_password_page_is_the_same_for_every_name() {
    let site = site_with_accounts().await;
    let mut stranger = site.browser();
    stranger.get("/sign-in").await;
    let mut pages = Vec::new();
    for name in NAMES {
        let answer = stranger.post("/sign-in", &[("name", name)]).await;
        pages.push(anonymised(&answer, name));
    }
    assert_eq!(pages[0].0, 200);
    assert_eq!(pages[0], pages[1]);
    assert_eq!(pages[0], pages[2]);
}

#[tokio::test]
async fn a_wrong_password_is_the_same_for_every_name() {
    let site = site_with_accounts().await;
    let mut stranger = site.browser();
    stranger.get("/sign-in").await;
    let mut pages = Vec::new();
    for name in NAMES {
        let fields = [("name", name), ("password", "wrong password")];
        let answer = stranger.post("/sign-in/password", &fields).await;
        pages.push(anonymised(&answer, name));
    }
    assert_eq!(pages[0].0, 401);
    assert_eq!(pages[0], pages[1]);
    assert_eq!(pages[0], pages[2]);
}

#[tokio::test]
async fn too_many_attempts_are_the_same_for_every_name() {
    let site = site_with_accounts().await;
    let mut stranger = site.browser();
    stranger.get("/sign-in").await;
    for name in NAMES {
        let fields = [("name", name), ("password", "wrong password")];
        let mut statuses = Vec::new();
        for _ in 0..11 {
            statuses.push(stranger.post("/sign-in/password", &fields).await.status);
        }
        assert_eq!(statuses, [[401; 10].as_slice(), &[429]].concat(), "{name}");
    }
}
