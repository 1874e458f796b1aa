use serde_json::{Value, json};

use super::{Authenticator, Client};
use crate::edit::bytes;

const ORIGIN: &str = "https://login.example.com:8443";

fn creation_options() -> Value {
    json!({"user": {"id": "dXNlcg"}, "challenge": "Y2hhbGxlbmdl"})
}

fn request_options() -> Value {
    json!({"challenge": "b3RoZXI=", "rpId": "login.example.com"})
}

#[test]
fn one_seed_makes_the_same_passkeys_again() {
    let register = || {
        let mut authenticator = Authenticator::synced().seed(1);
        authenticator.register(&creation_options(), ORIGIN);
        authenticator.register(&creation_options(), ORIGIN)
    };
    assert_eq!(register(), register());
}

#[test]
fn without_a_seed_no_two_authenticators_are_alike() {
    let id = || Authenticator::synced().register(&creation_options(), ORIGIN)["id"].clone();
    assert_ne!(id(), id());
}

#[test]
fn options_without_an_rp_id_mean_the_host_of_the_origin() {
    let mut authenticator = Authenticator::synced();
    authenticator.register(&creation_options(), ORIGIN);
    assert_eq!(authenticator.passkeys()[0].rp_id(), "login.example.com");
}

#[test]
fn client_data_spells_the_challenge_without_padding() {
    let mut authenticator = Authenticator::synced();
    authenticator.register(&creation_options(), ORIGIN);
    let assertion = authenticator.authenticate(&request_options(), ORIGIN);
    assert_eq!(
        String::from_utf8_lossy(&bytes(&assertion, "/response/clientDataJSON")),
        r#"{"type":"webauthn.get","challenge":"b3RoZXI","origin":"https://login.example.com:8443","crossOrigin":false}"#
    );
}

#[test]
fn a_device_bound_counter_rises_and_a_synced_one_stays() {
    for (mut authenticator, counters) in
        [(Authenticator::device_bound(), [1, 2]), (Authenticator::synced(), [0, 0])]
    {
        authenticator.register(&creation_options(), ORIGIN);
        for counter in counters {
            let assertion = authenticator.authenticate(&request_options(), ORIGIN);
            assert_eq!(bytes(&assertion, "/response/authenticatorData")[33..], u32::to_be_bytes(counter));
        }
    }
}

#[test]
fn the_passkey_that_is_allowed_signs_and_otherwise_the_latest() {
    let mut authenticator = Authenticator::synced();
    let first = authenticator.register(&creation_options(), ORIGIN)["id"].clone();
    let second = authenticator.register(&creation_options(), ORIGIN)["id"].clone();
    assert_eq!(authenticator.authenticate(&request_options(), ORIGIN)["id"], second);

    let mut options = request_options();
    options["allowCredentials"] = json!([{"type": "public-key", "id": first}]);
    assert_eq!(authenticator.authenticate(&options, ORIGIN)["id"], first);
}

#[test]
fn a_security_key_names_the_user_only_when_it_chooses_the_credential() {
    let mut authenticator = Authenticator::security_key();
    let id = authenticator.register(&creation_options(), ORIGIN)["id"].clone();
    let mut options = request_options();
    assert_eq!(authenticator.authenticate(&options, ORIGIN)["response"]["userHandle"], "dXNlcg");
    options["allowCredentials"] = json!([{"type": "public-key", "id": id}]);
    assert_eq!(authenticator.authenticate(&options, ORIGIN)["response"]["userHandle"], Value::Null);
}

#[test]
fn the_user_handle_takes_the_spelling_of_the_client() {
    let cases = [
        (Client::Browser, Client::Browser, "dXNlcg"),
        (Client::Browser, Client::Swift, "user"),
        (Client::Swift, Client::Swift, "dXNlcg"),
        (Client::Swift, Client::Browser, "ZFhObGNn"),
    ];
    for (made_on, used_on, spelling) in cases {
        let mut authenticator = Authenticator::synced().client(made_on);
        authenticator.register(&creation_options(), ORIGIN);
        let assertion = authenticator.client(used_on).authenticate(&request_options(), ORIGIN);
        assert_eq!(assertion["response"]["userHandle"], spelling, "{made_on:?} to {used_on:?}");
    }
}

#[test]
fn an_excluded_passkey_is_noticed() {
    let mut authenticator = Authenticator::synced();
    let id = authenticator.register(&creation_options(), ORIGIN)["id"].clone();
    assert!(authenticator.is_excluded(&json!({"excludeCredentials": [{"type": "public-key", "id": id}]})));
    assert!(!authenticator.is_excluded(&json!({"excludeCredentials": []})));
}
