//! Apps: made, set and deleted.

use passflex_flex::store::AppId;
use passflex_flex::store::records::Role;

use crate::world::{Answer, App, Console, ORIGIN};

/// The text between two others, the first of which occurs once.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap().0
}

async fn stored(console: &Console, app: &App) -> passflex_flex::store::records::App {
    console.flex.app(&AppId::new(app.id.as_str())).await.unwrap()
}

/// The fields of the settings' form as a browser would send them.
fn settings<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("name", "Example"),
        ("status", "active"),
        ("rp_id", "example.com"),
        ("origins", "https://login.example.com\r\nhttps://www.example.com\r\n"),
        ("top_origins", ""),
        ("user_verification", "required"),
        ("algorithms", "EdDSA, es256, -257"),
        ("attestation", "ignore"),
        ("aaguids_allowed", ""),
        ("aaguids_denied", ""),
        ("backup_eligibility", "refuse"),
        ("transaction_seconds", "600"),
        ("handshake_seconds", "600"),
        ("discoverable_handshake_seconds", "1800"),
        ("nonce_seconds", "90"),
        ("timeout_seconds", "300"),
        ("passkeys_per_user", "20"),
    ];
    for (name, value) in changed {
        fields.iter_mut().find(|(field, _)| field == name).unwrap().1 = value;
    }
    fields
}

#[tokio::test]
async fn a_new_app_comes_with_its_id_a_key_that_works_and_code_with_these_values() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    assert!(ada.get("/console/apps").await.body.contains("No apps yet"));
    assert_eq!(ada.get("/console/apps/new").await.status, 200);
    let made = ada
        .post("/console/apps/new", &[("name", "Corner <shop>"), ("origin", "https://shop.example.com")])
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let id = between(&made.body, "<code id=\"app-id\">", "</code>");
    let key = between(&made.body, "<code id=\"api-key\">", "</code>");
    assert!(made.body.contains("Corner &#60;shop&#62;"), "{}", made.body);
    assert!(made.body.contains(&format!("PASSFLEX_API_KEY={key}")), "{}", made.body);
    for address in
        [format!("{ORIGIN}/v1/apps/{id}/transactions/register"), format!("PassageFlex(&#34;{id}&#34;")]
    {
        assert!(made.body.contains(&address), "{address}");
    }
    let people = console.request("GET", &format!("/v1/apps/{id}/users")).bearer_auth(key);
    assert_eq!(Answer::to(people).await.status, 200);

    let again = ada.get(&format!("/console/apps/{id}/start")).await;
    assert_eq!(again.status, 200);
    assert!(!again.body.contains("pfk_"), "the key is shown once");
    let list = ada.get("/console/apps").await.body;
    assert!(list.contains(&format!("<a href=\"/console/apps/{id}\">Corner &#60;shop&#62;</a>")), "{list}");
}

#[tokio::test]
async fn an_app_that_cannot_be_is_explained_and_what_was_typed_stays() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    for (fields, sentence) in [
        (
            [("name", "Shop"), ("origin", "http://shop.example.com"), ("rp_id", "")],
            "The origin `http://shop.example.com` must begin with `https://`: only localhost may do without.",
        ),
        (
            [("name", "Shop"), ("origin", "https://shop.example.com"), ("rp_id", "example.org")],
            "The RP id `example.org` must be equal to, or a parent domain of, each origin&#39;s host; \
             `shop.example.com` is neither.",
        ),
    ] {
        let refused = ada.post("/console/apps/new", &fields).await;
        assert_eq!(refused.status, 400);
        assert!(refused.body.contains(sentence), "{}", refused.body);
        assert!(refused.body.contains("value=\"Shop\""), "{}", refused.body);
    }
    assert!(console.flex.apps().await.unwrap().is_empty());
}

#[tokio::test]
async fn settings_are_shown_saved_and_refused_with_what_was_typed() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let path = format!("/console/apps/{}/settings", app.id);
    let page = ada.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("value=\"EdDSA, ES256, RS256\""), "{}", page.body);

    let saved = ada.post(&path, &settings(&[])).await;
    assert_eq!((saved.status, saved.header("location")), (303, format!("{path}?done=settings-saved")));
    let stored = stored(&console, &app).await;
    assert_eq!(stored.settings.origins, ["https://login.example.com", "https://www.example.com"]);
    assert_eq!(stored.settings.algorithms, [-8, -7, -257]);
    assert_eq!(stored.settings.nonce_seconds, 90);
    assert!(ada.get(&format!("{path}?done=settings-saved")).await.body.contains("Saved."));

    for (field, value, sentence) in [
        ("nonce_seconds", "5", "`nonce_seconds` must be from 10 to 600."),
        ("nonce_seconds", "soon", "`Nonce` must be a whole number."),
        ("algorithms", "ES2", "No algorithm is called `ES2`."),
        ("aaguids_denied", "yubikey", "`yubikey` is not an AAGUID"),
        ("attestation", "maybe", "A choice was sent that there is not."),
        ("rp_id", "com", "The RP id `com` is a whole top-level domain. Browsers refuse that."),
    ] {
        let refused = ada.post(&path, &settings(&[(field, value), ("name", "Typed")])).await;
        assert_eq!(refused.status, 400, "{field}");
        assert!(refused.body.contains(sentence), "{sentence}: {}", refused.body);
        assert!(refused.body.contains("value=\"Typed\""), "{field}");
    }
    assert_eq!(self::stored(&console, &app).await, stored);
}

#[tokio::test]
async fn the_rp_id_is_locked_once_there_are_passkeys() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let path = format!("/console/apps/{}/settings", app.id);
    assert!(ada.get(&path).await.body.contains("name=\"rp_id\""));
    app.member("bob").await;
    let page = ada.get(&path).await.body;
    assert!(!page.contains("name=\"rp_id\""));
    assert!(page.contains("It cannot change any more."), "{page}");
    let refused = ada.post(&path, &settings(&[("rp_id", "login.example.com"), ("origins", ORIGIN)])).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("The RP id cannot change: the app has 1 passkey"), "{}", refused.body);
}

#[tokio::test]
async fn an_app_is_deleted_by_who_types_its_name_and_has_confirmed() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let path = format!("/console/apps/{}/delete", app.id);
    assert!(ada.get(&path).await.body.contains("Type <code>Example</code>"));
    let refused = ada.post(&path, &[("confirmation", "example")]).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("That is not the app&#39;s name."), "{}", refused.body);

    console.clock.advance_seconds(301);
    let unconfirmed = ada.post(&path, &[("confirmation", "Example")]).await;
    assert_eq!(unconfirmed.status, 303);
    assert!(unconfirmed.header("location").starts_with("/console/confirm?"));
    assert_eq!(console.flex.apps().await.unwrap().len(), 1, "not without the passkey");
}

#[tokio::test]
async fn a_confirmed_deletion_is_done() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let path = format!("/console/apps/{}/delete", app.id);
    let deleted = ada.post(&path, &[("confirmation", "Example")]).await;
    assert_eq!(
        (deleted.status, deleted.header("location")),
        (303, "/console/apps?done=app-deleted".to_owned())
    );
    assert!(console.flex.apps().await.unwrap().is_empty());
    assert_eq!(ada.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_viewer_reads_and_changes_nothing() {
    let console = Console::start().await;
    console.set_up().await;
    let app = console.app().await;
    let vera = console.invited("Vera", Role::Viewer).await;
    let below = |path: &str| format!("/console/apps/{}/{path}", app.id);
    for path in ["settings", "keys", "clients", "start"] {
        let page = vera.get(&below(path)).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains("class=\"primary\""), "{path} offers what is refused");
    }
    for path in
        ["settings", "keys", "clients/apple", "clients/android", "keys/x/revoke", "clients/x", "delete"]
    {
        let refused = vera.post(&below(path), &settings(&[])).await;
        assert_eq!(refused.status, 403, "{path}: {}", refused.body);
    }
    assert_eq!(vera.get("/console/apps/new").await.status, 403);
    assert_eq!(vera.get(&below("delete")).await.status, 403);
}
