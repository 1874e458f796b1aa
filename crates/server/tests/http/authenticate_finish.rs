//! `POST …/authenticate/transactions/webauthn/finish`.

use data_encoding::{BASE64URL, BASE64URL_NOPAD};
use passflex_authenticator::{Authenticator, Client, bytes, edit_bytes};
use passflex_flex::store::records::AppStatus;
use serde_json::{Value, json};

use crate::world::{App, Person, Started, refusals};

async fn by_name(app: &App, external_id: &str) -> Started {
    app.start_sign_in(Some(&app.sign_in_transaction(external_id).await)).await
}

#[tokio::test]
async fn every_member_that_a_finish_needs_is_named_when_it_is_missing() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let whole = ada.assertion(&by_name(&app, "ada").await);
    for member in ["handshake_id", "handshake_response"] {
        let mut body = whole.clone();
        body[member] = Value::Null;
        let answer = app.finish_sign_in(body).await;
        assert_eq!(answer.shown(), refusals::invalid_request(&format!("`{member}` is missing.")));
    }
    for member in ["authenticatorData", "clientDataJSON", "signature"] {
        let mut body = whole.clone();
        body["handshake_response"]["response"].as_object_mut().unwrap().remove(member);
        let sentence =
            "`handshake_response.response` is not allowed here, lacks a member, or has the wrong type.";
        assert_eq!(app.finish_sign_in(body).await.shown(), refusals::invalid_request(sentence), "{member}");
    }
    assert_eq!(app.finish_sign_in(whole).await.status, 200, "none of that has used it up");
}

#[tokio::test]
async fn a_handshake_that_is_no_good_is_401() {
    let app = App::start().await;
    let neighbour = app.neighbour().await;
    let mut ada = app.member("ada").await;
    neighbour.member("ada").await;
    let registration = app.start_registration(&app.register_transaction("ada").await).await;
    for (case, handshake_id) in [
        ("garbage", "garbage".to_owned()),
        ("another app's", by_name(&neighbour, "ada").await.handshake_id),
        ("of the other kind", registration.handshake_id.clone()),
    ] {
        for (started, refused) in [
            (by_name(&app, "ada").await, refusals::webauthn_login_failed()),
            (app.start_sign_in(None).await, refusals::discoverable_login_failed()),
        ] {
            let mut body = ada.assertion(&started);
            body["handshake_id"] = json!(handshake_id);
            assert_eq!(app.finish_sign_in(body).await.shown(), refused, "{case}");
        }
    }
}

#[tokio::test]
async fn the_transaction_must_be_the_one_that_the_handshake_was_started_with() {
    let app = App::start().await;
    let neighbour = app.neighbour().await;
    let mut ada = app.member("ada").await;
    neighbour.member("ada").await;
    let (mine, other, nameless) =
        (by_name(&app, "ada").await, by_name(&app, "ada").await, app.start_sign_in(None).await);

    for (case, started, transaction_id, refused) in [
        ("another one", &mine, other.transaction_id.clone(), refusals::webauthn_login_failed()),
        ("none where there is one", &mine, Value::Null, refusals::webauthn_login_failed()),
        (
            "one where there is none",
            &nameless,
            mine.transaction_id.clone(),
            refusals::webauthn_login_failed(),
        ),
        ("garbage", &mine, json!("garbage"), refusals::transaction_not_found()),
        (
            "another app's",
            &mine,
            json!(neighbour.sign_in_transaction("ada").await),
            refusals::transaction_not_found(),
        ),
        (
            "of the other kind",
            &mine,
            json!(app.register_transaction("ada").await),
            refusals::transaction_not_found(),
        ),
    ] {
        let mut body = ada.assertion(started);
        body["transaction_id"] = transaction_id;
        assert_eq!(app.finish_sign_in(body).await.shown(), refused, "{case}");
    }
    assert_eq!(app.finish_sign_in(ada.assertion(&mine)).await.status, 200, "a refusal uses nothing up");
}

#[tokio::test]
async fn a_handshake_finishes_once() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    for (started, refused) in [
        (by_name(&app, "ada").await, refusals::webauthn_login_failed()),
        (app.start_sign_in(None).await, refusals::discoverable_login_failed()),
    ] {
        let body = ada.assertion(&started);
        assert_eq!(app.finish_sign_in(body.clone()).await.status, 200);
        assert_eq!(app.finish_sign_in(body).await.shown(), refused);
    }
}

#[tokio::test]
async fn two_handshakes_of_one_transaction_finish_once() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let transaction_id = app.sign_in_transaction("ada").await;
    let first = app.start_sign_in(Some(&transaction_id)).await;
    let second = app.start_sign_in(Some(&transaction_id)).await;
    assert_eq!(app.finish_sign_in(ada.assertion(&second)).await.status, 200);
    let answer = app.finish_sign_in(ada.assertion(&first)).await;
    assert_eq!(answer.shown(), refusals::transaction_not_found());
}

#[tokio::test]
async fn a_handshake_finishes_for_ten_minutes_and_one_of_autofill_for_thirty() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let named = [by_name(&app, "ada").await, by_name(&app, "ada").await];
    let nameless = [app.start_sign_in(None).await, app.start_sign_in(None).await];

    app.clock.advance_seconds(599);
    assert_eq!(app.finish_sign_in(ada.assertion(&named[0])).await.status, 200);
    app.clock.advance_seconds(1);
    let answer = app.finish_sign_in(ada.assertion(&named[1])).await;
    assert_eq!(answer.shown(), refusals::webauthn_login_failed());

    app.clock.advance_seconds(1_199);
    assert_eq!(app.finish_sign_in(ada.assertion(&nameless[0])).await.status, 200);
    app.clock.advance_seconds(1);
    let answer = app.finish_sign_in(ada.assertion(&nameless[1])).await;
    assert_eq!(answer.shown(), refusals::discoverable_login_failed());
}

#[tokio::test]
async fn a_sign_in_that_does_not_verify_looks_the_same_whatever_is_wrong_with_it() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let mut eve = app.member("eve").await;
    let mut stranger = Person::new("ada");
    app.neighbour().await.register(&mut stranger).await;

    for (started, refused) in [
        (by_name(&app, "ada").await, refusals::webauthn_login_failed()),
        (app.start_sign_in(None).await, refusals::discoverable_login_failed()),
    ] {
        let mut unfiltered = started.clone();
        unfiltered.public_key.as_object_mut().unwrap().remove("allowCredentials");
        let mut answers = vec![
            ("a credential that nobody knows here", stranger.assertion(&unfiltered)),
            ("another origin", {
                ada.assertion_with(&started, |draft| draft.client_data.set("origin", "https://evil.example"))
            }),
            ("a frame of another site", {
                ada.assertion_with(&started, |draft| {
                    draft.client_data.set("crossOrigin", true);
                    draft.client_data.set("topOrigin", "https://evil.example");
                })
            }),
            ("another challenge", {
                ada.assertion_with(&started, |draft| draft.client_data.set("challenge", "b3RoZXI"))
            }),
            ("another key", {
                ada.assertion_with(&started, |draft| draft.signing_key = draft.signing_key.other())
            }),
            ("another RP id", {
                ada.assertion_with(&started, |draft| draft.authenticator_data.set_rp_id("evil.example"))
            }),
            ("nobody verified", {
                ada.assertion_with(&started, |draft| draft.authenticator_data.flags &= !0x04)
            }),
            ("another person's handle", {
                ada.assertion_with(&started, |draft| draft.user_handle = Some("b3RoZXI".to_owned()))
            }),
            ("not base64url", {
                let mut body = ada.assertion(&started);
                body["handshake_response"]["response"]["signature"] = json!("§");
                body
            }),
        ];
        let mut forged = ada.assertion(&started);
        edit_bytes(&mut forged["handshake_response"], "/response/signature", |signature| {
            *signature.last_mut().unwrap() ^= 1;
        });
        answers.push(("a changed byte", forged));
        if started.transaction_id != Value::Null {
            answers.push(("another person's passkey", eve.assertion(&unfiltered)));
        }
        for (case, body) in answers {
            assert_eq!(app.finish_sign_in(body).await.shown(), refused, "{case}");
        }
        assert_eq!(
            app.finish_sign_in(ada.assertion(&started)).await.status,
            200,
            "a failed finish uses nothing up"
        );
    }
}

#[tokio::test]
async fn the_user_handle_is_accepted_in_every_spelling_that_clients_have() {
    let app = App::start().await;
    for made_by in [Client::Browser, Client::Swift] {
        for used_by in [Client::Browser, Client::Swift] {
            let external_id = format!("{made_by:?} then {used_by:?}");
            let mut person = Person::with(&external_id, Authenticator::synced().client(made_by));
            app.register(&mut person).await;
            person.authenticator = person.authenticator.client(used_by);
            for started in [by_name(&app, &external_id).await, app.start_sign_in(None).await] {
                let nonce = app.finish_sign_in(person.assertion(&started)).await.text("nonce");
                assert_eq!(app.verify(&nonce).await.ok()["external_id"], external_id);
            }
        }
    }
}

#[tokio::test]
async fn the_user_handle_may_be_padded() {
    let app = App::start().await;
    let mut ada = Person::with("ada", Authenticator::synced().client(Client::Swift));
    app.register(&mut ada).await;
    ada.authenticator = ada.authenticator.client(Client::Browser);
    let body = ada.assertion_with(&app.start_sign_in(None).await, |draft| {
        let handle = BASE64URL_NOPAD.decode(draft.user_handle.take().unwrap().as_bytes()).unwrap();
        let padded = BASE64URL.encode(&handle);
        assert!(padded.ends_with('='), "{padded}");
        draft.user_handle = Some(padded);
    });
    assert_eq!(app.finish_sign_in(body).await.status, 200);
}

#[tokio::test]
async fn the_user_handle_may_be_missing_only_where_the_transaction_says_who_it_is() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    for handle in [None, Some(Value::Null), Some(json!(""))] {
        for (started, expected) in [
            (by_name(&app, "ada").await, None),
            (app.start_sign_in(None).await, Some(refusals::discoverable_login_failed())),
        ] {
            let mut body = ada.assertion(&started);
            let response = body["handshake_response"]["response"].as_object_mut().unwrap();
            response.remove("userHandle");
            if let Some(handle) = &handle {
                response.insert("userHandle".to_owned(), handle.clone());
            }
            let answer = app.finish_sign_in(body).await;
            match expected {
                None => assert_eq!(answer.status, 200, "{handle:?}"),
                Some(refused) => assert_eq!(answer.shown(), refused, "{handle:?}"),
            }
        }
    }
}

#[tokio::test]
async fn base64url_may_be_padded() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let mut body = ada.assertion(&by_name(&app, "ada").await);
    let response = &mut body["handshake_response"];
    for member in
        ["/id", "/rawId", "/response/clientDataJSON", "/response/authenticatorData", "/response/signature"]
    {
        *response.pointer_mut(member).unwrap() = json!(BASE64URL.encode(&bytes(response, member)));
    }
    assert!(response["id"].as_str().unwrap().ends_with('='));
    assert_eq!(app.finish_sign_in(body).await.status, 200);
}

#[tokio::test]
async fn a_missing_attachment_does_not_matter() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    for attachment in [None, Some("none of the known ones".to_owned())] {
        let started = by_name(&app, "ada").await;
        let body = ada.assertion_with(&started, |draft| draft.attachment.clone_from(&attachment));
        assert_eq!(app.finish_sign_in(body).await.status, 200, "{attachment:?}");
    }
}

#[tokio::test]
async fn a_clone_of_a_security_key_is_refused_once_the_other_has_signed_in() {
    let app = App::start().await;
    let mut ada = Person::with("ada", Authenticator::security_key());
    app.register(&mut ada).await;
    let mut clone = ada.clone();
    app.sign_in(&mut ada).await;
    app.sign_in(&mut ada).await;
    let answer = app.finish_sign_in(clone.assertion(&by_name(&app, "ada").await)).await;
    assert_eq!(answer.shown(), refusals::webauthn_login_failed());
}

#[tokio::test]
async fn who_is_deactivated_is_told_only_to_the_one_who_holds_the_passkey() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let (named, nameless) = (by_name(&app, "ada").await, app.start_sign_in(None).await);
    app.deactivate("ada").await;
    for (started, refused) in
        [(&named, refusals::webauthn_login_failed()), (&nameless, refusals::discoverable_login_failed())]
    {
        let forged = ada.assertion_with(started, |draft| draft.signing_key = draft.signing_key.other());
        assert_eq!(app.finish_sign_in(forged).await.shown(), refused);
        let answer = app.finish_sign_in(ada.assertion(started)).await;
        assert_eq!(answer.shown(), refusals::user_not_active());
    }
}

#[tokio::test]
async fn an_app_that_was_disabled_meanwhile_finishes_nothing() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let started = by_name(&app, "ada").await;
    app.set_status(AppStatus::Disabled).await;
    let answer = app.finish_sign_in(ada.assertion(&started)).await;
    assert_eq!(answer.shown(), refusals::cannot_create_transaction());
}
