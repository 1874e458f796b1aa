//! Section 8.3: the format `tpm`.

use passflex_authenticator::{
    Algorithm, Attestation, Cbor, Extension, Parameters, SigningKey, edit_bytes, oid,
};

use super::{RegistrationRow, member, refused, statement};

pub(super) fn rows() -> Vec<RegistrationRow> {
    let mut rows = syntax();
    rows.extend(public_area());
    rows.extend(cert_info());
    rows.extend(certificate());
    rows
}

fn row(id: &str, error: &'static str) -> RegistrationRow {
    refused(id, Attestation::Tpm, error)
}

fn syntax() -> Vec<RegistrationRow> {
    let syntax = |id| row(id, "AttestationStatementInvalid(Syntax)");
    vec![
        syntax("tpm/ver-missing").object(|object| statement(object).remove(&Cbor::text("ver"))),
        syntax("tpm/alg-missing").object(|object| statement(object).remove(&Cbor::text("alg"))),
        syntax("tpm/x5c-missing").object(|object| statement(object).remove(&Cbor::text("x5c"))),
        syntax("tpm/x5c-empty").object(|object| *member(object, "x5c") = Cbor::Array(Vec::new())),
        syntax("tpm/sig-missing").object(|object| statement(object).remove(&Cbor::text("sig"))),
        syntax("tpm/cert-info-missing").object(|object| statement(object).remove(&Cbor::text("certInfo"))),
        syntax("tpm/pub-area-missing").object(|object| statement(object).remove(&Cbor::text("pubArea"))),
        syntax("tpm/pub-area-text").object(|object| *member(object, "pubArea") = Cbor::text("")),
        row("tpm/ver-1.2", "AttestationStatementInvalid(TpmVersion)")
            .object(|object| *member(object, "ver") = Cbor::text("1.2")),
        row("tpm/alg-unknown", "AttestationStatementInvalid(Algorithm)")
            .object(|object| *member(object, "alg") = Cbor::Int(-1_000_000)),
        row("tpm/alg-of-other-key", "AttestationStatementInvalid(Algorithm)")
            .object(|object| *member(object, "alg") = Cbor::Int(-7)),
        row("tpm/other-key", "AttestationSignatureInvalid")
            .statement(|statement| statement.chain().key = statement.chain().key.other()),
        row("tpm/sig-over-other-cert-info", "AttestationSignatureInvalid").object(|object| {
            // The firmware's version, which decides nothing else.
            if let Cbor::Bytes(bytes) = member(object, "certInfo") {
                bytes[4 + 2 + 36 + 34 + 20] ^= 1;
            }
        }),
    ]
}

fn public_area() -> Vec<RegistrationRow> {
    let malformed = |id| row(id, "AttestationStatementInvalid(TpmPublicArea)");
    let other = |id| row(id, "AttestationStatementInvalid(PublicKeyMismatch)");
    vec![
        malformed("tpm/pub-area-empty").object(|object| *member(object, "pubArea") = Cbor::Bytes(Vec::new())),
        malformed("tpm/pub-area-cut-short").object(|object| {
            if let Cbor::Bytes(bytes) = member(object, "pubArea") {
                bytes.pop();
            }
        }),
        malformed("tpm/pub-area-trailing").statement(|statement| statement.tpm().pub_area.trailing.push(0)),
        malformed("tpm/pub-area-of-sized-structure").object(|object| {
            // TPM2B_PUBLIC, where TPMT_PUBLIC should be.
            if let Cbor::Bytes(bytes) = member(object, "pubArea") {
                let length = u16::try_from(bytes.len()).unwrap_or_default();
                bytes.splice(0..0, length.to_be_bytes());
            }
        }),
        malformed("tpm/pub-area-of-unknown-type")
            .statement(|statement| statement.tpm().pub_area.kind = 0x0008),
        malformed("tpm/pub-area-of-unknown-curve").statement(|statement| {
            if let Parameters::Ecc { curve, .. } = &mut statement.tpm().pub_area.parameters {
                *curve = 0x0010;
            }
        }),
        malformed("tpm/pub-area-with-scheme-that-encrypts").algorithm(Algorithm::Rs256).statement(
            |statement| {
                if let Parameters::Rsa { scheme, .. } = &mut statement.tpm().pub_area.parameters {
                    *scheme = vec![0x0015];
                }
            },
        ),
        malformed("tpm/pub-area-of-key-that-encrypts")
            .statement(|statement| statement.tpm().pub_area.symmetric = 0x0006),
        malformed("tpm/pub-area-of-key-that-derives").statement(|statement| {
            if let Parameters::Ecc { kdf, .. } = &mut statement.tpm().pub_area.parameters {
                *kdf = 0x0020;
            }
        }),
        other("tpm/pub-area-of-other-curve").statement(|statement| {
            if let Parameters::Ecc { curve, .. } = &mut statement.tpm().pub_area.parameters {
                *curve = 0x0004;
            }
        }),
        other("tpm/pub-area-of-other-x").statement(|statement| statement.tpm().pub_area.unique[0][0] ^= 1),
        other("tpm/pub-area-of-other-y").statement(|statement| statement.tpm().pub_area.unique[1][0] ^= 1),
        other("tpm/pub-area-of-other-modulus")
            .algorithm(Algorithm::Rs256)
            .statement(|statement| statement.tpm().pub_area.unique[0][0] ^= 1),
        other("tpm/pub-area-of-other-exponent").algorithm(Algorithm::Rs256).statement(|statement| {
            if let Parameters::Rsa { exponent, .. } = &mut statement.tpm().pub_area.parameters {
                *exponent = 3;
            }
        }),
    ]
}

fn cert_info() -> Vec<RegistrationRow> {
    let malformed = |id| row(id, "AttestationStatementInvalid(TpmCertInfo)");
    let name = |id| row(id, "AttestationStatementInvalid(TpmName)");
    let extra_data = |id| row(id, "AttestationStatementInvalid(TpmExtraData)");
    vec![
        malformed("tpm/cert-info-trailing").statement(|statement| statement.tpm().cert_info.trailing.push(0)),
        row("tpm/magic", "AttestationStatementInvalid(TpmMagic)")
            .statement(|statement| statement.tpm().cert_info.magic ^= 1),
        row("tpm/type-quote", "AttestationStatementInvalid(TpmType)")
            .statement(|statement| statement.tpm().cert_info.kind = 0x8018),
        extra_data("tpm/extra-data-of-other-ceremony")
            .statement(|statement| statement.tpm().cert_info.extra_data = Some(vec![7; 32])),
        extra_data("tpm/extra-data-empty")
            .statement(|statement| statement.tpm().cert_info.extra_data = Some(Vec::new())),
        extra_data("tpm/other-client-data").answer(|answer| {
            edit_bytes(answer, "/response/clientDataJSON", |json| json.insert(1, b' '));
        }),
        name("tpm/name-of-other-key").statement(|statement| {
            statement.tpm().cert_info.attested_name = Some([&[0, 0x0b], &[7; 32][..]].concat());
        }),
        name("tpm/name-empty")
            .statement(|statement| statement.tpm().cert_info.attested_name = Some(Vec::new())),
        name("tpm/name-by-other-hash").statement(|statement| {
            statement.tpm().cert_info.attested_name = Some([&[0, 0x04], &[7; 20][..]].concat());
        }),
        name("tpm/name-of-other-algorithm").statement(|statement| {
            let hash = Algorithm::Es256.digest(&statement.tpm().pub_area.encode());
            statement.tpm().cert_info.attested_name = Some([&[0, 0x0c], &hash[..]].concat());
        }),
        name("tpm/name-without-algorithm")
            .statement(|statement| statement.tpm().cert_info.attested_name = Some(vec![7; 32])),
        name("tpm/name-by-unknown-hash").statement(|statement| {
            statement.tpm().pub_area.name_alg = 0x0012;
            statement.tpm().cert_info.attested_name = Some([&[0, 0x12], &[7; 32][..]].concat());
        }),
        name("tpm/attributes-changed").object(|object| {
            if let Cbor::Bytes(bytes) = member(object, "pubArea") {
                bytes[7] ^= 1;
            }
        }),
        row("tpm/EdDSA-has-no-hash", "AttestationStatementInvalid(Algorithm)").statement(|statement| {
            statement.chain().set_key(SigningKey::from_seed(Algorithm::EdDsa, [7; 32]));
            statement.tpm().cert_info.extra_data = Some(vec![7; 32]);
        }),
    ]
}

/// Section 8.3.1.
fn certificate() -> Vec<RegistrationRow> {
    let constraints = |id| row(id, "AttestationCertificateInvalid(BasicConstraints)");
    let alternative_name = |id| row(id, "AttestationCertificateInvalid(SubjectAlternativeName)");
    let usage = |id| row(id, "AttestationCertificateInvalid(ExtendedKeyUsage)");
    vec![
        row("tpm/certificate-of-version-1", "AttestationCertificateInvalid(Version)").statement(
            |statement| {
                statement.chain().leaf().version = 1;
                statement.chain().leaf().extensions.clear();
            },
        ),
        row("tpm/subject-not-empty", "AttestationCertificateInvalid(Subject)").statement(|statement| {
            statement.chain().leaf().subject.push((oid::COMMON_NAME, "TPM".to_owned()));
        }),
        constraints("tpm/certificate-of-authority").statement(|statement| {
            *statement.chain().leaf().extension(oid::BASIC_CONSTRAINTS) = Extension::basic_constraints(true);
        }),
        constraints("tpm/basic-constraints-missing")
            .statement(|statement| statement.chain().leaf().remove_extension(oid::BASIC_CONSTRAINTS)),
        alternative_name("tpm/alternative-name-missing")
            .statement(|statement| statement.chain().leaf().remove_extension(oid::SUBJECT_ALT_NAME)),
        alternative_name("tpm/alternative-name-of-host").statement(|statement| {
            *statement.chain().leaf().extension(oid::SUBJECT_ALT_NAME) =
                Extension::dns_name("tpm.example.org");
        }),
        alternative_name("tpm/alternative-name-without-manufacturer").statement(|statement| {
            *statement.chain().leaf().extension(oid::SUBJECT_ALT_NAME) = Extension::directory_name(&vec![
                (oid::TPM_MODEL, "model".to_owned()),
                (oid::TPM_VERSION, "id:00070055".to_owned()),
            ]);
        }),
        alternative_name("tpm/alternative-name-without-model").statement(|statement| {
            *statement.chain().leaf().extension(oid::SUBJECT_ALT_NAME) = Extension::directory_name(&vec![
                (oid::TPM_MANUFACTURER, "id:49465800".to_owned()),
                (oid::TPM_VERSION, "id:00070055".to_owned()),
            ]);
        }),
        alternative_name("tpm/alternative-name-without-version").statement(|statement| {
            *statement.chain().leaf().extension(oid::SUBJECT_ALT_NAME) = Extension::directory_name(&vec![
                (oid::TPM_MANUFACTURER, "id:49465800".to_owned()),
                (oid::TPM_MODEL, "model".to_owned()),
            ]);
        }),
        alternative_name("tpm/manufacturer-without-number").statement(|statement| {
            *statement.chain().leaf().extension(oid::SUBJECT_ALT_NAME) = Extension::directory_name(&vec![
                (oid::TPM_MANUFACTURER, "Infineon".to_owned()),
                (oid::TPM_MODEL, "model".to_owned()),
                (oid::TPM_VERSION, "id:00070055".to_owned()),
            ]);
        }),
        usage("tpm/extended-key-usage-missing")
            .statement(|statement| statement.chain().leaf().remove_extension(oid::EXTENDED_KEY_USAGE)),
        usage("tpm/extended-key-usage-of-endorsement-key").statement(|statement| {
            *statement.chain().leaf().extension(oid::EXTENDED_KEY_USAGE) =
                Extension::extended_key_usage(&[2, 23, 133, 8, 1]);
        }),
        row("tpm/aaguid-of-other-model", "AttestationStatementInvalid(AaguidMismatch)")
            .statement(|statement| statement.chain().leaf().extensions.push(Extension::aaguid(&[7; 16]))),
    ]
}
