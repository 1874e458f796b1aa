//! Client extension results: read where they have their type, ignored where they have another.

use passflex_webauthn::extensions::{ClientExtensionOutputs, CredPropsOutput, LargeBlobOutput, PrfOutput};
use passflex_webauthn::json::{AuthenticationResponseJson, RegistrationResponseJson};
use serde_json::{Value, json};

/// What a response with these results says of them, in a registration and in an assertion.
fn read(results: &Value) -> ClientExtensionOutputs {
    let registration = json!({
        "id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": results,
        "response": {"clientDataJSON": "e30", "attestationObject": "oA"},
    });
    let assertion = json!({
        "id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": results,
        "response": {"clientDataJSON": "e30", "authenticatorData": "AAA", "signature": "MA"},
    });
    let registration: RegistrationResponseJson =
        serde_json::from_str(&registration.to_string()).expect("it has the shape");
    let assertion: AuthenticationResponseJson =
        serde_json::from_str(&assertion.to_string()).expect("it has the shape");
    let outputs = registration.decode().expect("it decodes").client_extension_results;
    assert_eq!(assertion.decode().expect("it decodes").client_extension_results, outputs);
    outputs
}

#[test]
fn every_known_output_is_read() {
    let results = json!({
        "appid": false,
        "appidExclude": true,
        "credProps": {"rk": false, "of the future": 1},
        "prf": {"enabled": true, "results": {"first": "AAAA", "second": "AAAA"}},
        "largeBlob": {"supported": true, "blob": "AAAA", "written": false},
        "of the future": {"x": [1, null]},
    });
    let expected = ClientExtensionOutputs {
        appid: Some(false),
        appid_exclude: Some(true),
        cred_props: Some(CredPropsOutput { rk: Some(false) }),
        prf: Some(PrfOutput { enabled: Some(true), results_present: true }),
        large_blob: Some(LargeBlobOutput { supported: Some(true), written: Some(false), blob_present: true }),
    };
    assert_eq!(read(&results), expected);
}

#[test]
fn an_output_without_members_is_told_from_none() {
    let expected = ClientExtensionOutputs {
        cred_props: Some(CredPropsOutput { rk: None }),
        prf: Some(PrfOutput { enabled: None, results_present: false }),
        large_blob: Some(LargeBlobOutput::default()),
        ..ClientExtensionOutputs::default()
    };
    assert_eq!(read(&json!({"credProps": {}, "prf": {"results": null}, "largeBlob": {}})), expected);
    assert_eq!(read(&json!({})), ClientExtensionOutputs::default());
}

#[test]
fn a_value_of_another_type_counts_as_absent() {
    for value in
        [json!(null), json!(1), json!(-1), json!(0.5), json!("true"), json!([{}]), json!({"x": [{}]})]
    {
        let flags = json!({
            "appid": value, "appidExclude": value, "credProps": {"rk": value}, "prf": {"enabled": value},
            "largeBlob": {"supported": value, "written": value},
        });
        let expected = ClientExtensionOutputs {
            cred_props: Some(CredPropsOutput::default()),
            prf: Some(PrfOutput::default()),
            large_blob: Some(LargeBlobOutput::default()),
            ..ClientExtensionOutputs::default()
        };
        assert_eq!(read(&flags), expected, "{value}");
    }
    for value in [json!(null), json!(1), json!(true), json!("true"), json!([{}])] {
        let dictionaries = json!({"credProps": value, "prf": value, "largeBlob": value});
        assert_eq!(read(&dictionaries), ClientExtensionOutputs::default(), "{value}");
        assert_eq!(read(&value), ClientExtensionOutputs::default(), "{value}");
    }
}

#[test]
fn what_prf_evaluated_to_is_kept_nowhere() {
    let outputs = read(&json!({"prf": {"results": {"first": "c2VjcmV0", "second": "c2VjcmV0"}}}));
    assert_eq!(outputs.prf, Some(PrfOutput { enabled: None, results_present: true }));

    let response: RegistrationResponseJson = serde_json::from_value(json!({
        "id": "AA", "rawId": "AA", "type": "public-key",
        "clientExtensionResults": {"prf": {"results": {"first": "c2VjcmV0"}}},
        "response": {"clientDataJSON": "e30", "attestationObject": "oA"},
    }))
    .expect("it has the shape");
    assert!(!format!("{response:?}").contains("c2VjcmV0"));
}
