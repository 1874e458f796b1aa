//! An app that accepts authenticators of known make alone, as its backend and its pages see it.

use std::sync::Arc;

use passflex_authenticator::{Algorithm, Attestation, Authenticator, attestation_root};
use passflex_flex::Attestors;
use passflex_flex::webauthn::{AttestationPolicy, TrustAnchor};
use passflex_server::ServerConfig;
use serde_json::{Value, json};

use crate::world::{App, Person, Server, TestClock, refusals};

/// A moment at which the certificates of authenticators are valid: 2050-01-01.
const NOON: i64 = 2_524_608_000;

/// An app that requires trusted attestation, on a server that trusts the authenticators' root.
async fn strict_app() -> App {
    let clock = TestClock::at(NOON);
    let config = ServerConfig {
        rate_limits: false,
        public_url: None,
        console_origin: None,
        trusted_proxies: Vec::new(),
    };
    let server = Server::start_on(&config, Arc::clone(&clock), clock).await;
    server.flex.set_attestors(Attestors::new(vec![TrustAnchor::from_der(attestation_root()).unwrap()]));
    let app = App::on(Arc::new(server)).await;
    app.change_settings(|settings| {
        settings.attestation = AttestationPolicy::RequireTrusted;
        settings.algorithms = vec![-35, -37];
    })
    .await;
    app
}

fn key(algorithm: Algorithm, attestation: Attestation) -> Authenticator {
    Authenticator::security_key().algorithm(algorithm).attestation(attestation).aaguid([0xab; 16])
}

/// The members that say what an authenticator is.
fn said(value: &Value) -> Value {
    let members = ["aaguid", "provider", "attestation_format", "attestation_trust", "backup_eligible"];
    members.iter().map(|member| value[*member].clone()).collect()
}

#[tokio::test]
async fn an_app_that_requires_trusted_attestation_takes_known_keys_and_no_others() {
    let app = strict_app().await;
    let known = json!(["abababab-abab-abab-abab-abababababab", null, "packed", "trusted", false]);
    for (name, algorithm) in [("ada", Algorithm::Es384), ("bob", Algorithm::Ps256)] {
        let mut person = Person::with(name, key(algorithm, Attestation::Packed));
        let started = app.start_registration(&app.register_transaction(name).await).await;
        assert_eq!(started.public_key["attestation"], "direct");
        assert_eq!(
            started.public_key["pubKeyCredParams"],
            json!([{"type": "public-key", "alg": -35}, {"type": "public-key", "alg": -37}])
        );
        let nonce = app.finish_registration(person.registration(&started)).await.text("nonce");
        assert_eq!(app.verify(&nonce).await.ok()["external_id"], name);
        app.clock.advance_seconds(1);
        let nonce = app.sign_in(&mut person).await;
        assert_eq!(app.verify(&nonce).await.ok()["external_id"], name);

        let user = app.user_id(name).await;
        let devices = app.backend_gets(&format!("users/{user}/devices")).await.ok();
        assert_eq!(said(&devices["devices"][0]), known);
        let events = app.backend_gets(&format!("events?user_id={user}")).await.ok();
        assert_eq!([said(&events["events"][0]), said(&events["events"][1])], [known.clone(), known.clone()]);
    }

    // Why somebody was refused is told to the app's backend, and to nobody else.
    for (attestation, rule) in
        [(Attestation::None, "attestation_missing"), (Attestation::PackedSelf, "attestation_missing")]
    {
        app.clock.advance_seconds(1);
        let started = app.start_registration(&app.register_transaction("eve").await).await;
        let mut eve = Person::with("eve", key(Algorithm::Es384, attestation));
        let answer = app.finish_registration(eve.registration(&started)).await;
        assert_eq!(answer.shown(), refusals::registration_failed());
        let event = &app.backend_gets("events?limit=1").await.ok()["events"][0];
        assert_eq!((&event["outcome"], &event["rule"]), (&json!("failed"), &json!(rule)));
        assert_eq!(said(event), json!([null, null, null, null, null]));
    }
    app.server.flex.set_attestors(Attestors::default());
    app.clock.advance_seconds(1);
    let started = app.start_registration(&app.register_transaction("eve").await).await;
    let mut eve = Person::with("eve", key(Algorithm::Es384, Attestation::Packed));
    let answer = app.finish_registration(eve.registration(&started)).await;
    assert_eq!(answer.shown(), refusals::registration_failed());
    let event = &app.backend_gets("events?limit=1").await.ok()["events"][0];
    assert_eq!(event["rule"], "attestation_untrusted");
}
