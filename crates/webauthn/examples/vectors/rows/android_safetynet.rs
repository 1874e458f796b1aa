//! Section 8.5: the format `android-safetynet`.

use passflex_authenticator::{Attestation, Cbor, Extension, edit_bytes, oid};
use serde_json::json;

use super::{RegistrationRow, member, refused, statement};

pub(super) fn rows() -> Vec<RegistrationRow> {
    let row = |id, error| refused(id, Attestation::AndroidSafetynet, error);
    let syntax = |id| row(id, "AttestationStatementInvalid(Syntax)");
    let response = |id| row(id, "AttestationStatementInvalid(SafetyNetResponse)");
    let nonce = |id| row(id, "AttestationStatementInvalid(SafetyNetNonce)");
    let host = |id| row(id, "AttestationCertificateInvalid(Hostname)");
    vec![
        syntax("android-safetynet/ver-missing").object(|object| statement(object).remove(&Cbor::text("ver"))),
        syntax("android-safetynet/ver-empty")
            .statement(|statement| statement.android_safetynet().version.clear()),
        syntax("android-safetynet/response-missing")
            .object(|object| statement(object).remove(&Cbor::text("response"))),
        syntax("android-safetynet/response-text")
            .object(|object| *member(object, "response") = Cbor::text("a.b.c")),
        response("android-safetynet/response-of-two-parts")
            .object(|object| *member(object, "response") = Cbor::Bytes(b"e30.e30".to_vec())),
        response("android-safetynet/response-empty")
            .object(|object| *member(object, "response") = Cbor::Bytes(Vec::new())),
        response("android-safetynet/alg-none")
            .statement(|statement| "none".clone_into(&mut statement.android_safetynet().algorithm)),
        response("android-safetynet/payload-not-an-object")
            .statement(|statement| statement.android_safetynet().payload = json!(["nonce"])),
        response("android-safetynet/nonce-missing").statement(|statement| {
            if let Some(payload) = statement.android_safetynet().payload.as_object_mut() {
                payload.remove("nonce");
            }
        }),
        nonce("android-safetynet/nonce-of-other-ceremony").statement(|statement| {
            statement.android_safetynet().payload["nonce"] =
                json!("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
        }),
        nonce("android-safetynet/other-client-data").answer(|answer| {
            edit_bytes(answer, "/response/clientDataJSON", |json| json.insert(1, b' '));
        }),
        host("android-safetynet/certificate-of-other-host").statement(|statement| {
            *statement.chain().leaf().extension(oid::SUBJECT_ALT_NAME) =
                Extension::dns_name("attest.android.com.example.org");
        }),
        host("android-safetynet/certificate-without-host")
            .statement(|statement| statement.chain().leaf().remove_extension(oid::SUBJECT_ALT_NAME)),
        row("android-safetynet/other-key", "AttestationSignatureInvalid")
            .statement(|statement| statement.chain().key = statement.chain().key.other()),
        row("android-safetynet/sig-cut-short", "AttestationSignatureInvalid").object(|object| {
            if let Cbor::Bytes(response) = member(object, "response") {
                // One byte of the signature, two letters of base64url.
                response.truncate(response.len() - 2);
            }
        }),
    ]
}
