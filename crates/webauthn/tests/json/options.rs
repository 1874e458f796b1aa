//! What goes to clients: options.

use passflex_webauthn::json::{
    AttestationConveyancePreference, AuthenticatorSelectionCriteria, CreationExtensionsJson,
    PublicKeyCredentialCreationOptionsJson, PublicKeyCredentialDescriptorJson, PublicKeyCredentialHint,
    PublicKeyCredentialParameters, PublicKeyCredentialRequestOptionsJson, PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntityJson, ResidentKeyRequirement,
};
use passflex_webauthn::{Algorithm, AuthenticatorAttachment, UserVerificationRequirement};
use serde_json::json;

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
