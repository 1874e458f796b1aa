//! What a backend's key opens: `Authorization: Bearer <API key>`.

use passflex_flex::store::{ApiKeyId, AppId};
use passflex_flex::{Actor, Scope};
use reqwest::header::AUTHORIZATION;
use serde_json::json;

use crate::world::{Answer, App, ROUTES, refusal, refusals};

#[tokio::test]
async fn without_a_good_key_every_management_route_answers_401_and_names_the_scheme() {
    let app = App::start().await;
    let (other_id, _) = app.create_key(&Scope::ALL, None).await;
    let last = app.key.chars().last().unwrap();
    let mistyped = format!("{}{}", &app.key[..app.key.len() - 1], if last == '0' { '1' } else { '0' });
    let unknown = App::start().await.key;
    for route in ROUTES.iter().filter(|route| route.scope.is_some()) {
        for credentials in [
            None,
            Some(String::new()),
            Some("Bearer".to_owned()),
            Some("Bearer ".to_owned()),
            Some(format!("Basic {}", app.key)),
            Some(app.key.clone()),
            Some(format!("Bearer {other_id}")),
            Some(format!("Bearer {mistyped}")),
            Some(format!("Bearer {unknown}")),
            Some(format!("Bearer {} {}", app.key, app.key)),
        ] {
            let mut request = app.server.request(route.method, &app.path(route.path)).json(&json!({}));
            if let Some(credentials) = &credentials {
                request = request.header(AUTHORIZATION, credentials);
            }
            let answer = Answer::to(request).await;
            assert_eq!(answer.shown(), refusals::invalid_access_token(), "{route:?} {credentials:?}");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
}

#[tokio::test]
async fn the_scheme_may_be_written_in_any_case() {
    let app = App::start().await;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let credentials = format!("{scheme} {}", app.key);
        let path = app.path("users?limit=1&identifier=ada");
        let answer = Answer::to(app.request("GET", &path).header(AUTHORIZATION, credentials)).await;
        assert_eq!(answer.status, 200, "{scheme}");
    }
}

#[tokio::test]
async fn a_key_opens_the_routes_of_its_scopes_and_no_others() {
    let app = App::start().await;
    for granted in Scope::ALL {
        let (_, key) = app.create_key(&[granted], None).await;
        for route in ROUTES {
            let Some(needed) = route.scope else { continue };
            let request = app.server.request(route.method, &app.path(route.path)).bearer_auth(&key);
            let answer = Answer::to(request.json(&json!({}))).await;
            if needed == granted {
                assert_ne!(answer.status, 403, "{route:?} {granted:?}");
            } else {
                let sentence =
                    format!("The API key lacks the scope `{}`. Create one that has it.", needed.as_str());
                assert_eq!(
                    answer.shown(),
                    refusal(403, "operation_not_allowed", &sentence),
                    "{route:?} {granted:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_key_is_refused_from_the_moment_it_expires() {
    let app = App::start().await;
    let expires_at = "2100-01-01T00:01:00Z".parse().unwrap();
    let (_, key) = app.create_key(&Scope::ALL, Some(expires_at)).await;
    let read = async || {
        let path = app.path("users?limit=1&identifier=ada");
        Answer::to(app.request("GET", &path).bearer_auth(&key)).await
    };
    app.clock.advance_seconds(59);
    assert_eq!(read().await.status, 200);
    app.clock.advance_seconds(1);
    assert_eq!(read().await.shown(), refusals::invalid_access_token());
}

#[tokio::test]
async fn a_revoked_key_is_refused_at_once_where_it_was_revoked() {
    let app = App::start().await;
    let (id, key) = app.create_key(&Scope::ALL, None).await;
    let path = app.path("users?limit=1&identifier=ada");
    assert_eq!(Answer::to(app.request("GET", &path).bearer_auth(&key)).await.status, 200);

    revoke(&app, &id).await;
    let answer = Answer::to(app.request("GET", &path).bearer_auth(&key)).await;
    assert_eq!(answer.shown(), refusals::invalid_access_token());
}

#[tokio::test]
async fn with_a_key_an_unknown_app_is_401_because_the_key_decides_first() {
    let app = App::start().await;
    for route in ROUTES.iter().filter(|route| route.scope.is_some()) {
        let path = format!("/v1/apps/nowhere/{}", route.path);
        let request = app.server.request(route.method, &path).bearer_auth(&app.key).json(&json!({}));
        assert_eq!(Answer::to(request).await.shown(), refusals::invalid_access_token(), "{route:?}");
    }
}

#[tokio::test]
async fn the_key_of_a_deleted_app_opens_nothing() {
    let app = App::start().await;
    app.flex.delete_app(&Actor::cli(), &AppId::new(app.id.as_str())).await.unwrap();
    let answer = app.backend_gets("users?limit=1&identifier=ada").await;
    assert_eq!(answer.shown(), refusals::invalid_access_token());
}

async fn revoke(app: &App, id: &ApiKeyId) {
    app.flex.revoke_api_key(&Actor::cli(), &AppId::new(app.id.as_str()), id).await.unwrap();
}
