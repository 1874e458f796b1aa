//! What comes from clients: responses, and the tolerance that shipped clients need.

use passflex_webauthn::extensions::ClientExtensionOutputs;
use passflex_webauthn::json::{AuthenticationResponseJson, JsonError, RegistrationResponseJson};
use passflex_webauthn::{AuthenticationResponse, AuthenticatorAttachment, RegistrationResponse};
use serde_json::{Value, json};

fn registration() -> Value {
    json!({
        "id": "-_8", "rawId": "-_8", "type": "public-key",
        "response": {"clientDataJSON": "e30", "attestationObject": "oA"},
    })
}

fn decode_registration(value: Value) -> Result<RegistrationResponse, JsonError> {
    serde_json::from_value::<RegistrationResponseJson>(value).expect("it has the shape").decode()
}

fn authentication() -> Value {
    json!({
        "id": "-_8", "rawId": "-_8", "type": "public-key",
        "response": {"clientDataJSON": "e30", "authenticatorData": "AAA", "signature": "MA"},
    })
}

fn decode_authentication(value: Value) -> Result<AuthenticationResponse, JsonError> {
    serde_json::from_value::<AuthenticationResponseJson>(value).expect("it has the shape").decode()
}

/// The value with one member set, named by its JSON pointer.
fn with(mut value: Value, pointer: &str, member: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer has a slash");
    value.pointer_mut(parent).expect("the parent is there")[name] = member;
    value
}

#[test]
fn a_registration_decodes_to_its_bytes() {
    let expected = RegistrationResponse {
        credential_id: b"\xfb\xff".to_vec(),
        client_data_json: b"{}".to_vec(),
        attestation_object: b"\xa0".to_vec(),
        transports: Vec::new(),
        authenticator_attachment: None,
        client_extension_results: ClientExtensionOutputs::default(),
    };
    assert_eq!(decode_registration(registration()), Ok(expected));
}

#[test]
fn an_assertion_decodes_to_its_bytes() {
    let expected = AuthenticationResponse {
        credential_id: b"\xfb\xff".to_vec(),
        client_data_json: b"{}".to_vec(),
        authenticator_data: b"\0\0".to_vec(),
        signature: b"0".to_vec(),
        user_handle: None,
        authenticator_attachment: None,
        client_extension_results: ClientExtensionOutputs::default(),
    };
    assert_eq!(decode_authentication(authentication()), Ok(expected));
}

#[test]
fn id_and_raw_id_may_be_spelled_differently_but_name_one_credential() {
    for id in ["-_8=", "+/8", "+/8="] {
        assert!(decode_registration(with(registration(), "/id", json!(id))).is_ok(), "{id}");
        assert!(decode_authentication(with(authentication(), "/id", json!(id))).is_ok(), "{id}");
    }
    let other = json!("AAAA");
    let mismatch = JsonError::CredentialIdMismatch;
    assert_eq!(decode_registration(with(registration(), "/id", other.clone())), Err(mismatch));
    assert_eq!(decode_authentication(with(authentication(), "/rawId", other)), Err(mismatch));
}

#[test]
fn transports_are_taken_from_inside_the_response_or_beside_it() {
    let expected = Ok(vec!["internal".to_owned(), "of the future".to_owned()]);
    for pointer in ["/transports", "/response/transports"] {
        let response = with(registration(), pointer, json!(["internal", "of the future"]));
        assert_eq!(decode_registration(response).map(|response| response.transports), expected, "{pointer}");
        let null = with(registration(), pointer, Value::Null);
        assert_eq!(
            decode_registration(null).map(|response| response.transports),
            Ok(Vec::new()),
            "{pointer}"
        );
    }
}

#[test]
fn an_attachment_that_nobody_knows_is_none() {
    let cases = [
        (json!("platform"), Some(AuthenticatorAttachment::Platform)),
        (json!("cross-platform"), Some(AuthenticatorAttachment::CrossPlatform)),
        (json!("implanted"), None),
        (json!(""), None),
        (Value::Null, None),
    ];
    for (name, attachment) in cases {
        let response = with(authentication(), "/authenticatorAttachment", name.clone());
        let decoded = decode_authentication(response).map(|response| response.authenticator_attachment);
        assert_eq!(decoded, Ok(attachment), "{name}");
    }
}

#[test]
fn unknown_members_and_copies_of_what_the_attestation_object_says_are_ignored() {
    let expected = decode_registration(registration());
    let mut response = with(registration(), "/of the future", json!([1]));
    for (member, value) in [
        ("authenticatorData", json!("*")),
        ("publicKey", Value::Null),
        ("publicKeyAlgorithm", json!("ES256")),
        ("of the future", json!({})),
    ] {
        response["response"][member] = value;
    }
    assert_eq!(decode_registration(response), expected);
}

#[test]
fn a_known_member_that_occurs_twice_is_refused_and_an_unknown_one_is_not() {
    let text = registration().to_string();
    let parse = |text: &str| serde_json::from_str::<RegistrationResponseJson>(text);
    let twice = |member: &str| text.replacen('{', &format!("{{{member},{member},"), 1);
    assert!(parse(&twice(r#""x":1"#)).is_ok());
    assert!(parse(&twice(r#""transports":[]"#)).is_err());
    assert!(parse(&twice(r#""clientExtensionResults":{}"#)).is_err());
    let inside = text.replacen(r#""response":{"#, r#""response":{"clientDataJSON":"e30","#, 1);
    assert!(parse(&inside).is_err());
}

#[test]
fn a_user_handle_that_is_null_or_empty_is_none() {
    for (user_handle, expected) in
        [(json!("dXNlcg=="), Some(b"user".to_vec())), (json!(""), None), (Value::Null, None)]
    {
        let response = with(authentication(), "/response/userHandle", user_handle);
        assert_eq!(decode_authentication(response).map(|response| response.user_handle), Ok(expected));
    }
}

#[test]
fn a_user_handle_that_is_not_base64url_can_be_taken_out_as_text() {
    let value = with(authentication(), "/response/userHandle", json!("plain text"));
    assert_eq!(decode_authentication(value.clone()), Err(JsonError::NotBase64Url("userHandle")));

    let mut response: AuthenticationResponseJson = serde_json::from_value(value).expect("it has the shape");
    assert_eq!(response.take_user_handle().as_deref(), Some("plain text"));
    assert_eq!(response.take_user_handle(), None);
    assert_eq!(response.decode().map(|response| response.user_handle), Ok(None));
}

#[test]
fn a_response_that_breaks_a_rule_names_it() {
    let base64 = |bytes: usize| json!(data_encoding::BASE64URL_NOPAD.encode(&vec![0; bytes]));
    let long_id = with(with(registration(), "/id", base64(1024)), "/rawId", base64(1024));
    let empty_id = with(with(registration(), "/id", json!("")), "/rawId", json!(""));
    let cases = [
        (with(registration(), "/type", json!("password")), JsonError::CredentialType, "credential_type"),
        (long_id, JsonError::CredentialIdTooLong, "credential_id_too_long"),
        (empty_id, JsonError::CredentialIdInvalid, "credential_id_invalid"),
        (with(registration(), "/rawId", json!("*")), JsonError::NotBase64Url("rawId"), "response_malformed"),
        (
            with(registration(), "/response/clientDataJSON", base64(16 * 1024 + 1)),
            JsonError::TooLarge("clientDataJSON"),
            "response_too_large",
        ),
        (
            with(registration(), "/response/attestationObject", base64(64 * 1024 + 1)),
            JsonError::TooLarge("attestationObject"),
            "response_too_large",
        ),
        (
            with(registration(), "/transports", json!(vec!["usb"; 17])),
            JsonError::TooLarge("transports"),
            "response_too_large",
        ),
        (
            with(registration(), "/transports", json!(["x".repeat(65)])),
            JsonError::TooLarge("transports"),
            "response_too_large",
        ),
    ];
    for (response, error, rule) in cases {
        assert_eq!(decode_registration(response), Err(error));
        assert_eq!(error.rule(), rule);
    }
}

#[test]
fn the_parts_of_an_assertion_are_bounded() {
    let base64 = |bytes: usize| json!(data_encoding::BASE64URL_NOPAD.encode(&vec![0; bytes]));
    let cases = [("authenticatorData", 16 * 1024), ("signature", 8 * 1024), ("userHandle", 64)];
    for (member, bound) in cases {
        let pointer = format!("/response/{member}");
        assert!(decode_authentication(with(authentication(), &pointer, base64(bound))).is_ok(), "{member}");
        let beyond = decode_authentication(with(authentication(), &pointer, base64(bound + 1)));
        assert_eq!(beyond, Err(JsonError::TooLarge(member)));
    }
}
