//! Section 8.2: the format `packed`.

use passflex_authenticator::{Algorithm, Attestation, Cbor, Extension, SigningKey, edit_bytes, oid};

use super::{RegistrationRow, member, refused, statement};

pub(super) fn rows() -> Vec<RegistrationRow> {
    let mut rows = self_attestation();
    rows.extend(certified());
    rows.extend(certificate());
    rows
}

fn self_attestation() -> Vec<RegistrationRow> {
    let row = |id, error| refused(id, Attestation::PackedSelf, error);
    let syntax = |id| row(id, "AttestationStatementInvalid(Syntax)");
    let signature = |id| row(id, "AttestationSignatureInvalid");
    vec![
        syntax("packed-self/alg-missing").object(|object| statement(object).remove(&Cbor::text("alg"))),
        syntax("packed-self/alg-text").object(|object| *member(object, "alg") = Cbor::text("ES256")),
        syntax("packed-self/sig-missing").object(|object| statement(object).remove(&Cbor::text("sig"))),
        syntax("packed-self/sig-text").object(|object| *member(object, "sig") = Cbor::text("signature")),
        row("packed-self/alg-of-other-key", "AttestationStatementInvalid(Algorithm)")
            .object(|object| *member(object, "alg") = Cbor::Int(-257)),
        row("packed-self/alg-unknown", "AttestationStatementInvalid(Algorithm)")
            .object(|object| *member(object, "alg") = Cbor::Int(-1_000_000)),
        signature("packed-self/other-key").draft(|draft| draft.signing_key = draft.signing_key.other()),
        signature("packed-self/other-key-EdDSA")
            .algorithm(Algorithm::EdDsa)
            .draft(|draft| draft.signing_key = draft.signing_key.other()),
        signature("packed-self/other-key-PS256")
            .algorithm(Algorithm::Ps256)
            .draft(|draft| draft.signing_key = draft.signing_key.other()),
        signature("packed-self/other-client-data").answer(|answer| {
            edit_bytes(answer, "/response/clientDataJSON", |json| json.insert(1, b' '));
        }),
        signature("packed-self/sig-empty").object(|object| *member(object, "sig") = Cbor::Bytes(Vec::new())),
        signature("packed-self/sig-trailing").object(|object| {
            if let Cbor::Bytes(bytes) = member(object, "sig") {
                bytes.push(0);
            }
        }),
    ]
}

fn certified() -> Vec<RegistrationRow> {
    let row = |id, error| refused(id, Attestation::Packed, error);
    let syntax = |id| row(id, "AttestationStatementInvalid(Syntax)");
    let signature = |id| row(id, "AttestationSignatureInvalid");
    vec![
        syntax("packed/alg-missing").object(|object| statement(object).remove(&Cbor::text("alg"))),
        syntax("packed/sig-missing").object(|object| statement(object).remove(&Cbor::text("sig"))),
        syntax("packed/x5c-empty").object(|object| *member(object, "x5c") = Cbor::Array(Vec::new())),
        syntax("packed/x5c-bytes").object(|object| *member(object, "x5c") = Cbor::Bytes(Vec::new())),
        syntax("packed/x5c-of-text")
            .object(|object| *member(object, "x5c") = Cbor::Array(vec![Cbor::text("certificate")])),
        syntax("packed/x5c-too-long").statement(|statement| {
            let intermediate = statement.chain().intermediate().clone();
            statement.chain().certificates.resize(11, intermediate);
        }),
        row("packed/x5c-malformed", "AttestationStatementInvalid(CertificateMalformed)")
            .object(|object| *member(object, "x5c") = Cbor::Array(vec![Cbor::Bytes(vec![0x30, 0x00])])),
        row("packed/alg-of-other-key", "AttestationStatementInvalid(Algorithm)")
            .object(|object| *member(object, "alg") = Cbor::Int(-257)),
        row("packed/alg-unknown", "AttestationStatementInvalid(Algorithm)")
            .object(|object| *member(object, "alg") = Cbor::Int(-1_000_000)),
        row("packed/attestation-RS1", "AttestationStatementInvalid(Algorithm)").statement(|statement| {
            statement.chain().set_key(SigningKey::from_seed(Algorithm::Rs1, [0; 32]));
        }),
        signature("packed/other-key")
            .statement(|statement| statement.chain().key = statement.chain().key.other()),
        signature("packed/credential-key").draft(|draft| {
            let key = draft.signing_key.clone();
            draft.edit_statement(move |statement| statement.chain().key = key);
        }),
        signature("packed/other-client-data").answer(|answer| {
            edit_bytes(answer, "/response/clientDataJSON", |json| json.insert(1, b' '));
        }),
        signature("packed/other-hash")
            .statement(|statement| {
                // RS512 signs, and the statement calls it RS256.
                statement.chain().set_key(SigningKey::from_seed(Algorithm::Rs512, [0; 32]));
            })
            .object(|object| *member(object, "alg") = Cbor::Int(-257)),
        row("packed/certificate-key-beside-curve", "AttestationStatementInvalid(Algorithm)").statement(
            |statement| {
                if let Some(last) = statement.chain().leaf().spki.last_mut() {
                    *last ^= 1;
                }
            },
        ),
        row("packed/aaguid-of-other-model", "AttestationStatementInvalid(AaguidMismatch)").statement(
            |statement| {
                *statement.chain().leaf().extension(oid::FIDO_AAGUID) = Extension::aaguid(&[7; 16]);
            },
        ),
    ]
}

/// Section 8.2.1.
fn certificate() -> Vec<RegistrationRow> {
    let row = |id, error| refused(id, Attestation::Packed, error);
    let subject = |id| row(id, "AttestationCertificateInvalid(Subject)");
    let constraints = |id| row(id, "AttestationCertificateInvalid(BasicConstraints)");
    let aaguid = |id| row(id, "AttestationCertificateInvalid(AaguidExtension)");
    vec![
        row("packed/certificate-of-version-1", "AttestationCertificateInvalid(Version)").statement(
            |statement| {
                statement.chain().leaf().version = 1;
                statement.chain().leaf().extensions.clear();
            },
        ),
        row("packed/certificate-of-version-2", "AttestationCertificateInvalid(Version)").statement(
            |statement| {
                statement.chain().leaf().version = 2;
                statement.chain().leaf().extensions.clear();
            },
        ),
        constraints("packed/certificate-of-authority").statement(|statement| {
            *statement.chain().leaf().extension(oid::BASIC_CONSTRAINTS) = Extension::basic_constraints(true);
        }),
        constraints("packed/basic-constraints-missing")
            .statement(|statement| statement.chain().leaf().remove_extension(oid::BASIC_CONSTRAINTS)),
        subject("packed/subject-empty").statement(|statement| statement.chain().leaf().subject.clear()),
        subject("packed/subject-without-country")
            .statement(|statement| statement.chain().leaf().subject.retain(|part| part.0 != oid::COUNTRY)),
        subject("packed/subject-country-long")
            .statement(|statement| statement.chain().leaf().subject[0].1.push('Q')),
        subject("packed/subject-without-organization").statement(|statement| {
            statement.chain().leaf().subject.retain(|part| part.0 != oid::ORGANIZATION);
        }),
        subject("packed/subject-without-unit").statement(|statement| {
            statement.chain().leaf().subject.retain(|part| part.0 != oid::ORGANIZATIONAL_UNIT);
        }),
        subject("packed/subject-of-other-unit")
            .statement(|statement| statement.chain().leaf().subject[2].1.make_ascii_lowercase()),
        subject("packed/subject-without-common-name").statement(|statement| {
            statement.chain().leaf().subject.retain(|part| part.0 != oid::COMMON_NAME);
        }),
        aaguid("packed/aaguid-critical")
            .statement(|statement| statement.chain().leaf().extension(oid::FIDO_AAGUID).critical = true),
        aaguid("packed/aaguid-not-wrapped").statement(|statement| {
            statement.chain().leaf().extension(oid::FIDO_AAGUID).value = b"passflex-vectors".to_vec();
        }),
        aaguid("packed/aaguid-short").statement(|statement| {
            *statement.chain().leaf().extension(oid::FIDO_AAGUID) = Extension::aaguid(b"passflex-vector");
        }),
        row("packed/extension-twice", "AttestationStatementInvalid(CertificateMalformed)").statement(
            |statement| {
                statement.chain().leaf().extensions.push(Extension::aaguid(b"passflex-vectors"));
            },
        ),
    ]
}
