//! `POST …/register/transactions/webauthn/finish`.

use data_encoding::BASE64URL;
use passflex_authenticator::{Attestation, Authenticator, bytes, edit_bytes};
use passflex_flex::store::records::AppStatus;
use serde_json::{Value, json};

use crate::world::{App, ORIGIN, Person, Started, refusal, refusals};

async fn started(app: &App, external_id: &str) -> Started {
    app.start_registration(&app.register_transaction(external_id).await).await
}

#[tokio::test]
async fn every_member_that_a_finish_needs_is_named_when_it_is_missing() {
    let app = App::start().await;
    let whole = Person::new("ada").registration(&started(&app, "ada").await);
    for member in ["handshake_id", "transaction_id", "handshake_response"] {
        let mut body = whole.clone();
        body[member] = Value::Null;
        let answer = app.finish_registration(body).await;
        assert_eq!(answer.shown(), refusals::invalid_request(&format!("`{member}` is missing.")));
    }
    for (member, sentence) in [
        ("id", "`handshake_response` is not allowed here, lacks a member, or has the wrong type."),
        ("rawId", "`handshake_response` is not allowed here, lacks a member, or has the wrong type."),
        ("type", "`handshake_response` is not allowed here, lacks a member, or has the wrong type."),
        ("response", "`handshake_response` is not allowed here, lacks a member, or has the wrong type."),
    ] {
        let mut body = whole.clone();
        body["handshake_response"].as_object_mut().unwrap().remove(member);
        assert_eq!(
            app.finish_registration(body).await.shown(),
            refusals::invalid_request(sentence),
            "{member}"
        );
    }
    assert_eq!(app.finish_registration(whole).await.status, 200, "none of that has used it up");
}

#[tokio::test]
async fn a_handshake_that_is_no_good_is_400() {
    let app = App::start().await;
    let neighbour = app.neighbour().await;
    let mut ada = app.member("ada").await;
    let mine = started(&app, "ada").await;
    let sign_in = app.start_sign_in(Some(&app.sign_in_transaction("ada").await)).await;
    let elsewhere = started(&neighbour, "ada").await;
    for (case, handshake_id) in [
        ("garbage", "garbage".to_owned()),
        ("another app's", elsewhere.handshake_id.clone()),
        ("of the other kind", sign_in.handshake_id.clone()),
        ("of another transaction", started(&app, "ada").await.handshake_id),
        ("a transaction", mine.transaction_id.as_str().unwrap().to_owned()),
    ] {
        let mut body = ada.registration(&mine);
        body["handshake_id"] = json!(handshake_id);
        assert_eq!(app.finish_registration(body).await.shown(), refusals::registration_failed(), "{case}");
    }
}

#[tokio::test]
async fn a_handshake_finishes_once() {
    let app = App::start().await;
    let mut ada = Person::new("ada");
    let started = started(&app, "ada").await;
    let body = ada.registration(&started);
    assert_eq!(app.finish_registration(body.clone()).await.status, 200);
    assert_eq!(app.finish_registration(body).await.shown(), refusals::registration_failed());
    let again = app.finish_registration(ada.registration(&started)).await;
    assert_eq!(again.shown(), refusals::registration_failed(), "nor with another passkey");
}

#[tokio::test]
async fn two_handshakes_of_one_transaction_finish_once() {
    let app = App::start().await;
    let mut ada = Person::new("ada");
    let transaction_id = app.register_transaction("ada").await;
    let first = app.start_registration(&transaction_id).await;
    let second = app.start_registration(&transaction_id).await;
    assert_eq!(app.finish_registration(ada.registration(&second)).await.status, 200);
    let answer = app.finish_registration(ada.registration(&first)).await;
    assert_eq!(answer.shown(), refusals::transaction_not_found());
}

#[tokio::test]
async fn a_handshake_finishes_for_ten_minutes() {
    let app = App::start().await;
    let mut ada = Person::new("ada");
    let (early, late) = (started(&app, "ada").await, started(&app, "ada").await);
    app.clock.advance_seconds(599);
    assert_eq!(app.finish_registration(ada.registration(&early)).await.status, 200);
    app.clock.advance_seconds(1);
    let answer = app.finish_registration(ada.registration(&late)).await;
    assert_eq!(answer.shown(), refusals::registration_failed());
}

#[tokio::test]
async fn a_transaction_that_is_none_of_this_app_and_kind_is_404() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let neighbour = app.neighbour().await;
    for (case, transaction_id) in [
        ("garbage", "garbage".to_owned()),
        ("another app's", neighbour.register_transaction("ada").await),
        ("of the other kind", app.sign_in_transaction("ada").await),
    ] {
        let mut body = ada.registration(&started(&app, "ada").await);
        body["transaction_id"] = json!(transaction_id);
        assert_eq!(app.finish_registration(body).await.shown(), refusals::transaction_not_found(), "{case}");
    }
}

#[tokio::test]
async fn a_registration_that_does_not_verify_is_400_whatever_is_wrong_with_it() {
    let app = App::start().await;
    let mut ada = Person::with("ada", Authenticator::synced().attestation(Attestation::PackedSelf));
    let before = started(&app, "ada").await;

    let mut answers: Vec<(&str, Value)> = vec![
        ("another challenge", {
            let mut body = ada.registration(&started(&app, "ada").await);
            body["handshake_id"] = json!(before.handshake_id);
            body["transaction_id"] = before.transaction_id.clone();
            body
        }),
        ("another origin", {
            ada.registration_with(&before, |draft| draft.client_data.set("origin", "https://evil.example"))
        }),
        ("a sign-in's client data", {
            ada.registration_with(&before, |draft| draft.client_data.set("type", "webauthn.get"))
        }),
        ("another RP id", {
            ada.registration_with(&before, |draft| draft.authenticator_data.set_rp_id("evil.example"))
        }),
        ("nobody verified", {
            let mut careless = Person::with("ada", Authenticator::synced().user_verified(false));
            careless.registration(&before)
        }),
        ("no public key credential", {
            let mut body = ada.registration(&before);
            body["handshake_response"]["type"] = json!("password");
            body
        }),
        ("two ids", {
            let mut body = ada.registration(&before);
            body["handshake_response"]["rawId"] = json!("b3RoZXI");
            body
        }),
        ("not base64url", {
            let mut body = ada.registration(&before);
            body["handshake_response"]["response"]["attestationObject"] = json!("§");
            body
        }),
    ];
    let mut forged = ada.registration(&before);
    edit_bytes(&mut forged["handshake_response"], "/response/attestationObject", |object| {
        *object.last_mut().unwrap() ^= 1;
    });
    answers.push(("a changed byte", forged));

    for (case, body) in answers {
        assert_eq!(app.finish_registration(body).await.shown(), refusals::registration_failed(), "{case}");
    }
    assert_eq!(
        app.finish_registration(ada.registration(&before)).await.status,
        200,
        "a failed finish uses nothing up"
    );
}

#[tokio::test]
async fn a_credential_is_registered_once() {
    let app = App::start().await;
    let ada = app.member("ada").await;
    let credential_id = ada.authenticator.passkeys()[0].credential_id().to_vec();
    let mut eve = Person::new("eve");
    let body = eve.registration_with(&started(&app, "eve").await, |draft| draft.rename(&credential_id));
    assert_eq!(app.finish_registration(body).await.shown(), refusals::registration_failed());
}

#[tokio::test]
async fn the_limit_of_passkeys_holds_also_between_start_and_finish() {
    let app = App::start().await;
    app.change_settings(|settings| settings.passkeys_per_user = 1).await;
    let mut ada = Person::new("ada");
    let (first, second) = (started(&app, "ada").await, started(&app, "ada").await);
    assert_eq!(app.finish_registration(ada.registration(&first)).await.status, 200);
    let answer = app.finish_registration(ada.registration(&second)).await;
    let sentence = "The user already has 1 passkey, which is the limit. Revoke one first.";
    assert_eq!(answer.shown(), refusal(403, "operation_not_allowed", sentence));
}

#[tokio::test]
async fn a_user_who_was_deactivated_meanwhile_gets_no_passkey() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let started = started(&app, "ada").await;
    app.deactivate("ada").await;
    let answer = app.finish_registration(ada.registration(&started)).await;
    assert_eq!(answer.shown(), refusals::user_not_active());
}

#[tokio::test]
async fn an_app_that_was_disabled_meanwhile_finishes_nothing() {
    let app = App::start().await;
    let started = started(&app, "ada").await;
    app.set_status(AppStatus::Disabled).await;
    let answer = app.finish_registration(Person::new("ada").registration(&started)).await;
    assert_eq!(answer.shown(), refusals::cannot_create_transaction());
}

#[tokio::test]
async fn base64url_may_be_padded() {
    let app = App::start().await;
    let mut body = Person::new("ada").registration(&started(&app, "ada").await);
    pad(
        &mut body["handshake_response"],
        &["/id", "/rawId", "/response/clientDataJSON", "/response/attestationObject"],
    );
    assert_eq!(app.finish_registration(body).await.status, 200);
}

fn pad(response: &mut Value, members: &[&str]) {
    let mut padded = false;
    for member in members {
        let text = BASE64URL.encode(&bytes(response, member));
        padded |= text.ends_with('=');
        *response.pointer_mut(member).unwrap() = json!(text);
    }
    assert!(padded, "nothing in it needs padding: {response}");
}

#[tokio::test]
async fn transports_may_stand_beside_the_response_or_inside_it() {
    let app = App::start().await;
    for (external_id, beside, inside) in [
        ("beside", Some(json!(["usb", "nfc"])), None),
        ("inside", None, Some(json!(["usb", "nfc"]))),
        ("both", Some(json!(["ble"])), Some(json!(["usb", "nfc"]))),
        ("null inside", Some(json!(["usb", "nfc"])), Some(Value::Null)),
        ("empty inside", Some(json!(["usb", "nfc"])), Some(json!([]))),
    ] {
        let mut person = Person::with(external_id, Authenticator::device_bound());
        let mut body = person.registration(&started(&app, external_id).await);
        let response = &mut body["handshake_response"];
        response["response"].as_object_mut().unwrap().remove("transports");
        if let Some(beside) = beside {
            response["transports"] = beside;
        }
        if let Some(inside) = inside {
            response["response"]["transports"] = inside;
        }
        assert_eq!(app.finish_registration(body).await.status, 200, "{external_id}");

        let started = app.start_sign_in(Some(&app.sign_in_transaction(external_id).await)).await;
        assert_eq!(
            started.public_key["allowCredentials"][0]["transports"],
            json!(["usb", "nfc"]),
            "{external_id}"
        );
    }
}

#[tokio::test]
async fn without_transports_sign_in_options_leave_them_out() {
    let app = App::start().await;
    let mut ada = Person::with("ada", Authenticator::synced().transports(&[]));
    app.register(&mut ada).await;
    let started = app.start_sign_in(Some(&app.sign_in_transaction("ada").await)).await;
    let descriptor = started.public_key["allowCredentials"][0].as_object().unwrap();
    let members: Vec<&str> = descriptor.keys().map(String::as_str).collect();
    assert_eq!(members, ["id", "type"]);
}

#[tokio::test]
async fn members_that_nobody_knows_are_passed_over() {
    let app = App::start().await;
    let mut body = Person::new("ada").registration(&started(&app, "ada").await);
    body["of_the_future"] = json!({"a": [1]});
    body["handshake_response"]["of_the_future"] = json!(null);
    body["handshake_response"]["response"]["publicKeyAlgorithm"] = json!(-7);
    assert_eq!(app.finish_registration(body).await.status, 200);
}

#[tokio::test]
async fn the_origin_of_the_request_does_not_vouch_for_the_ceremony() {
    let app = App::start().await;
    let body = Person::new("ada").registration_with(&started(&app, "ada").await, |draft| {
        draft.client_data.set("origin", "https://evil.example");
    });
    let request = app.page("register/transactions/webauthn/finish").header("referer", ORIGIN);
    let answer = crate::world::Answer::to(request.json(&body)).await;
    assert_eq!(answer.shown(), refusals::registration_failed());
}
