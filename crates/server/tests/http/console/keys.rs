//! API keys on their page.

use passflex_flex::store::AppId;

use crate::world::{Answer, App, Console};

/// The key that a page shows.
fn shown(page: &Answer) -> String {
    let (_, rest) = page.body.split_once("<code id=\"made-key\">").unwrap_or_else(|| panic!("{}", page.body));
    rest.split_once("</code>").unwrap().0.to_owned()
}

async fn reads_users(app: &App, key: &str) -> u16 {
    Answer::to(app.request("GET", &app.path("users")).bearer_auth(key)).await.status
}

#[tokio::test]
async fn a_key_is_made_with_scopes_and_expiry_and_shown_once() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let path = format!("/console/apps/{}/keys", app.id);
    let fields = [("name", "reader"), ("scope", "users:read"), ("scope", "transactions"), ("expires", "30")];
    let made = ada.post(&path, &fields).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let key = shown(&made);
    assert_eq!(reads_users(&app, &key).await, 200);
    let page = ada.get(&path).await.body;
    assert!(!page.contains(&key));
    assert!(page.contains("users:read, transactions") && page.contains(&key[..10]), "{page}");

    console.clock.advance_seconds(30 * 86_400);
    assert_eq!(reads_users(&app, &key).await, 401);
}

#[tokio::test]
async fn a_key_that_cannot_be_is_explained() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let path = format!("/console/apps/{}/keys", app.id);
    for (fields, sentence) in [
        (vec![("name", "reader"), ("expires", "0")], "A key needs at least one scope."),
        (vec![("name", " "), ("scope", "users:read")], "`name` must not be empty."),
    ] {
        let refused = ada.post(&path, &fields).await;
        assert_eq!(refused.status, 400);
        assert!(refused.body.contains(sentence), "{}", refused.body);
    }
}

#[tokio::test]
async fn a_replaced_key_goes_on_for_the_overlap_and_a_revoked_one_is_gone() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let path = format!("/console/apps/{}/keys", app.id);
    let old = shown(&ada.post(&path, &[("name", "backend"), ("scope", "users:read")]).await);
    let keys = console.flex.api_keys(&AppId::new(app.id.as_str())).await.unwrap();
    let old_id = &keys.iter().find(|key| key.name == "backend" && old.starts_with(&key.prefix)).unwrap().id;
    let replaced = ada.post(&format!("{path}/{old_id}/rotate"), &[("hours", "1")]).await;
    assert_eq!(replaced.status, 201, "{}", replaced.body);
    let new = shown(&replaced);
    assert_eq!((reads_users(&app, &old).await, reads_users(&app, &new).await), (200, 200));

    let revoked = ada.post(&format!("{path}/{old_id}/revoke"), &[]).await;
    assert_eq!((revoked.status, revoked.header("location")), (303, format!("{path}?done=key-revoked")));
    assert_eq!((reads_users(&app, &old).await, reads_users(&app, &new).await), (401, 200));
    assert_eq!(ada.post(&format!("{path}/{old_id}/revoke"), &[]).await.status, 404);
}

#[tokio::test]
async fn replacing_and_revoking_want_the_passkey() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let id = &console.flex.api_keys(&AppId::new(app.id.as_str())).await.unwrap()[0].id;
    let page = ada.get(&format!("/console/apps/{}/keys", app.id)).await.body;
    console.clock.advance_seconds(301);
    for verb in ["rotate", "revoke"] {
        let path = format!("/console/apps/{}/keys/{id}/{verb}", app.id);
        assert!(page.contains(&format!("action=\"{path}\" data-confirm")), "asked on the spot: {page}");
        let unconfirmed = ada.post(&path, &[("hours", "1")]).await;
        assert_eq!(unconfirmed.status, 303);
        assert!(unconfirmed.header("location").starts_with("/console/confirm?"), "{verb}");
    }
    assert_eq!(reads_users(&app, &app.key).await, 200);
}
