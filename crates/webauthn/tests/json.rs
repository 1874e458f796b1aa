//! The JSON that goes to clients and comes from them.
#![expect(clippy::expect_used, reason = "a test that cannot go on panics")]

use passflex_webauthn::json::{
    AttestationConveyancePreference, AuthenticationResponseJson, AuthenticatorSelectionCriteria,
    CreationExtensionsJson, JsonError, PublicKeyCredentialCreationOptionsJson,
    PublicKeyCredentialDescriptorJson, PublicKeyCredentialHint, PublicKeyCredentialParameters,
    PublicKeyCredentialRequestOptionsJson, PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntityJson,
    RegistrationResponseJson, ResidentKeyRequirement,
};
use passflex_webauthn::{
    Algorithm, AuthenticationResponse, AuthenticatorAttachment, RegistrationResponse,
    UserVerificationRequirement,
};
use serde_json::{Value, json};

#[test]
fn creation_options_have_the_members_of_the_specification() {
    let options = PublicKeyCredentialCreationOptionsJson {
        rp: PublicKeyCredentialRpEntity { id: "example.com".to_owned(), name: "Example".to_owned() },
        user: PublicKeyCredentialUserEntityJson {
            id: b"\xfb\xff".to_vec(),
            name: "ada".to_owned(),
            display_name: "Ada".to_owned(),
        },
        challenge: b"challenge".to_vec(),
        pub_key_cred_params: [Algorithm::EdDsa, Algorithm::Es256, Algorithm::Rs256]
            .map(PublicKeyCredentialParameters::new)
            .to_vec(),
        timeout: Some(300_000),
        attestation: Some(AttestationConveyancePreference::None),
        exclude_credentials: vec![PublicKeyCredentialDescriptorJson::new(
            b"id".to_vec(),
            vec!["internal".to_owned()],
        )],
        authenticator_selection: Some(AuthenticatorSelectionCriteria {
            authenticator_attachment: Some(AuthenticatorAttachment::CrossPlatform),
            resident_key: ResidentKeyRequirement::Preferred,
            require_resident_key: false,
            user_verification: UserVerificationRequirement::Required,
        }),
        hints: vec![PublicKeyCredentialHint::SecurityKey],
        extensions: Some(CreationExtensionsJson { cred_props: true }),
    };
    assert_eq!(
        serde_json::to_value(options).expect("options serialize"),
        json!({
            "rp": {"id": "example.com", "name": "Example"},
            "user": {"id": "-_8", "name": "ada", "displayName": "Ada"},
            "challenge": "Y2hhbGxlbmdl",
            "pubKeyCredParams": [
                {"type": "public-key", "alg": -8},
                {"type": "public-key", "alg": -7},
                {"type": "public-key", "alg": -257},
            ],
            "timeout": 300_000,
            "attestation": "none",
            "excludeCredentials": [{"type": "public-key", "id": "aWQ", "transports": ["internal"]}],
            "authenticatorSelection": {
                "authenticatorAttachment": "cross-platform",
                "residentKey": "preferred",
                "requireResidentKey": false,
                "userVerification": "required",
            },
            "hints": ["security-key"],
            "extensions": {"credProps": true},
        })
    );
}

#[test]
fn request_options_leave_out_what_there_is_nothing_to_say_of() {
    let mut options = PublicKeyCredentialRequestOptionsJson {
        challenge: b"challenge".to_vec(),
        rp_id: "example.com".to_owned(),
        timeout: None,
        user_verification: UserVerificationRequirement::Preferred,
        allow_credentials: None,
        hints: Vec::new(),
        extensions: None,
    };
    let bare = json!({"challenge": "Y2hhbGxlbmdl", "rpId": "example.com", "userVerification": "preferred"});
    assert_eq!(serde_json::to_value(&options).expect("options serialize"), bare);

    options.allow_credentials =
        Some(vec![PublicKeyCredentialDescriptorJson::new(b"id".to_vec(), Vec::new())]);
    let allowed = serde_json::to_value(&options).expect("options serialize")["allowCredentials"].clone();
    assert_eq!(allowed, json!([{"type": "public-key", "id": "aWQ"}]));
}

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
fn unknown_members_are_ignored() {
    let response = with(registration(), "/clientExtensionResults", json!({"credProps": {"rk": true}}));
    assert!(decode_registration(with(response, "/response/publicKeyAlgorithm", json!(-7))).is_ok());
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
