//! Section 8.4: the format `android-key`.

use passflex_authenticator::{Attestation, Cbor, Extension, edit_bytes, oid};

use super::{RegistrationRow, member, refused, statement};

pub(super) fn rows() -> Vec<RegistrationRow> {
    let row = |id, error| refused(id, Attestation::AndroidKey, error);
    let syntax = |id| row(id, "AttestationStatementInvalid(Syntax)");
    let signature = |id| row(id, "AttestationSignatureInvalid");
    let description = |id| row(id, "AttestationStatementInvalid(AndroidKeyDescription)");
    let challenge = |id| row(id, "AttestationStatementInvalid(AndroidChallenge)");
    let applications = |id| row(id, "AttestationStatementInvalid(AndroidAllApplications)");
    let origin = |id| row(id, "AttestationStatementInvalid(AndroidOrigin)");
    let purpose = |id| row(id, "AttestationStatementInvalid(AndroidPurpose)");
    vec![
        syntax("android-key/alg-missing").object(|object| statement(object).remove(&Cbor::text("alg"))),
        syntax("android-key/sig-missing").object(|object| statement(object).remove(&Cbor::text("sig"))),
        syntax("android-key/x5c-missing").object(|object| statement(object).remove(&Cbor::text("x5c"))),
        syntax("android-key/x5c-empty").object(|object| *member(object, "x5c") = Cbor::Array(Vec::new())),
        row("android-key/alg-of-other-key", "AttestationStatementInvalid(Algorithm)")
            .object(|object| *member(object, "alg") = Cbor::Int(-257)),
        signature("android-key/sig-by-other-key")
            .statement(|statement| statement.chain().key = statement.chain().key.other()),
        signature("android-key/other-client-data").answer(|answer| {
            edit_bytes(answer, "/response/clientDataJSON", |json| json.insert(1, b' '));
        }),
        row("android-key/certificate-of-other-key", "AttestationStatementInvalid(PublicKeyMismatch)")
            .statement(|statement| {
                let other = statement.chain().key.other();
                statement.chain().set_key(other);
            }),
        description("android-key/description-missing")
            .statement(|statement| statement.android_key().key_description = None),
        description("android-key/description-malformed").statement(|statement| {
            statement.android_key().key_description = None;
            let value = vec![0x30, 0x03, 0x02, 0x01, 0x04];
            let extension = Extension { oid: oid::ANDROID_KEY_DESCRIPTION, critical: false, value };
            statement.chain().leaf().extensions.push(extension);
        }),
        challenge("android-key/challenge-of-other-ceremony").statement(|statement| {
            statement.android_key().description().attestation_challenge = vec![7; 32];
        }),
        challenge("android-key/challenge-empty")
            .statement(|statement| statement.android_key().description().attestation_challenge.clear()),
        applications("android-key/all-applications-by-software").statement(|statement| {
            statement.android_key().description().software_enforced.all_applications = true;
        }),
        applications("android-key/all-applications-by-tee").statement(|statement| {
            statement.android_key().description().tee_enforced.all_applications = true;
        }),
        origin("android-key/origin-imported")
            .statement(|statement| statement.android_key().description().tee_enforced.origin = Some(2)),
        purpose("android-key/purpose-verify")
            .statement(|statement| statement.android_key().description().tee_enforced.purpose = vec![3]),
    ]
}
