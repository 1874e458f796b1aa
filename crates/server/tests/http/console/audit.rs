//! The audit log's page.

use passflex_flex::store::AppId;
use passflex_flex::store::records::{LinkGrant, Role};
use passflex_flex::{Actor, AppChange};
use serde_json::Value;

use crate::world::Console;

fn role_for(app: &str, role: Role) -> Vec<LinkGrant> {
    vec![LinkGrant { app_id: Some(AppId::new(app)), role }]
}

#[tokio::test]
async fn it_shows_who_did_what_with_names_and_the_head_of_the_chain() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let admin = ada.admin().await;
    let renamed = AppChange { name: Some("A <b> shop".to_owned()), ..AppChange::default() };
    let actor = Actor::administrator(&admin, Some("request-1".to_owned()));
    console.flex.update_app(&actor, &AppId::new(app.id.clone()), renamed).await.unwrap();
    let head = console.flex.prove_audit(None).await.unwrap().head.unwrap();

    let page = ada.get(&format!("/console/audit?app_id={}&verb=app.update&from=2100-01-01", app.id)).await;
    assert_eq!(page.status, 200);
    for shown in [
        "<code>app.update</code>",
        "Administrator Ada",
        "A &#60;b&#62; shop",
        "request-1",
        &data_encoding::HEXLOWER.encode(&head.hash),
        &format!("href=\"/console/audit.ndjson?app_id={}&#38;verb=app.update&#38;from=2100-01-01\"", app.id),
    ] {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    assert!(!page.body.contains("<code>app.create</code>"));
    let nothing = ada.get("/console/audit?verb=nothing").await;
    assert!(nothing.body.contains("No such rows"));
    let malformed = ada.get("/console/audit?from=yesterday").await;
    assert_eq!(malformed.status, 400);
    let malformed = ada.get("/console/audit?nonsense=1").await;
    assert_eq!(
        (malformed.status, malformed.header("content-type").as_str()),
        (400, "text/html; charset=utf-8")
    );
}

#[tokio::test]
async fn it_leads_from_page_to_page_with_the_same_filters() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    app.clock.advance_seconds(1);
    let renamed = AppChange { name: Some("Renamed".to_owned()), ..AppChange::default() };
    console.flex.update_app(&Actor::cli(), &AppId::new(app.id.clone()), renamed).await.unwrap();
    let first = ada.get(&format!("/console/audit?app_id={}&limit=1", app.id)).await;
    assert!(first.body.contains("<code>app.update</code>") && !first.body.contains("First page"));
    let link = first.body.split("rel=\"next\"").next().unwrap().rsplit("href=\"").next().unwrap();
    let link = link.split('"').next().unwrap().replace("&#38;", "&");
    assert!(link.starts_with(&format!("/console/audit?app_id={}&limit=1&cursor=", app.id)), "{link}");
    let second = ada.get(&link).await;
    assert!(second.body.contains("First page"), "{}", second.body);
    assert!(second.body.contains(".create</code>"), "{}", second.body);
    assert!(!second.body.contains("<code>app.update</code>"), "it was on the first page");
}

#[tokio::test]
async fn who_administers_one_app_sees_its_rows_and_no_others() {
    let console = Console::start().await;
    console.set_up().await;
    let (mine, others) = (console.app().await, console.app().await);
    let bob = console.invited_with("Bob", role_for(&mine.id, Role::Admin)).await;

    let page = bob.get("/console/audit").await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("app.create") && !page.body.contains("admin.") && !page.body.contains(&others.id)
    );
    assert!(!page.body.contains("Hash of the last one"));
    let lines = bob.get("/console/audit.ndjson").await;
    let apps: Vec<Value> = lines.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!apps.is_empty() && apps.iter().all(|row| row["app_id"] == mine.id.as_str()));
    for path in ["audit", "audit.ndjson"] {
        let other = bob.get(&format!("/console/{path}?app_id={}", others.id)).await;
        assert_eq!(other.status, 404, "{path}");
    }

    let eve = console.invited_with("Eve", role_for(&mine.id, Role::Member)).await;
    for path in ["audit", "audit.ndjson"] {
        assert_eq!(eve.get(&format!("/console/{path}")).await.status, 403, "{path}");
        assert_eq!(eve.get(&format!("/console/{path}?app_id={}", mine.id)).await.status, 403, "{path}");
    }
    let apps = eve.get("/console/apps").await;
    assert!(
        !apps.body.contains("/console/audit")
            && bob.get("/console/apps").await.body.contains("/console/audit")
    );
}
