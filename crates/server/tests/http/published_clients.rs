//! Published clients of the original, played with the very requests that each sends.

use passflex_authenticator::{Authenticator, Client};
use reqwest::header::{CONTENT_TYPE, ORIGIN as ORIGIN_HEADER};
use serde_json::{Value, json};

use crate::world::{Answer, App, ORIGIN, Person, Started, percent_encoded};

const REGISTER: &str = "register/transactions/webauthn";
const AUTHENTICATE: &str = "authenticate/transactions/webauthn";

/// A page of JS 0.1 sends its bodies as text, and no body at all where it has nothing to say.
async fn js_0_1_posts(app: &App, path: &str, body: Option<&Value>) -> Answer {
    let request = app.page(path).header("Passage-Version", "js 0.1.0");
    Answer::to(match body {
        Some(body) => request.header(CONTENT_TYPE, "text/plain;charset=UTF-8").body(body.to_string()),
        None => request,
    })
    .await
}

#[tokio::test]
async fn js_0_1_checks_its_origin_registers_and_signs_in_without_a_content_type() {
    let app = App::start().await;
    let mut ada = Person::new("ada");
    let shown = app.request("GET", &format!("/v1/apps/{}", app.id)).header(ORIGIN_HEADER, ORIGIN);
    assert_eq!(Answer::to(shown).await.ok()["app"]["auth_origin"], ORIGIN);

    let transaction = json!({"transaction_id": app.register_transaction("ada").await});
    let started = Started::read(&js_0_1_posts(&app, &format!("{REGISTER}/start"), Some(&transaction)).await);
    let body = ada.registration(&started);
    let nonce = js_0_1_posts(&app, &format!("{REGISTER}/finish"), Some(&body)).await.text("nonce");
    assert_eq!(app.verify(&nonce).await.ok()["external_id"], "ada");

    let started = Started::read(&js_0_1_posts(&app, &format!("{AUTHENTICATE}/start"), None).await);
    let body = ada.assertion(&started);
    let nonce = js_0_1_posts(&app, &format!("{AUTHENTICATE}/finish"), Some(&body)).await.text("nonce");
    assert_eq!(app.verify(&nonce).await.ok()["external_id"], "ada");
}

#[tokio::test]
async fn js_1_0_asks_for_the_platform_and_opens_autofill_with_an_empty_object_long_before_it_is_used() {
    let app = App::start().await;
    let mut ada = Person::new("ada");
    let js = async |path: String, body: Value| {
        let request = app.page(&path).header("Passage-Flex-Version", "1.0.2");
        Answer::to(request.json(&body)).await
    };
    let transaction_id = app.register_transaction("ada").await;
    let body = json!({"transaction_id": transaction_id, "authenticator_attachment": "platform"});
    let started = Started::read(&js(format!("{REGISTER}/start"), body).await);
    assert_eq!(started.public_key["authenticatorSelection"]["authenticatorAttachment"], "platform");
    let mut body = ada.registration(&started);
    // Beside the response, not inside it.
    let response = body["handshake_response"].as_object_mut().unwrap();
    let transports =
        response["response"].as_object_mut().unwrap().remove("transports").unwrap_or(json!(["internal"]));
    response.insert("transports".to_owned(), transports);
    assert_eq!(js(format!("{REGISTER}/finish"), body).await.status, 200);

    let started = Started::read(&js(format!("{AUTHENTICATE}/start"), json!({})).await);
    app.clock.advance_seconds(29 * 60);
    let mut body = ada.assertion(&started);
    body.as_object_mut().unwrap().remove("transaction_id");
    let nonce = js(format!("{AUTHENTICATE}/finish"), body).await.text("nonce");
    assert_eq!(app.verify(&nonce).await.ok()["external_id"], "ada");
}

#[tokio::test]
async fn a_passkey_that_syncs_between_web_and_swift_signs_in_on_both_wherever_it_was_made() {
    let app = App::start().await;
    app.change_settings(|settings| settings.origins.push("https://example.com".to_owned())).await;
    for made_by in [Client::Browser, Client::Swift] {
        let name = format!("{made_by:?}");
        let mut person = Person::with(&name, Authenticator::synced().client(made_by));
        // Swift escapes the app's id itself, sends no origin, and always says where the authenticator sits.
        let path = |rest: &str| format!("/v1/apps/{}/{rest}", percent_encoded(&app.id));
        let posts =
            async |rest: String, body: Value| Answer::to(app.request("POST", &path(&rest)).json(&body)).await;
        let transaction_id = app.register_transaction(&name).await;
        let body = json!({"transaction_id": transaction_id, "authenticator_attachment": "any"});
        let started = Started::read(&posts(format!("{REGISTER}/start"), body).await);
        assert_eq!(posts(format!("{REGISTER}/finish"), person.registration(&started)).await.status, 200);

        for used_by in [Client::Browser, Client::Swift] {
            person.authenticator = person.authenticator.client(used_by);
            for transaction_id in [Some(app.sign_in_transaction(&name).await), None] {
                let body = json!({"transaction_id": transaction_id});
                let started = Started::read(&posts(format!("{AUTHENTICATE}/start"), body).await);
                let body = person.assertion(&started);
                let nonce = posts(format!("{AUTHENTICATE}/finish"), body).await.text("nonce");
                let verified = app.verify(&nonce).await.ok();
                assert_eq!(verified["external_id"], name.as_str(), "{made_by:?} {used_by:?}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_absent_may_also_be_null_or_empty() {
    let app = App::start().await;
    let mut ada = Person::new("ada");
    for attachment in [Value::Null, json!("")] {
        let body = json!({
            "transaction_id": app.register_transaction("ada").await,
            "authenticator_attachment": attachment,
        });
        let started = Started::read(&app.page_posts(&format!("{REGISTER}/start"), body).await);
        let mut body = ada.registration(&started);
        for member in ["authenticatorAttachment", "clientExtensionResults", "transports"] {
            body["handshake_response"][member] = Value::Null;
        }
        assert_eq!(app.finish_registration(body).await.status, 200, "{attachment}");
    }
    for transaction_id in [Value::Null, json!("")] {
        let body = json!({"transaction_id": transaction_id});
        let started = Started::read(&app.page_posts(&format!("{AUTHENTICATE}/start"), body).await);
        let mut body = ada.assertion(&started);
        body["transaction_id"] = transaction_id.clone();
        body["handshake_response"]["authenticatorAttachment"] = Value::Null;
        body["handshake_response"]["clientExtensionResults"] = Value::Null;
        assert_eq!(app.finish_sign_in(body).await.status, 200, "{transaction_id}");
    }
}

#[tokio::test]
async fn rust_0_1_reads_the_app_behind_a_slash_and_rust_1_0_looks_users_up_with_a_page() {
    let app = App::start().await;
    let shown = app.request("GET", &format!("/v1/apps/{}/", app.id)).bearer_auth(&app.key);
    assert_eq!(Answer::to(shown).await.ok()["app"]["id"], app.id);

    for name in ["ne:x", "like:%", "<gt:a>"] {
        app.member(name).await;
        let query = format!("users?page=1&limit=1&identifier={}", percent_encoded(name));
        let found = app.backend_gets(&query).await.ok();
        assert_eq!(found["users"][0]["external_id"], name);
        // The decoder takes none of these for null.
        for member in ["email", "phone", "last_login_at", "created_at", "updated_at", "status"] {
            assert!(found["users"][0][member].is_string(), "{member}");
        }
    }
}

#[tokio::test]
async fn node_0_x_maps_over_the_apps_technologies_and_the_users_lists() {
    let app = App::start().await;
    app.member("ada").await;
    let shown = app.request("GET", &format!("/v1/apps/{}", app.id)).bearer_auth(&app.key);
    assert_eq!(Answer::to(shown).await.ok()["app"]["technologies"], json!([]));
    let user = app.backend_gets(&format!("users/{}", app.user_id("ada").await)).await.ok();
    for list in ["recent_events", "webauthn_devices", "webauthn_types"] {
        assert!(user["user"][list].is_array(), "{list}");
    }
}
