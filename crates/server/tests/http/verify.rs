//! `POST …/authenticate/verify`.

use serde_json::{Value, json};

use crate::world::{App, refusals};

const VERIFY: &str = "authenticate/verify";

#[tokio::test]
async fn a_nonce_verifies_once() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let nonce = app.sign_in(&mut ada).await;
    assert_eq!(app.verify(&nonce).await.status, 200);
    assert_eq!(app.verify(&nonce).await.shown(), refusals::invalid_nonce());
}

#[tokio::test]
async fn of_many_backends_that_verify_a_nonce_at_once_exactly_one_learns_who_it_was() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let nonce = app.sign_in(&mut ada).await;
    let verified = futures_util::future::join_all((0..50).map(|_| app.verify(&nonce))).await;
    assert_eq!(verified.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in verified.iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.shown(), refusals::invalid_nonce());
    }
}

#[tokio::test]
async fn a_nonce_lives_for_a_minute() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let (early, late) = (app.sign_in(&mut ada).await, app.sign_in(&mut ada).await);
    app.clock.advance_seconds(59);
    assert_eq!(app.verify(&early).await.status, 200);
    app.clock.advance_seconds(1);
    assert_eq!(app.verify(&late).await.shown(), refusals::invalid_nonce());
}

#[tokio::test]
async fn a_nonce_that_was_never_handed_out_is_401() {
    let app = App::start().await;
    for nonce in ["x", "nonce with spaces", &"A".repeat(43), &"A".repeat(100_000), "\0", "🗝"] {
        assert_eq!(app.verify(nonce).await.shown(), refusals::invalid_nonce());
    }
}

#[tokio::test]
async fn a_nonce_that_is_missing_or_empty_is_400() {
    let app = App::start().await;
    for body in [json!({}), json!({"nonce": null}), json!({"nonce": ""})] {
        let answer = app.backend_posts(VERIFY, body.clone()).await;
        assert_eq!(answer.shown(), refusals::invalid_request("`nonce` is missing."), "{body}");
    }
}

#[tokio::test]
async fn a_nonce_of_another_app_is_401_and_still_good_for_its_own() {
    let app = App::start().await;
    let neighbour = app.neighbour().await;
    let mut ada = app.member("ada").await;
    let nonce = app.sign_in(&mut ada).await;
    assert_eq!(neighbour.verify(&nonce).await.shown(), refusals::invalid_nonce());
    assert_eq!(app.verify(&nonce).await.status, 200);
}

#[tokio::test]
async fn a_nonce_of_a_user_who_was_deactivated_meanwhile_is_401() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let nonce = app.sign_in(&mut ada).await;
    app.deactivate("ada").await;
    assert_eq!(app.verify(&nonce).await.shown(), refusals::invalid_nonce());
}

#[tokio::test]
async fn what_the_backend_expected_and_got_verifies() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let transaction_id = app.sign_in_transaction("ada").await;
    let started = app.start_sign_in(Some(&transaction_id)).await;
    let nonce = app.finish_sign_in(ada.assertion(&started)).await.text("nonce");
    let expect = json!({"kind": "authenticate", "external_id": "ada", "transaction_id": transaction_id});
    let answer = app.backend_posts(VERIFY, json!({"nonce": nonce, "expect": expect})).await;
    assert_eq!(answer.ok()["transaction_id"], transaction_id);

    let nonce = app.sign_in(&mut ada).await;
    for nothing in [Value::Null, json!({}), json!({"kind": null})] {
        let body = json!({"nonce": "unknown", "expect": nothing});
        assert_eq!(app.backend_posts(VERIFY, body).await.shown(), refusals::invalid_nonce());
    }
    assert_eq!(app.backend_posts(VERIFY, json!({"nonce": nonce, "expect": null})).await.status, 200);
}

#[tokio::test]
async fn what_the_backend_did_not_expect_is_401_and_the_nonce_is_spent() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    for expect in [
        json!({"kind": "register"}),
        json!({"external_id": "eve"}),
        json!({"external_id": ""}),
        json!({"transaction_id": app.sign_in_transaction("ada").await}),
        json!({"kind": "authenticate", "external_id": "ada", "transaction_id": "garbage"}),
    ] {
        let nonce = app.sign_in(&mut ada).await;
        let answer = app.backend_posts(VERIFY, json!({"nonce": nonce, "expect": expect})).await;
        assert_eq!(answer.shown(), refusals::invalid_nonce(), "{expect}");
        assert_eq!(app.verify(&nonce).await.shown(), refusals::invalid_nonce(), "{expect}");
    }
    let nameless = app.start_sign_in(None).await;
    let nonce = app.finish_sign_in(ada.assertion(&nameless)).await.text("nonce");
    let expect = json!({"transaction_id": app.sign_in_transaction("ada").await});
    let answer = app.backend_posts(VERIFY, json!({"nonce": nonce, "expect": expect})).await;
    assert_eq!(answer.shown(), refusals::invalid_nonce(), "a discoverable sign-in belongs to no transaction");
}

#[tokio::test]
async fn an_expectation_that_cannot_be_understood_is_400_and_spends_nothing() {
    let app = App::start().await;
    let mut ada = app.member("ada").await;
    let nonce = app.sign_in(&mut ada).await;
    for (expect, sentence) in [
        (json!({"kind": "login"}), "`expect.kind` must be `register` or `authenticate`."),
        (
            json!({"externalId": "ada"}),
            "`expect.externalId` is not allowed here, lacks a member, or has the wrong type.",
        ),
        (
            json!({"external_id": 7}),
            "`expect.external_id` is not allowed here, lacks a member, or has the wrong type.",
        ),
        (json!("ada"), "`expect` is not allowed here, lacks a member, or has the wrong type."),
    ] {
        let answer = app.backend_posts(VERIFY, json!({"nonce": nonce, "expect": expect})).await;
        assert_eq!(answer.shown(), refusals::invalid_request(sentence));
    }
    assert_eq!(app.verify(&nonce).await.status, 200);
}

#[tokio::test]
async fn a_backend_learns_that_a_passkey_stays_on_one_device_and_that_nobody_was_verified() {
    use passflex_authenticator::Authenticator;
    use passflex_flex::webauthn::UserVerificationRequirement::Discouraged;

    use crate::world::Person;

    let app = App::start().await;
    app.change_settings(|settings| settings.user_verification = Discouraged).await;
    let mut ada = Person::with("ada", Authenticator::security_key().user_verified(false));
    let nonce = app.register(&mut ada).await;
    let answer = app.verify(&nonce).await.ok();
    assert_eq!((&answer["user_verified"], &answer["backup_eligible"]), (&json!(false), &json!(false)));
}
