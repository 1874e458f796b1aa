//! `/console/team`: who the administrators are, and who is to become one.

use passflex_flex::LinkSecret;
use passflex_flex::store::records::Role;

use crate::world::{Answer, Console, ORIGIN};

/// The link that a page shows.
fn link(page: &Answer) -> LinkSecret {
    let (_, rest) = page.body.split_once(&format!("{ORIGIN}/console/welcome#")).unwrap();
    LinkSecret::parse(rest.split('<').next().unwrap()).unwrap()
}

/// Whether a page says this.
fn says(page: &Answer, text: &str) -> bool {
    page.body.contains(text)
}

fn where_to(answer: &Answer) -> (u16, String) {
    (answer.status, answer.header("location"))
}

#[tokio::test]
async fn somebody_is_invited_with_a_role_and_comes_by_the_link() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let form = [("name", "Bob <b>"), ("role", "member"), ("app", app.id.as_str())];
    let page = ada.post("/console/team/invite", &form).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let secret = link(&page);
    let listed = ada.get("/console/team").await;
    assert!(says(&listed, "Bob &#60;b&#62;") && says(&listed, "member of Example"), "{}", listed.body);
    assert!(!says(&listed, "/console/welcome#"), "it is shown once");

    let bob = console.welcome(&secret, "").await;
    let listed = ada.get("/console/team").await;
    assert!(says(&listed, &format!("/console/team/{}", bob.admin().await)));
    assert!(!says(&listed, "Invitations"));
    assert_eq!(bob.get("/console/team").await.status, 403, "a member of one app sees no team");
    assert_eq!(bob.get("/console/apps").await.status, 200);
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_is_of_no_use() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let secret =
        link(&ada.post("/console/team/invite", &[("name", "Bob"), ("role", "viewer"), ("app", "")]).await);
    let id = console.flex.invitations().await.unwrap().remove(0).id;
    let revoked = ada.post(&format!("/console/team/invitations/{id}/revoke"), &[]).await;
    assert_eq!(where_to(&revoked), (303, "/console/team?done=invitation-revoked".to_owned()));
    let opened = console
        .script("/console/welcome/start", &serde_json::json!({"link": secret.expose(), "name": "Bob"}))
        .await;
    assert_eq!(opened.status, 403);
    assert_eq!(ada.post("/console/team/invitations/nothing/revoke", &[]).await.status, 404);
}

#[tokio::test]
async fn an_administrator_is_renamed_given_and_taken_roles_kept_out_and_let_in_again() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let bob = console.invited("Bob", Role::Viewer).await;
    let id = bob.admin().await;
    let path = format!("/console/team/{id}");
    let page = ada.get(&path).await;
    assert!(says(&page, &format!("action=\"{path}/grants\"")), "{}", page.body);
    assert!(says(&page, "<th scope=\"row\">all apps</th>"));

    for (verb, form, word) in [
        ("rename", vec![("name", "Robert")], "renamed"),
        ("grants", vec![("role", "member"), ("app", app.id.as_str())], "role-set"),
        ("grants/remove", vec![("app", "")], "role-removed"),
        ("status", vec![("status", "inactive")], "admin-deactivated"),
    ] {
        let answer = ada.post(&format!("{path}/{verb}"), &form).await;
        assert_eq!(where_to(&answer), (303, format!("{path}?done={word}")), "{}", answer.body);
    }
    let granted = console.flex.admin(&id).await.unwrap();
    assert_eq!(granted.admin.name, "Robert");
    let grants: Vec<_> = granted.grants.iter().map(|grant| (grant.app_id.clone(), grant.role)).collect();
    assert_eq!(grants, [(Some(passflex_flex::store::AppId::new(app.id.as_str())), Role::Member)]);
    assert_eq!(bob.get("/console/apps").await.status, 303, "signed out");
    assert!(says(&ada.get(&format!("{path}?done=admin-deactivated")).await, "is signed out everywhere."));

    let answer = ada.post(&format!("{path}/status"), &[("status", "active")]).await;
    assert_eq!(where_to(&answer), (303, format!("{path}?done=admin-activated")));
    let page = ada.post(&format!("{path}/recover"), &[]).await;
    let again = console.welcome(&link(&page), "").await;
    assert_eq!(again.admin().await, id);
}

#[tokio::test]
async fn what_cannot_be_done_is_said_on_the_page() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let path = format!("/console/team/{}", ada.admin().await);
    let last = "This is the last administrator of all apps. Make another one first.";
    for (verb, form) in [
        ("status", vec![("status", "inactive")]),
        ("grants", vec![("role", "viewer"), ("app", "")]),
        ("grants/remove", vec![("app", "")]),
    ] {
        let page = ada.post(&format!("{path}/{verb}"), &form).await;
        assert_eq!((page.status, says(&page, last)), (400, true), "{verb}");
    }
    let page = ada.post("/console/team/invite", &[("name", " "), ("role", "admin"), ("app", "")]).await;
    assert_eq!((page.status, says(&page, "`name` must not be empty.")), (400, true), "{}", page.body);
    assert!(says(&page, "value=\"admin\" selected"), "what was chosen stays");
    for form in [&[("name", "X")][..], &[("name", "X"), ("role", "owner"), ("app", "")]] {
        assert_eq!(ada.post("/console/team/invite", form).await.status, 400);
    }
    assert_eq!(ada.get("/console/team/nobody").await.status, 404);
}

#[tokio::test]
async fn changes_want_the_passkey_when_it_was_not_asked_for_lately() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let path = format!("/console/team/{}", ada.admin().await);
    console.clock.advance_seconds(600);
    assert_eq!(ada.get("/console/team").await.status, 200);
    for path in ["/console/team/invite".to_owned(), format!("{path}/recover")] {
        let answer = ada.post(&path, &[("name", "Bob"), ("role", "viewer"), ("app", "")]).await;
        assert_eq!((answer.status, answer.header("location").starts_with("/console/confirm?")), (303, true));
    }
    assert_eq!(console.flex.invitations().await.unwrap().len(), 0);
}
