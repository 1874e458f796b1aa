//! `/admin/v1/audit` and `…/apps/{app_id}/audit`.

use serde_json::{Value, json};

use crate::world::{App, Program, refusals};

/// A program, and an app that was renamed by it.
async fn renamed_app() -> (Program, App) {
    let caller = Program::new().await;
    let app = caller.console.app().await;
    app.clock.advance_seconds(60);
    let path = format!("/admin/v1/apps/{}", app.id);
    caller.send("PATCH", &path, &json!({"name": "Renamed"})).await.ok();
    (caller, app)
}

fn verbs(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|row| row["verb"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_row_says_who_did_what_and_how_it_is_chained() {
    let (caller, app) = renamed_app().await;
    let path = format!("/admin/v1/apps/{}/audit?limit=1", app.id);
    let mut row = caller.get(&path).await.ok()["items"][0].take();
    let admin = caller.console.flex.admins().await.unwrap().remove(0).admin.id;
    for (member, expected) in [
        ("at", json!("2100-01-01T00:01:00Z")),
        ("actor_kind", json!("administrator")),
        ("actor_id", json!(admin.as_str())),
        ("verb", json!("app.update")),
        ("app_id", json!(app.id)),
        ("target", json!(app.id)),
        ("position", Value::Null),
        ("previous_hash", Value::Null),
        ("hash", Value::Null),
    ] {
        assert_eq!(row[member].take(), expected, "{member}");
    }
    assert!(row["request_id"].is_string());
    assert_eq!(row["changes"]["after"]["name"], "Renamed");

    let head = caller.console.flex.prove_audit(None).await.unwrap().head.unwrap();
    let chained = caller.get(&path).await.ok()["items"][0].take();
    assert_eq!(chained["position"], head.position);
    assert_eq!(chained["hash"], data_encoding::HEXLOWER.encode(&head.hash));
}

#[tokio::test]
async fn rows_are_filtered_and_come_page_by_page() {
    let (caller, app) = renamed_app().await;
    let of_app = format!("/admin/v1/apps/{}/audit", app.id);
    let page = caller.get(&of_app).await.ok();
    assert_eq!(verbs(&page)[0], "app.update", "newest first");
    let mut made = verbs(&page)[1..].to_vec();
    made.sort_unstable();
    assert_eq!(made, ["api_key.create", "app.create"]);
    let everything = caller.get("/admin/v1/audit?limit=200").await.ok();
    assert!(verbs(&everything).contains(&"admin_token.create"), "{everything}");
    for (query, expected) in [
        ("verb=app.create", vec!["app.create"]),
        ("actor_kind=administrator", vec!["app.update"]),
        ("actor_kind=api_key", vec![]),
        ("actor_id=nobody", vec![]),
        ("from=2100-01-01T00:01:00Z", vec!["app.update"]),
        ("until=2100-01-01T00:01:00Z&verb=app.update", vec![]),
    ] {
        assert_eq!(verbs(&caller.get(&format!("{of_app}?{query}")).await.ok()), expected, "{query}");
        let path = format!("/admin/v1/audit?app_id={}&{query}", app.id);
        assert_eq!(verbs(&caller.get(&path).await.ok()), expected, "{query}");
    }
    let first = caller.get(&format!("{of_app}?limit=2")).await.ok();
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = caller.get(&format!("{of_app}?limit=2&cursor={cursor}")).await.ok();
    assert_eq!([verbs(&first), verbs(&second)].concat(), verbs(&page));
    assert_eq!((first["items"].as_array().unwrap().len(), &second["next_cursor"]), (2, &Value::Null));
    for (query, sentence) in [
        ("actor_kind=ghost", "`actor_kind` must be `cli`, `api_key`, `administrator` or `system`."),
        ("app_id=another", "`app_id` must be the path's app, or absent."),
    ] {
        let answer = caller.get(&format!("{of_app}?{query}")).await;
        assert_eq!(answer.shown(), refusals::invalid_request(sentence), "{query}");
    }
}

#[tokio::test]
async fn an_export_has_every_row_oldest_first() {
    let (caller, app) = renamed_app().await;
    let all = caller.get(&format!("/admin/v1/apps/{}/audit", app.id)).await.ok();
    let mut expected = all["items"].as_array().unwrap().clone();
    expected.reverse();
    for path in [format!("apps/{}/audit.ndjson?limit=1", app.id), format!("audit.ndjson?app_id={}", app.id)] {
        let lines = caller.get(&format!("/admin/v1/{path}")).await;
        assert_eq!(lines.header("content-type"), "application/x-ndjson");
        assert_eq!(lines.header("content-disposition"), "attachment; filename=\"audit.ndjson\"");
        let rows: Vec<Value> = lines.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(rows, expected);
    }
}
