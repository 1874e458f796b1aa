//! Client extension results: read where they have their type, ignored where they have another.

use passflex_webauthn::extensions::{ClientExtensionOutputs, CredPropsOutput, LargeBlobOutput, PrfOutput};
use passflex_webauthn::json::{AuthenticationResponseJson, RegistrationResponseJson};
use proptest::prelude::*;
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

const NAMES: &[&str] = &[
    "appid",
    "appidExclude",
    "blob",
    "credProps",
    "enabled",
    "largeBlob",
    "of the future",
    "prf",
    "results",
    "rk",
    "supported",
    "written",
];

/// Any JSON whose members have names that mean something now and then.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let member = (prop::sample::select(NAMES).prop_map(str::to_owned), inner.clone());
        prop_oneof![
            1 => prop::collection::vec(inner, 0..4).prop_map(Value::from),
            4 => prop::collection::vec(member, 0..6).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The boolean at this place, if there is one.
fn flag(value: &Value, pointer: &str) -> Option<bool> {
    value.pointer(pointer).and_then(Value::as_bool)
}

proptest! {
    #[test]
    fn no_results_refuse_a_response(results in any_json()) {
        let outputs = read(&results);
        prop_assert_eq!(outputs.appid, flag(&results, "/appid"));
        prop_assert_eq!(outputs.appid_exclude, flag(&results, "/appidExclude"));
        prop_assert_eq!(outputs.cred_props.and_then(|output| output.rk), flag(&results, "/credProps/rk"));
        prop_assert_eq!(outputs.prf.and_then(|output| output.enabled), flag(&results, "/prf/enabled"));
        prop_assert_eq!(outputs.large_blob.and_then(|output| output.written), flag(&results, "/largeBlob/written"));
    }
}
