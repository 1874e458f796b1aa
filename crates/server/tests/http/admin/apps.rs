//! `/admin/v1/apps`.

use passflex_flex::AdminScope;
use passflex_flex::store::records::{LinkGrant, Role};
use serde_json::{Value, json};

use crate::world::{Answer, Program, refusal, refusals};

#[tokio::test]
async fn an_app_is_made_shown_changed_listed_and_deleted() {
    let caller = Program::new().await;
    let body =
        json!({"name": "Shop", "settings": {"origins": ["https://shop.example.com"], "nonce_seconds": 30}});
    let made = caller.send("POST", "/admin/v1/apps", &body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let app = made.json();
    let path = format!("/admin/v1/apps/{}", app["id"].as_str().unwrap());
    assert_eq!(app["rp_id"], "shop.example.com");
    assert_eq!(app["settings"]["nonce_seconds"], 30);
    assert_eq!(app["settings"]["user_verification"], "required");
    assert_eq!(caller.get(&path).await.ok(), app);

    let change = json!({"name": "Corner shop", "status": "disabled", "settings": {"attestation": "verify"}});
    let changed = caller.send("PATCH", &path, &change).await.ok();
    assert_eq!(changed["name"], "Corner shop");
    assert_eq!(changed["status"], "disabled");
    assert_eq!(changed["settings"]["attestation"], "verify");
    assert_eq!(changed["settings"]["nonce_seconds"], 30, "what is left out stays");
    assert_eq!(caller.get("/admin/v1/apps").await.ok(), json!({"items": [changed], "next_cursor": null}));

    let deleted = Answer::to(caller.request("DELETE", &path)).await;
    assert_eq!((deleted.status, deleted.body.as_str()), (204, ""));
    assert_eq!(caller.get(&path).await.shown(), refusals::app_not_found());
}

#[tokio::test]
async fn what_an_app_cannot_be_is_said_and_not_done() {
    let caller = Program::new().await;
    let settings = json!({"origins": ["https://shop.example.com"]});
    for (body, sentence) in [
        (json!({"settings": settings}), "`name` is missing."),
        (json!({"name": "Shop"}), "`settings` is missing."),
        (
            json!({"name": "Shop", "settings": {}}),
            "An app needs at least one web origin, the primary one first.",
        ),
        (
            json!({"name": "Shop", "settings": {"origins": ["https://shop.example.com"], "attestation": "maybe"}}),
            "`settings.attestation` has a value that there is not.",
        ),
        (
            json!({"name": "Shop", "settings": {"origins": ["https://shop.example.com"], "nonce_seconds": 5}}),
            "`nonce_seconds` must be from 10 to 600.",
        ),
    ] {
        let answer = caller.send("POST", "/admin/v1/apps", &body).await;
        assert_eq!(answer.shown(), refusals::invalid_request(sentence));
    }
    let mistyped = caller.send("POST", "/admin/v1/apps", &json!({"name": "Shop", "setings": settings})).await;
    assert_eq!(mistyped.status, 400);
    assert_eq!(caller.get("/admin/v1/apps").await.ok(), json!({"items": [], "next_cursor": null}));
}

#[tokio::test]
async fn only_apps_with_a_role_are_there() {
    let caller = Program::new().await;
    let (shop, bank) = (caller.console.app().await, caller.console.app().await);
    let grants = vec![LinkGrant {
        app_id: Some(passflex_flex::store::AppId::new(shop.id.as_str())),
        role: Role::Viewer,
    }];
    let bob = caller.console.invited_with("Bob", grants).await.admin().await;
    let token = caller.console.token(&bob, &AdminScope::ALL).await;
    let bobs = Program { console: caller.console, token };

    let listed = bobs.get("/admin/v1/apps").await.ok();
    let ids: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|app| &app["id"]).collect();
    assert_eq!(ids, [&json!(shop.id)]);
    assert_eq!(bobs.get(&format!("/admin/v1/apps/{}", bank.id)).await.shown(), refusals::app_not_found());
    let path = format!("/admin/v1/apps/{}", shop.id);
    let sentence = "This needs the role `member` for this app. Ask an administrator.";
    assert_eq!(
        bobs.send("PATCH", &path, &json!({"name": "Mine"})).await.shown(),
        refusal(403, "operation_not_allowed", sentence)
    );
}

#[tokio::test]
async fn the_reserved_app_is_not_there() {
    let caller = Program::new().await;
    for method in ["GET", "DELETE"] {
        let answer = Answer::to(caller.request(method, "/admin/v1/apps/console")).await;
        assert_eq!(answer.shown(), refusals::app_not_found());
    }
}

#[tokio::test]
async fn without_a_good_token_nothing_is_answered() {
    let caller = Program::new().await;
    let app = caller.console.app().await;
    let refused =
        refusal(401, "invalid_admin_token", "The admin token is missing, invalid, expired or revoked.");
    let mut wrong = caller.token.clone();
    wrong.replace_range(10..11, if &wrong[10..11] == "A" { "B" } else { "A" });
    for token in ["", "pfa_nothing", &wrong, &app.key] {
        let answer = Answer::to(caller.console.request("GET", "/admin/v1/apps").bearer_auth(token)).await;
        assert_eq!(answer.shown(), refused);
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    assert_eq!(caller.console.get("/admin/v1/apps").await.shown(), refused);
    assert_eq!(Answer::to(caller.request("GET", &app.path("events"))).await.status, 401);
}
