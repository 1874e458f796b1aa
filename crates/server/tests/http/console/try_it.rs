//! Trying an app in the administrator's own browser.

use serde_json::json;

use crate::world::{Console, ORIGIN, Person, refusals};

#[tokio::test]
async fn the_console_stands_in_for_the_apps_backend() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let path = |rest: &str| format!("/console/apps/{}/try{rest}", app.id);
    assert!(ada.get(&path("")).await.body.contains("Register a passkey</button>"));

    let whom = json!({"external_id": "try-it", "passkey_display_name": "try-it"});
    let transaction = ada.script(&path("/transactions/register"), &whom).await.text("transaction_id");
    let mut person = Person::new("try-it");
    let finish = person.registration(&app.start_registration(&transaction).await);
    let nonce = app.finish_registration(finish).await.text("nonce");
    let verified = ada.script(&path("/authenticate/verify"), &json!({"nonce": nonce})).await;
    assert_eq!((verified.text("external_id"), verified.text("kind")), ("try-it".into(), "register".into()));

    let transaction = ada.script(&path("/transactions/authenticate"), &whom).await.text("transaction_id");
    let finish = person.assertion(&app.start_sign_in(Some(&transaction)).await);
    let nonce = app.finish_sign_in(finish).await.text("nonce");
    let body = json!({"nonce": nonce});
    let verified = ada.script(&path("/authenticate/verify"), &body).await;
    assert_eq!(
        (verified.text("kind"), verified.text("transaction_id")),
        ("authenticate".into(), transaction)
    );
    assert_eq!(ada.script(&path("/authenticate/verify"), &body).await.shown(), refusals::invalid_nonce());
}

#[tokio::test]
async fn it_offers_to_add_the_consoles_origin_where_the_rp_id_permits_that() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let path = format!("/console/apps/{}/try", app.id);
    app.change_settings(|settings| settings.origins = vec!["https://shop.example.com".to_owned()]).await;

    let page = ada.get(&path).await;
    assert!(page.body.contains(&format!("Add {ORIGIN}</button>")), "{}", page.body);
    let added = ada.post(&format!("{path}/origin"), &[]).await;
    assert_eq!((added.status, added.header("location")), (303, format!("{path}?done=origin-added")));
    assert!(ada.get(&path).await.body.contains("Register a passkey</button>"));
}

#[tokio::test]
async fn it_says_why_browsers_would_refuse_and_does_not_offer_what_cannot_be() {
    let console = Console::start().await;
    let ada = console.set_up().await;
    let app = console.app().await;
    let path = format!("/console/apps/{}/try", app.id);
    app.move_to("shop.example", "https://shop.example").await;

    let page = ada.get(&path).await;
    assert!(page.body.contains("This page cannot use the app&#39;s passkeys."), "{}", page.body);
    let refused = ada.post(&format!("{path}/origin"), &[]).await;
    assert_eq!(refused.status, 400);
    assert!(refused.body.contains("must be equal to, or a parent domain of"), "{}", refused.body);
}
