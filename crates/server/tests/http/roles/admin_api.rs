//! The admin API, by token.

use passflex_flex::store::AppId;
use passflex_flex::store::records::Role;
use passflex_flex::{AdminScope, Permission};
use serde_json::json;

use super::{EVERY_GRANT, Expected, Granted, Subject, expected, filled, is_of_an_app, rule};
use crate::world::{ADMIN_ROUTES, AdminRoute, Answer, refusal, refusals};

async fn call(subject: &Subject, token: &str, route: &AdminRoute, app: &AppId) -> Answer {
    let mut request = subject.console.request(route.method, &filled(route.path, app)).bearer_auth(token);
    if !["GET", "DELETE"].contains(&route.method) {
        request = request.json(&json!({}));
    }
    Answer::to(request).await
}

/// What an answer says of the caller's rights, whatever else is wrong with the request.
fn verdict(answer: &Answer) -> Expected {
    assert!(![401, 405, 500].contains(&answer.status), "{answer:?}");
    if (answer.status, &answer.body) == (404, &refusals::app_not_found().1.to_string()) {
        Expected::NoSuchApp
    } else if answer.status == 403 && answer.body.contains("This needs the role") {
        Expected::TooLow
    } else {
        assert_ne!(answer.status, 403, "{answer:?}");
        Expected::Allowed
    }
}

#[tokio::test]
async fn every_role_may_do_by_token_what_the_rules_say_and_nothing_else() {
    let mut subject = Subject::new().await;
    let token = subject.console.token(&subject.admin, &AdminScope::ALL).await;
    for granted in EVERY_GRANT {
        for route in ADMIN_ROUTES {
            let app = subject.granted(granted).await;
            let answer = call(&subject, &token, route, &app).await;
            let expected = expected(route.permission, is_of_an_app(route.path), granted);
            assert_eq!(verdict(&answer), expected, "{route:?} {granted:?} {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_token_may_do_what_its_scopes_say_and_nothing_else() {
    let mut subject = Subject::new().await;
    let lacks = |scope: AdminScope| {
        let sentence = format!("The token lacks the scope `{}`. Create one that has it.", scope.as_str());
        refusal(403, "operation_not_allowed", &sentence)
    };
    for scope in AdminScope::ALL {
        let token = subject.console.token(&subject.admin, &[scope]).await;
        for route in ADMIN_ROUTES {
            let app = subject.granted(Granted::Everywhere(Role::Admin)).await;
            let answer = call(&subject, &token, route, &app).await;
            match route.permission.map(|permission| rule(permission).1) {
                Some(needed) if needed != scope => {
                    assert_eq!(answer.shown(), lacks(needed), "{route:?} {scope:?}");
                }
                _ => assert_eq!(verdict(&answer), Expected::Allowed, "{route:?} {scope:?}"),
            }
        }
    }
}

#[tokio::test]
async fn nothing_is_answered_without_a_token() {
    let mut subject = Subject::new().await;
    let app = subject.granted(Granted::Everywhere(Role::Admin)).await;
    let sentence = "The admin token is missing, invalid, expired or revoked.";
    for route in ADMIN_ROUTES {
        let request = subject.console.request(route.method, &filled(route.path, &app));
        let answer = Answer::to(request).await;
        assert_eq!(answer.shown(), refusal(401, "invalid_admin_token", sentence), "{route:?}");
    }
}

#[test]
fn every_permission_has_its_scope_and_the_least_role_that_is_written_down() {
    for permission in Permission::ALL {
        assert_eq!((permission.least_role(), permission.scope()), rule(permission), "{permission:?}");
    }
}
