//! The dashboard of an app.

use passflex_flex::store::AppId;
use passflex_flex::store::records::{LinkGrant, Role};
use serde_json::json;

use crate::world::Console;

#[tokio::test]
async fn it_shows_what_ceremonies_came_to_with_the_figures_of_every_chart() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let page = ada.get(&format!("/console/apps/{}", app.id)).await;
    assert!(page.body.contains("Nobody has come by yet"), "{}", page.body);

    app.member("grace").await;
    console.flex.flush("replica").await.unwrap();

    for span in ["day", "week", "month", "quarter", "whatever"] {
        let page = ada.get(&format!("/console/apps/{}?span={span}", app.id)).await;
        assert_eq!(page.status, 200);
        assert!(
            page.body.contains("<strong>1</strong><span class=\"muted\">of 1 users</span>"),
            "{}",
            page.body
        );
        for title in ["Sign-ins", "Registrations", "How long a sign-in takes", "Monthly active users"] {
            assert!(page.body.contains(&format!(">{title}</h2>")), "{title}");
        }
        assert!(page.body.contains("Registrations, "), "in words");
        assert!(page.body.contains(" Completed: 1 in all"), "in words");
        assert!(page.body.contains("<td class=\"number\">1</td>"), "in the table");
    }
}

#[tokio::test]
async fn an_app_that_one_has_no_role_for_is_not_there() {
    let console = Console::start().await;
    console.set_up().await;
    let (mine, others) = (console.app().await, console.app().await);
    let app_id = Some(AppId::new(mine.id.clone()));
    let bob = console.invited_with("Bob", vec![LinkGrant { app_id, role: Role::Viewer }]).await;

    assert_eq!(bob.get(&format!("/console/apps/{}", mine.id)).await.status, 200);
    assert_eq!(bob.get(&format!("/console/apps/{}", others.id)).await.status, 404);
    let body = json!({"external_id": "ada"});
    for page in ["try", "try/transactions/authenticate"] {
        let path = format!("/console/apps/{}/{page}", mine.id);
        let answer = if page == "try" { bob.get(&path).await } else { bob.script(&path, &body).await };
        assert_eq!(answer.status, 403, "{page}: a viewer only looks");
    }
}
