//! What goes to clients: options, and reading them back.

use std::collections::BTreeMap;

use passflex_webauthn::extensions::CredentialProtectionPolicy;
use passflex_webauthn::json::{
    AttestationConveyancePreference, AuthenticatorSelectionCriteria, CreationExtensionsJson,
    LargeBlobCreationInputsJson, LargeBlobRequestInputsJson, LargeBlobSupport, PrfCreationInputsJson,
    PrfRequestInputsJson, PrfValuesJson, PublicKeyCredentialCreationOptionsJson,
    PublicKeyCredentialDescriptorJson, PublicKeyCredentialHint, PublicKeyCredentialParameters,
    PublicKeyCredentialRequestOptionsJson, PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntityJson,
    RequestExtensionsJson, ResidentKeyRequirement,
};
use passflex_webauthn::{Algorithm, AuthenticatorAttachment, UserVerificationRequirement};
use serde_json::{Value, json};

fn creation_options() -> PublicKeyCredentialCreationOptionsJson {
    PublicKeyCredentialCreationOptionsJson {
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
        attestation: Some(AttestationConveyancePreference::Enterprise),
        attestation_formats: vec!["packed".to_owned(), "tpm".to_owned()],
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
        extensions: Some(CreationExtensionsJson {
            cred_props: true,
            appid_exclude: Some("https://example.com/app-id.json".to_owned()),
            prf: Some(PrfCreationInputsJson {
                eval: Some(PrfValuesJson { first: b"\x01\x02".to_vec(), second: None }),
            }),
            large_blob: Some(LargeBlobCreationInputsJson { support: Some(LargeBlobSupport::Preferred) }),
            credential_protection_policy: Some(
                CredentialProtectionPolicy::UserVerificationOptionalWithCredentialIdList,
            ),
            enforce_credential_protection_policy: true,
            min_pin_length: true,
        }),
    }
}

fn creation_options_json() -> Value {
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
        "attestation": "enterprise",
        "attestationFormats": ["packed", "tpm"],
        "excludeCredentials": [{"type": "public-key", "id": "aWQ", "transports": ["internal"]}],
        "authenticatorSelection": {
            "authenticatorAttachment": "cross-platform",
            "residentKey": "preferred",
            "requireResidentKey": false,
            "userVerification": "required",
        },
        "hints": ["security-key"],
        "extensions": {
            "credProps": true,
            "appidExclude": "https://example.com/app-id.json",
            "prf": {"eval": {"first": "AQI"}},
            "largeBlob": {"support": "preferred"},
            "credentialProtectionPolicy": "userVerificationOptionalWithCredentialIDList",
            "enforceCredentialProtectionPolicy": true,
            "minPinLength": true,
        },
    })
}

fn request_options() -> PublicKeyCredentialRequestOptionsJson {
    let values = |first: &[u8], second: Option<&[u8]>| PrfValuesJson {
        first: first.to_vec(),
        second: second.map(<[u8]>::to_vec),
    };
    PublicKeyCredentialRequestOptionsJson {
        challenge: b"challenge".to_vec(),
        rp_id: "example.com".to_owned(),
        timeout: Some(60_000),
        user_verification: UserVerificationRequirement::Discouraged,
        allow_credentials: Some(vec![PublicKeyCredentialDescriptorJson::new(b"id".to_vec(), Vec::new())]),
        hints: vec![PublicKeyCredentialHint::Hybrid, PublicKeyCredentialHint::ClientDevice],
        extensions: Some(RequestExtensionsJson {
            appid: Some("https://example.com/app-id.json".to_owned()),
            prf: Some(PrfRequestInputsJson {
                eval: Some(values(b"\x01", Some(b"\xff"))),
                eval_by_credential: BTreeMap::from([(b"\xfb\xff".to_vec(), values(b"\x02", None))]),
            }),
            large_blob: Some(LargeBlobRequestInputsJson { read: false, write: Some(b"blob".to_vec()) }),
        }),
    }
}

fn request_options_json() -> Value {
    json!({
        "challenge": "Y2hhbGxlbmdl",
        "rpId": "example.com",
        "timeout": 60_000,
        "userVerification": "discouraged",
        "allowCredentials": [{"type": "public-key", "id": "aWQ"}],
        "hints": ["hybrid", "client-device"],
        "extensions": {
            "appid": "https://example.com/app-id.json",
            "prf": {
                "eval": {"first": "AQ", "second": "_w"},
                "evalByCredential": {"-_8": {"first": "Ag"}},
            },
            "largeBlob": {"write": "YmxvYg"},
        },
    })
}

#[test]
fn creation_options_have_the_members_of_the_specification() {
    let json = serde_json::to_value(creation_options()).expect("options serialize");
    assert_eq!(json, creation_options_json());
}

#[test]
fn request_options_have_the_members_of_the_specification() {
    let json = serde_json::to_value(request_options()).expect("options serialize");
    assert_eq!(json, request_options_json());
}

#[test]
fn options_are_read_back_as_they_were_written() {
    assert_eq!(read_creation(creation_options_json()), Ok(creation_options()));
    assert_eq!(read_request(request_options_json()), Ok(request_options()));
}

#[test]
fn request_options_leave_out_what_there_is_nothing_to_say_of() {
    let mut options = PublicKeyCredentialRequestOptionsJson {
        timeout: None,
        user_verification: UserVerificationRequirement::Preferred,
        allow_credentials: None,
        hints: Vec::new(),
        extensions: None,
        ..request_options()
    };
    let bare = json!({"challenge": "Y2hhbGxlbmdl", "rpId": "example.com", "userVerification": "preferred"});
    assert_eq!(serde_json::to_value(&options).expect("options serialize"), bare);

    options.allow_credentials =
        Some(vec![PublicKeyCredentialDescriptorJson::new(b"id".to_vec(), Vec::new())]);
    let allowed = serde_json::to_value(&options).expect("options serialize")["allowCredentials"].clone();
    assert_eq!(allowed, json!([{"type": "public-key", "id": "aWQ"}]));
}

#[test]
fn extensions_of_which_nothing_is_asked_are_left_out() {
    let creation = serde_json::to_value(CreationExtensionsJson::default()).expect("extensions serialize");
    let request = serde_json::to_value(RequestExtensionsJson::default()).expect("extensions serialize");
    assert_eq!((creation, request), (json!({}), json!({})));

    let asked = RequestExtensionsJson {
        prf: Some(PrfRequestInputsJson::default()),
        large_blob: Some(LargeBlobRequestInputsJson { read: true, write: None }),
        ..RequestExtensionsJson::default()
    };
    let asked = serde_json::to_value(asked).expect("extensions serialize");
    assert_eq!(asked, json!({"prf": {}, "largeBlob": {"read": true}}));
}

#[test]
fn options_with_the_required_members_only_have_the_defaults_of_the_specification() {
    let creation = json!({
        "rp": {"id": "example.com", "name": "Example"},
        "user": {"id": "-_8", "name": "ada", "displayName": "Ada"},
        "challenge": "Y2hhbGxlbmdl",
        "pubKeyCredParams": [],
        "authenticatorSelection": {},
    });
    let expected = PublicKeyCredentialCreationOptionsJson {
        pub_key_cred_params: Vec::new(),
        timeout: None,
        attestation: None,
        attestation_formats: Vec::new(),
        exclude_credentials: Vec::new(),
        authenticator_selection: Some(AuthenticatorSelectionCriteria {
            authenticator_attachment: None,
            resident_key: ResidentKeyRequirement::Discouraged,
            require_resident_key: false,
            user_verification: UserVerificationRequirement::Preferred,
        }),
        hints: Vec::new(),
        extensions: None,
        ..creation_options()
    };
    assert_eq!(read_creation(creation), Ok(expected));

    let expected = PublicKeyCredentialRequestOptionsJson {
        timeout: None,
        user_verification: UserVerificationRequirement::Preferred,
        allow_credentials: None,
        hints: Vec::new(),
        extensions: None,
        ..request_options()
    };
    assert_eq!(read_request(json!({"challenge": "Y2hhbGxlbmdl", "rpId": "example.com"})), Ok(expected));
}

#[test]
fn values_that_nobody_knows_are_ignored_when_options_are_read() {
    let mut json = creation_options_json();
    json["attestation"] = json!("notarised");
    json["hints"] = json!(["implant", "security-key"]);
    json["pubKeyCredParams"] = json!([
        {"type": "public-key", "alg": -8},
        {"type": "public-key", "alg": 0},
        {"type": "private-key", "alg": -7},
    ]);
    json["excludeCredentials"] = json!([{"type": "password", "id": "*"}]);
    json["authenticatorSelection"] = json!({
        "authenticatorAttachment": "implanted",
        "residentKey": "begged for",
        "requireResidentKey": true,
        "userVerification": "begged for",
    });
    json["extensions"] = json!({"largeBlob": {"support": "begged for"}, "of the future": 1});
    json["of the future"] = json!(1);
    let expected = PublicKeyCredentialCreationOptionsJson {
        attestation: None,
        pub_key_cred_params: vec![PublicKeyCredentialParameters::new(Algorithm::EdDsa)],
        exclude_credentials: Vec::new(),
        authenticator_selection: Some(AuthenticatorSelectionCriteria {
            authenticator_attachment: None,
            resident_key: ResidentKeyRequirement::Required,
            require_resident_key: true,
            user_verification: UserVerificationRequirement::Preferred,
        }),
        extensions: Some(CreationExtensionsJson {
            large_blob: Some(LargeBlobCreationInputsJson { support: None }),
            ..CreationExtensionsJson::default()
        }),
        ..creation_options()
    };
    assert_eq!(read_creation(json), Ok(expected));

    let mut json = request_options_json();
    json["userVerification"] = json!("begged for");
    json["allowCredentials"] =
        json!([{"type": "password", "id": "*"}, {"type": "public-key", "id": "aWQ", "transports": []}]);
    let expected = PublicKeyCredentialRequestOptionsJson {
        user_verification: UserVerificationRequirement::Preferred,
        ..request_options()
    };
    assert_eq!(read_request(json), Ok(expected));
}

#[test]
fn allow_credentials_of_unknown_types_alone_do_not_come_to_allow_any() {
    let mut json = request_options_json();
    json["allowCredentials"] = json!([{"type": "password", "id": "aWQ"}]);
    let refused = read_request(json).expect_err("it is refused");
    assert_eq!(refused, "`allowCredentials` names no credential of a known type");

    let mut json = request_options_json();
    json["allowCredentials"] = json!([]);
    assert_eq!(read_request(json).map(|options| options.allow_credentials), Ok(Some(Vec::new())));
}

#[test]
fn options_have_base64url_in_one_spelling() {
    let creation = [
        ("/challenge", json!("-_8=")),
        ("/user/id", json!("+/8")),
        ("/excludeCredentials/0/id", json!("aWQ=")),
        ("/extensions/prf/eval/first", json!("A")),
        ("/extensions/prf/eval", json!({"first": "AQ", "second": "AQ=="})),
    ];
    for (pointer, value) in creation {
        let mut json = creation_options_json();
        *json.pointer_mut(pointer).expect("the options have the member") = value;
        assert_eq!(read_creation(json), Err("not base64url without padding".to_owned()), "{pointer}");
    }
    let request = [
        ("/allowCredentials/0/id", json!("aWQ=")),
        ("/extensions/prf/evalByCredential", json!({"-_8=": {"first": "AQ"}})),
        ("/extensions/largeBlob/write", json!("+/8")),
    ];
    for (pointer, value) in request {
        let mut json = request_options_json();
        *json.pointer_mut(pointer).expect("the options have the member") = value;
        assert_eq!(read_request(json), Err("not base64url without padding".to_owned()), "{pointer}");
    }
}

#[test]
fn a_protection_that_nobody_knows_is_refused_because_ignoring_it_would_lower_it() {
    let mut json = creation_options_json();
    json["extensions"]["credentialProtectionPolicy"] = json!("userVerificationByFriends");
    assert!(read_creation(json).is_err());
}

fn read_creation(json: Value) -> Result<PublicKeyCredentialCreationOptionsJson, String> {
    serde_json::from_value(json).map_err(|error| error.to_string())
}

fn read_request(json: Value) -> Result<PublicKeyCredentialRequestOptionsJson, String> {
    serde_json::from_value(json).map_err(|error| error.to_string())
}
