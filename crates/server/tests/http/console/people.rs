//! The pages of users and events.

use passflex_flex::store::AppId;
use passflex_flex::store::records::{LinkGrant, Role};
use serde_json::Value;

use crate::world::{Answer, App, Browser, Console, Started};

/// A console, its first administrator, and an app whose user `<b>ada</b>` has registered.
async fn shop() -> (Console, Browser, App) {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    app.member("<b>ada</b>").await;
    (console, ada, app)
}

fn path(app: &App, rest: &str) -> String {
    format!("/console/apps/{}{rest}", app.id)
}

/// A page that is shown.
async fn page(browser: &Browser, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body
}

/// Where a form leads.
fn leads_to(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.header("location")
}

/// Somebody else's key signs in the user's place.
async fn forge(app: &App, name: &str) {
    let mut person = app.member(name).await;
    let started: Started = app.start_sign_in(Some(&app.sign_in_transaction(name).await)).await;
    let forged = person.assertion_with(&started, |draft| draft.signing_key = draft.signing_key.other());
    app.clock.advance_seconds(4);
    assert_eq!(app.finish_sign_in(forged).await.status, 401);
}

#[tokio::test]
async fn users_are_listed_and_looked_for() {
    let (_console, ada, app) = shop().await;
    let everybody = page(&ada, &path(&app, "/users")).await;
    assert!(everybody.contains("&#60;b&#62;ada&#60;/b&#62;</a>"), "{everybody}");
    assert!(page(&ada, &path(&app, "/users?q=%3Cb&status=active")).await.contains("ada"));
    let nobody = page(&ada, &path(&app, "/users?q=eve&status=&created_from=")).await;
    assert!(nobody.contains("Nobody found") && nobody.contains("value=\"eve\""), "{nobody}");
    let wrong = ada.get(&path(&app, "/users?created_from=today")).await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.body.contains("or a day like 2026-11-25"), "{}", wrong.body);
    assert_eq!(ada.get(&path(&app, "/users?colour=red")).await.status, 400);
    for name in ["bob", "eve"] {
        app.clock.advance_seconds(1);
        app.member(name).await;
    }
    let first = page(&ada, &path(&app, "/users?limit=2")).await;
    let (_, next) = first.split_once("<a class=\"button\" href=\"").unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&");
    assert!(page(&ada, &next).await.contains("&#60;b&#62;ada"), "{next}");
}

#[tokio::test]
async fn a_users_page_shows_passkeys_and_events_and_no_key() {
    let (_console, ada, app) = shop().await;
    let id = app.user_id("<b>ada</b>").await;
    let shown = page(&ada, &path(&app, &format!("/users/{id}"))).await;
    for text in [id.as_str(), "Synced", "https://login.example.com", "Registration", "Delete user"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    let user = app.server.flex.store().user_by_external_id(&AppId::new(app.id.as_str()), "<b>ada</b>").await;
    assert!(!shown.contains(&user.unwrap().unwrap().user_handle));
    assert_eq!(ada.get(&path(&app, "/users/nobody")).await.status, 404);
}

#[tokio::test]
async fn a_passkey_is_renamed_and_revoked_and_a_user_deactivated() {
    let (_console, ada, app) = shop().await;
    let id = app.user_id("<b>ada</b>").await;
    let user = path(&app, &format!("/users/{id}"));
    let passkey = format!("{user}/passkeys/{}", app.device_id(&id).await);
    let renamed = ada.post(&format!("{passkey}/rename"), &[("friendly_name", " Red key ")]).await;
    assert_eq!(leads_to(&renamed), format!("{user}?done=passkey-renamed"));
    let shown = page(&ada, &leads_to(&renamed)).await;
    assert!(shown.contains("The passkey was renamed.") && shown.contains("Red key"), "{shown}");
    assert_eq!(ada.post(&format!("{passkey}/rename"), &[("friendly_name", "")]).await.status, 400);

    let off = ada.post(&format!("{user}/status"), &[("status", "inactive")]).await;
    assert!(page(&ada, &leads_to(&off)).await.contains("Activate</button>"));
    let on = ada.post(&format!("{user}/status"), &[("status", "active")]).await;
    assert!(page(&ada, &leads_to(&on)).await.contains("Deactivate user"));
    assert_eq!(ada.post(&format!("{user}/status"), &[("status", "gone")]).await.status, 400);

    let revoked = ada.post(&format!("{passkey}/revoke"), &[]).await;
    assert!(page(&ada, &leads_to(&revoked)).await.contains("None. The person cannot sign in"));
    assert_eq!(ada.post(&format!("{passkey}/revoke"), &[]).await.status, 404);
}

#[tokio::test]
async fn a_user_is_deleted_by_who_types_the_id_and_used_a_passkey_lately() {
    let (console, ada, app) = shop().await;
    let user = path(&app, &format!("/users/{}", app.user_id("<b>ada</b>").await));
    let delete = async |typed: &str| ada.post(&format!("{user}/delete"), &[("confirmation", typed)]).await;
    assert_eq!(delete("ada").await.status, 400);
    console.clock.advance_seconds(6 * 60);
    let location = leads_to(&delete("<b>ada</b>").await);
    assert!(location.starts_with("/console/confirm?next="), "{location}");
    assert_eq!(ada.get(&user).await.status, 200, "still there");
}

#[tokio::test]
async fn a_deleted_user_is_gone() {
    let (_console, ada, app) = shop().await;
    let user = path(&app, &format!("/users/{}", app.user_id("<b>ada</b>").await));
    let deleted = ada.post(&format!("{user}/delete"), &[("confirmation", "<b>ada</b>")]).await;
    assert!(page(&ada, &leads_to(&deleted)).await.contains("User deleted."));
    assert_eq!(ada.get(&user).await.status, 404);
}

#[tokio::test]
async fn a_persons_data_is_a_file() {
    let (_console, ada, app) = shop().await;
    let user = path(&app, &format!("/users/{}", app.user_id("<b>ada</b>").await));
    let export = ada.post(&format!("{user}/export"), &[]).await;
    assert_eq!(export.header("content-disposition"), "attachment; filename=\"person.json\"");
    assert_eq!(export.ok()["user"]["external_id"], "<b>ada</b>");
}

#[tokio::test]
async fn events_are_listed_filtered_and_exported() {
    let (_console, ada, app) = shop().await;
    forge(&app, "bob").await;
    let all = page(&ada, &path(&app, "/events")).await;
    assert!(all.contains("bad_signature") && all.contains("4.0 s") && all.contains("data-newer="), "{all}");
    let filters = "/events?action=register&outcome=&rule=&user_id=&aaguid=&browser=&from=&until=";
    let registrations = page(&ada, &path(&app, filters)).await;
    assert!(!registrations.contains("bad_signature") && registrations.contains("Registration"));
    let none = page(&ada, &path(&app, "/events?rule=origin_mismatch")).await;
    assert!(none.contains("No such events"), "{none}");
    assert_eq!(ada.get(&path(&app, "/events?aaguid=x")).await.status, 400);
    app.clock.advance_seconds(1);
    let lines = ada.get(&path(&app, "/events.ndjson?outcome=failed")).await;
    let event: Value = serde_json::from_str(&lines.body).unwrap();
    assert_eq!(event["rule"], "bad_signature");
    assert!(ada.get(&path(&app, "/events.csv")).await.body.starts_with("id,at,started_at,"));
}

#[tokio::test]
async fn what_came_since_is_rows_alone() {
    let (_console, ada, app) = shop().await;
    let newer = async |after: &str| page(&ada, &path(&app, &format!("/events/newer?after={after}"))).await;
    let before = newer("").await;
    assert_eq!(before.matches("<tr ").count(), 1, "{before}");
    let (_, id) = before.split_once("<tr id=\"").unwrap();
    let id = id.split('"').next().unwrap();
    assert_eq!(newer(id).await.trim(), "");
    app.clock.advance_seconds(1);
    app.member("bob").await;
    let added = newer(id).await;
    assert_eq!(added.matches("<tr ").count(), 1, "{added}");
    assert!(!added.contains("<html") && !added.contains(id), "{added}");
}

#[tokio::test]
async fn a_failed_event_is_explained() {
    let (_console, ada, app) = shop().await;
    forge(&app, "bob").await;
    app.clock.advance_seconds(1);
    let lines = ada.get(&path(&app, "/events.ndjson")).await.body;
    let ids: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    let failed = page(&ada, &path(&app, &format!("/events/{}", ids[0]))).await;
    for text in ["Sign-in failed", "A signature by the passkey&#39;s private key.", &ids[0], "bad_signature"]
    {
        assert!(failed.contains(text), "{text}: {failed}");
    }
    let complete = page(&ada, &path(&app, &format!("/events/{}", ids[1]))).await;
    assert!(complete.contains("Registration complete") && !complete.contains("What came"), "{complete}");
    assert_eq!(ada.get(&path(&app, "/events/nothing")).await.status, 404);
}

#[tokio::test]
async fn a_viewer_sees_and_changes_nothing() {
    let (console, _ada, app) = shop().await;
    let grant = LinkGrant { app_id: Some(AppId::new(app.id.as_str())), role: Role::Viewer };
    let eve = console.invited_with("Eve", vec![grant]).await;
    let id = app.user_id("<b>ada</b>").await;
    let user = path(&app, &format!("/users/{id}"));
    let shown = page(&eve, &user).await;
    assert!(!shown.contains("Delete") && !shown.contains("Rename") && !shown.contains("Export"), "{shown}");
    let passkey = format!("{user}/passkeys/{}", app.device_id(&id).await);
    for form in [
        format!("{user}/status"),
        format!("{user}/delete"),
        format!("{user}/export"),
        format!("{passkey}/rename"),
        format!("{passkey}/revoke"),
    ] {
        let fields = [("status", "inactive"), ("confirmation", "<b>ada</b>"), ("friendly_name", "x")];
        assert_eq!(eve.post(&form, &fields).await.status, 403, "{form}");
    }
}
