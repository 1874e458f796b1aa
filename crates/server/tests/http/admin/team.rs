//! Administrators, invitations and tokens, by program.

use std::sync::Arc;

use passflex_flex::AdminScope;
use passflex_flex::store::records::Role;
use serde_json::{Value, json};

use crate::world::{Answer, Console, ORIGIN, Program, refusal, refusals};

/// The answer to a request of a program's, with this body if it is not null.
async fn call(program: &Program, method: &str, path: &str, body: Value) -> Answer {
    let request = program.request(method, &format!("/admin/v1/{path}"));
    Answer::to(if body.is_null() { request } else { request.json(&body) }).await
}

/// The administrators as they are listed, without ids and times.
async fn listed(program: &Program) -> Vec<Value> {
    let list = call(program, "GET", "administrators", Value::Null).await.ok();
    let of = |admin: &Value| json!([admin["name"], admin["status"], admin["grants"]]);
    list["items"].as_array().unwrap().iter().map(of).collect()
}

/// The id of the first administrator, whose program it is.
async fn ada(program: &Program) -> String {
    let list = call(program, "GET", "administrators", Value::Null).await.ok();
    let items = list["items"].as_array().unwrap();
    let ada = items.iter().find(|admin| admin["name"] == "Ada").unwrap();
    ada["id"].as_str().unwrap().to_owned()
}

fn everything() -> Value {
    json!([{"app_id": null, "role": "admin"}])
}

#[tokio::test]
async fn administrators_are_listed_shown_renamed_and_kept_out() {
    let program = Program::new().await;
    program.console.clock.advance_seconds(1);
    let bob = program.console.invited("Bob", Role::Member).await;
    let id = bob.admin().await;
    let path = format!("administrators/{id}");
    let shown = call(&program, "GET", &path, Value::Null).await.ok();
    let at = "2100-01-01T00:00:01Z";
    assert_eq!(
        shown,
        json!({
            "id": id.as_str(), "name": "Bob", "status": "active", "grants": [{"app_id": null, "role": "member"}],
            "created_at": at, "updated_at": at,
        })
    );
    let list = call(&program, "GET", "administrators", Value::Null).await.ok();
    assert_eq!((&list["items"][1], &list["next_cursor"]), (&shown, &Value::Null));

    let renamed = call(&program, "PATCH", &path, json!({"name": "Robert"})).await.ok();
    assert_eq!((&renamed["name"], &renamed["status"]), (&"Robert".into(), &"active".into()));
    let off = call(&program, "PATCH", &path, json!({"status": "inactive"})).await.ok();
    assert_eq!((&off["name"], &off["status"]), (&"Robert".into(), &"inactive".into()));
    assert_eq!(bob.get("/console/apps").await.status, 303, "signed out");
    let log = program.console.flex.store().audit(None, 100).await.unwrap();
    let changes = log.into_iter().filter(|row| ["admin.rename", "admin.deactivate"].contains(&&*row.verb));
    let actors: Vec<_> = changes.map(|row| row.actor_id.unwrap()).collect();
    let ada = ada(&program).await;
    assert_eq!(actors, [ada.clone(), ada]);
}

#[tokio::test]
async fn roles_are_given_and_taken_but_the_last_head_stays() {
    let program = Program::new().await;
    let app = program.console.app().await;
    program.console.clock.advance_seconds(1);
    let bob = program.console.invited("Bob", Role::Viewer).await.admin().await;
    let grants = |id: &str, app: &str| format!("administrators/{id}/grants/{app}");
    // Grants are listed by age.
    program.console.clock.advance_seconds(1);
    let set =
        call(&program, "PUT", &grants(bob.as_str(), app.id.as_str()), json!({"role": "member"})).await.ok();
    let expected = json!([{"app_id": null, "role": "viewer"}, {"app_id": app.id.as_str(), "role": "member"}]);
    assert_eq!(set["grants"], expected);
    let taken = call(&program, "DELETE", &grants(bob.as_str(), "all"), Value::Null).await;
    assert_eq!(taken.shown(), (204, Value::Null));
    assert_eq!(
        listed(&program).await,
        [
            json!(["Ada", "active", everything()]),
            json!(["Bob", "active", [{"app_id": app.id.as_str(), "role": "member"}]])
        ]
    );

    let ada = ada(&program).await;
    let last = refusal(
        409,
        "last_administrator",
        "This is the last administrator of all apps. Make another one first.",
    );
    let path = grants(&ada, "all");
    assert_eq!(call(&program, "PUT", &path, json!({"role": "viewer"})).await.shown(), last);
    assert_eq!(call(&program, "DELETE", &path, Value::Null).await.shown(), last);
    let own = format!("administrators/{ada}");
    assert_eq!(call(&program, "PATCH", &own, json!({"status": "inactive"})).await.shown(), last);
    assert_eq!(listed(&program).await[0], json!(["Ada", "active", everything()]));
}

#[tokio::test]
async fn somebody_is_invited_by_a_link_that_is_shown_once() {
    let program = Program::new().await;
    let body = json!({"name": "Bob", "grants": [{"app_id": null, "role": "member"}]});
    let made = call(&program, "POST", "invitations", body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let mut made = made.json();
    let link = made.as_object_mut().unwrap().remove("link").unwrap();
    let secret = link.as_str().unwrap().strip_prefix(&format!("{ORIGIN}/console/welcome#")).unwrap();
    let list = call(&program, "GET", "invitations", Value::Null).await.ok();
    assert_eq!(list, json!({"items": [made], "next_cursor": null}));
    assert_eq!(made["created_by"], format!("administrator:{}", ada(&program).await));

    let secret = passflex_flex::LinkSecret::parse(secret).unwrap();
    program.console.clock.advance_seconds(1);
    program.console.welcome(&secret, "").await;
    let list = call(&program, "GET", "invitations", Value::Null).await.ok();
    assert_eq!(list, json!({"items": [], "next_cursor": null}));
    assert_eq!(listed(&program).await[1], json!(["Bob", "active", [{"app_id": null, "role": "member"}]]));
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_is_of_no_use() {
    let program = Program::new().await;
    let body = json!({"name": "Bob", "grants": everything()});
    let made = call(&program, "POST", "invitations", body).await.json();
    let path = format!("invitations/{}", made["id"].as_str().unwrap());
    assert_eq!(call(&program, "DELETE", &path, Value::Null).await.status, 204);
    let gone = refusal(404, "invitation_not_found", "Invitation not found.");
    assert_eq!(call(&program, "DELETE", &path, Value::Null).await.shown(), gone);
    let link = made["link"].as_str().unwrap().rsplit('#').next().unwrap();
    let opened = program.console.script("/console/welcome/start", &json!({"link": link})).await;
    assert_eq!(opened.status, 403);
}

#[tokio::test]
async fn a_recovery_link_lets_back_in_and_signs_out_elsewhere() {
    let program = Program::new().await;
    let bob = program.console.invited("Bob", Role::Viewer).await;
    let path = format!("administrators/{}/recovery-link", bob.admin().await);
    let made = call(&program, "POST", &path, Value::Null).await;
    assert_eq!(made.status, 201);
    let made = made.json();
    let secret = made["link"].as_str().unwrap().rsplit('#').next().unwrap();
    let secret = passflex_flex::LinkSecret::parse(secret).unwrap();
    let again = program.console.welcome(&secret, "").await;
    assert_eq!(again.get("/console/apps").await.status, 200);
    assert_eq!(bob.get("/console/apps").await.status, 303);
    let nobody = call(&program, "POST", "administrators/nobody/recovery-link", Value::Null).await;
    assert_eq!(nobody.shown(), refusal(404, "administrator_not_found", "Administrator not found."));
}

#[tokio::test]
async fn a_token_sees_and_revokes_those_of_its_own_administrator() {
    let program = Program::new().await;
    let bob = program.console.invited("Bob", Role::Viewer).await.admin().await;
    let token = program.console.token(&bob, &[AdminScope::AppsRead]).await;
    let bobs = Program { console: Console { server: Arc::clone(&program.console.server) }, token };
    let list = call(&bobs, "GET", "tokens", Value::Null).await.ok();
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!((&items[0]["name"], &items[0]["scopes"]), (&"ci".into(), &json!(["apps:read"])));
    let path = format!("tokens/{}", items[0]["id"].as_str().unwrap());
    let not_theirs = call(&program, "DELETE", &path, Value::Null).await;
    assert_eq!(not_theirs.shown(), refusal(404, "token_not_found", "Token not found."));
    assert_eq!(call(&bobs, "DELETE", &path, Value::Null).await.status, 204);
    let sentence = "The admin token is missing, invalid, expired or revoked.";
    let refused = call(&bobs, "GET", "tokens", Value::Null).await;
    assert_eq!(refused.shown(), refusal(401, "invalid_admin_token", sentence));
    assert_eq!(refused.header("www-authenticate"), "Bearer");
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said() {
    let program = Program::new().await;
    let bob = program.console.invited("Bob", Role::Viewer).await.admin().await;
    let path = format!("administrators/{bob}");
    for (method, path, body, sentence) in [
        ("PATCH", path.as_str(), json!({"status": "gone"}), "`status` must be `active` or `inactive`."),
        ("PATCH", &path, json!({"name": ""}), "`name` must not be empty."),
        ("PUT", &format!("{path}/grants/all"), json!({}), "`role` is missing."),
        (
            "PUT",
            &format!("{path}/grants/all"),
            json!({"role": "owner"}),
            "`role` must be `viewer`, `member` or `admin`.",
        ),
        ("POST", "invitations", json!({"grants": everything()}), "`name` is missing."),
        ("POST", "invitations", json!({"name": "X", "grants": []}), "An invitation needs at least one role."),
    ] {
        let answer = call(&program, method, path, body).await;
        assert_eq!(answer.shown(), refusals::invalid_request(sentence), "{method} {path}");
    }
    for app in ["nowhere", "console"] {
        let path = format!("{path}/grants/{app}");
        let answer = call(&program, "PUT", &path, json!({"role": "viewer"})).await;
        assert_eq!(answer.shown(), refusals::app_not_found());
    }
}
