//! What the extensions of a ceremony came to, signed and unsigned, and the one that has a say in the verdict.

use crate::support::{RP_ID, Record, RelyingParty};
use passflex_authenticator::{AssertionDraft, Authenticator, AuthenticatorData, Cbor, flags};
use passflex_webauthn::AuthenticationError;
use passflex_webauthn::extensions::{
    AuthenticatorExtensionOutputs, ClientExtensionOutputs, CredPropsOutput, CredentialProtectionPolicy,
    ExtensionOutputs, LargeBlobOutput, PrfOutput,
};
use serde_json::json;

const APPID: &str = "https://example.com/app-id.json";

fn extend(data: &mut AuthenticatorData, outputs: &[(&str, Cbor)]) {
    let entries = outputs.iter().map(|(identifier, output)| (Cbor::text(identifier), output.clone()));
    data.flags |= flags::ED;
    data.extensions = Some(Cbor::Map(entries.collect()));
}

#[test]
fn a_registration_tells_signed_outputs_from_the_clients_advice() {
    let verified = RelyingParty::new()
        .register(&mut Authenticator::synced(), |draft| {
            extend(
                &mut draft.authenticator_data,
                &[
                    ("credProtect", Cbor::Int(2)),
                    ("minPinLength", Cbor::Int(8)),
                    ("hmac-secret", Cbor::Bool(true)),
                    ("credBlob", Cbor::Bool(false)),
                    ("of the future", Cbor::Int(1)),
                ],
            );
            draft.client_extension_results = json!({
                "credProps": {"rk": true},
                "prf": {"enabled": true, "results": {"first": "c2VjcmV0"}},
                "largeBlob": {"supported": true},
                "appidExclude": true,
            });
        })
        .expect("it verifies");
    let expected = ExtensionOutputs {
        authenticator: AuthenticatorExtensionOutputs {
            cred_protect: Some(CredentialProtectionPolicy::UserVerificationOptionalWithCredentialIdList),
            min_pin_length: Some(8),
            hmac_secret: Some(true),
            cred_blob: Some(false),
        },
        client: ClientExtensionOutputs {
            appid: None,
            appid_exclude: Some(true),
            cred_props: Some(CredPropsOutput { rk: Some(true) }),
            prf: Some(PrfOutput { enabled: Some(true), results_present: true }),
            large_blob: Some(LargeBlobOutput { supported: Some(true), written: None, blob_present: false }),
        },
    };
    assert_eq!(verified.extension_outputs(), expected);
}

#[test]
fn an_assertion_says_what_the_client_says() {
    let mut authenticator = Authenticator::synced();
    let record = Record::of(&mut authenticator);
    let verified = RelyingParty::new()
        .authenticate(&record, &mut authenticator, |draft| {
            draft.client_extension_results = json!({"largeBlob": {"written": false, "blob": "AAAA"}});
        })
        .expect("it verifies");
    let large_blob = LargeBlobOutput { supported: None, written: Some(false), blob_present: true };
    let client = ClientExtensionOutputs { large_blob: Some(large_blob), ..Default::default() };
    assert_eq!(verified.extension_outputs(), ExtensionOutputs { client, ..Default::default() });
}

#[test]
fn a_signed_output_of_the_wrong_type_or_out_of_its_bounds_is_absent() {
    let wrong = [
        ("credProtect", Cbor::Int(0)),
        ("credProtect", Cbor::Int(4)),
        ("credProtect", Cbor::Bool(true)),
        ("minPinLength", Cbor::Int(3)),
        ("minPinLength", Cbor::Int(64)),
        ("minPinLength", Cbor::Int(-4)),
        ("minPinLength", Cbor::Int(256 + 8)),
        ("minPinLength", Cbor::text("8")),
        ("hmac-secret", Cbor::Int(1)),
        ("hmac-secret", Cbor::Bytes(vec![0; 48])),
        ("credBlob", Cbor::Bytes(vec![0; 32])),
    ];
    for output in wrong {
        let verified = RelyingParty::new()
            .register(&mut Authenticator::synced(), |draft| {
                extend(&mut draft.authenticator_data, std::slice::from_ref(&output));
            })
            .expect("it verifies");
        let read = verified.extension_outputs().authenticator;
        assert_eq!(read, AuthenticatorExtensionOutputs::default(), "{output:?}");
    }
}

#[test]
fn every_protection_and_the_bounds_of_a_pin_length_are_read() {
    let protections = [
        (1, CredentialProtectionPolicy::UserVerificationOptional),
        (2, CredentialProtectionPolicy::UserVerificationOptionalWithCredentialIdList),
        (3, CredentialProtectionPolicy::UserVerificationRequired),
    ];
    let registered = |identifier, output| {
        RelyingParty::new()
            .register(&mut Authenticator::synced(), |draft| {
                extend(&mut draft.authenticator_data, &[(identifier, Cbor::Int(output))]);
            })
            .expect("it verifies")
            .extension_outputs()
            .authenticator
    };
    for (output, protection) in protections {
        assert_eq!(registered("credProtect", output).cred_protect, Some(protection));
    }
    assert_eq!(registered("minPinLength", 4).min_pin_length, Some(4));
    assert_eq!(registered("minPinLength", 63).min_pin_length, Some(63));
}

/// Signs in with a credential that is scoped to `scope`, with a client that says this of `appid`.
fn sign_in(sent: Option<&'static str>, scope: &str, result: Option<bool>) -> Option<AuthenticationError> {
    let mut authenticator = Authenticator::security_key();
    let record = Record::of(&mut authenticator);
    let relying_party = RelyingParty { appid: sent, ..RelyingParty::new() };
    let edit = |draft: &mut AssertionDraft| {
        draft.authenticator_data.set_rp_id(scope);
        if let Some(used) = result {
            draft.client_extension_results = json!({"appid": used});
        }
    };
    relying_party.authenticate(&record, &mut authenticator, edit).err()
}

#[test]
fn an_app_id_counts_where_it_was_sent_and_the_client_says_that_it_was_used() {
    assert_eq!(sign_in(Some(APPID), APPID, Some(true)), None);
    assert_eq!(sign_in(Some(APPID), RP_ID, Some(false)), None);
    assert_eq!(sign_in(Some(APPID), RP_ID, None), None);
    assert_eq!(sign_in(None, RP_ID, Some(true)), None, "unsolicited, so ignored");
}

#[test]
fn an_app_id_counts_nowhere_else() {
    let refused = Some(AuthenticationError::RpIdHashMismatch);
    assert_eq!(sign_in(None, APPID, Some(true)), refused, "it was not sent");
    assert_eq!(sign_in(Some(APPID), APPID, Some(false)), refused, "it was not used");
    assert_eq!(sign_in(Some(APPID), APPID, None), refused, "nothing is said of it");
    assert_eq!(sign_in(Some(APPID), RP_ID, Some(true)), refused, "the RP id was used instead");
    assert_eq!(sign_in(Some(APPID), "https://evil.example", Some(true)), refused, "another was used");
}
