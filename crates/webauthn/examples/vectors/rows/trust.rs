//! Section 7.1 steps 23 and 24: whether anybody should believe what a statement conveys.

use passflex_authenticator::{Algorithm, Attestation, Certificate, Extension, SigningKey, oid};
use serde_json::json;

use super::{RegistrationRow, refused};

pub(super) fn rows() -> Vec<RegistrationRow> {
    let row = |id, error| refused(id, Attestation::Packed, error);
    let not_issued = |id| row(id, "AttestationUntrusted(NotIssuedByNext)");
    let no_anchor = |id| row(id, "AttestationUntrusted(NoTrustAnchor)");
    let not_valid = |id| row(id, "AttestationUntrusted(NotValidNow)");
    let no_authority = |id| row(id, "AttestationUntrusted(NotAnAuthority)");
    vec![
        refused("trust/none", Attestation::None, "AttestationMissing").requiring_trust(),
        refused("trust/self", Attestation::PackedSelf, "AttestationMissing").requiring_trust(),
        no_anchor("trust/intermediate-missing")
            .statement(|statement| statement.chain().certificates.truncate(1)),
        no_anchor("trust/other-root").statement(|statement| {
            let intermediate = statement.chain().intermediate();
            intermediate.signer = intermediate.signer.other();
        }),
        no_anchor("trust/leaf-signed-by-itself").statement(|statement| {
            let key = statement.chain().key.clone();
            let leaf = statement.chain().leaf();
            leaf.issuer = leaf.subject.clone();
            leaf.signer = key;
            statement.chain().certificates.truncate(1);
        }),
        not_issued("trust/leaf-signed-by-other-key").statement(|statement| {
            let leaf = statement.chain().leaf();
            leaf.signer = leaf.signer.other();
        }),
        not_issued("trust/leaf-names-other-issuer")
            .statement(|statement| statement.chain().leaf().issuer = Certificate::root().subject),
        not_valid("trust/leaf-expired")
            .statement(|statement| statement.chain().leaf().not_after = (2026, 5, 31)),
        not_valid("trust/leaf-not-yet-valid")
            .statement(|statement| statement.chain().leaf().not_before = (2026, 6, 2)),
        not_valid("trust/intermediate-expired")
            .statement(|statement| statement.chain().intermediate().not_after = (2026, 5, 31)),
        no_authority("trust/intermediate-not-an-authority").statement(|statement| {
            *statement.chain().intermediate().extension(oid::BASIC_CONSTRAINTS) =
                Extension::basic_constraints(false);
        }),
        no_authority("trust/intermediate-without-basic-constraints").statement(|statement| {
            statement.chain().intermediate().remove_extension(oid::BASIC_CONSTRAINTS);
        }),
        no_authority("trust/intermediate-may-not-sign").statement(|statement| {
            // digitalSignature alone.
            statement.chain().intermediate().extension(oid::KEY_USAGE).value = vec![0x03, 0x02, 0x07, 0x80];
        }),
        no_authority("trust/path-longer-than-allowed").statement(|statement| {
            let chain = statement.chain();
            // No other authority may stand below it.
            let path_length_of_zero = vec![0x30, 0x06, 0x01, 0x01, 0xff, 0x02, 0x01, 0x00];
            chain.intermediate().extension(oid::BASIC_CONSTRAINTS).value = path_length_of_zero;
            let key = SigningKey::from_seed(Algorithm::Rs256, [7; 32]);
            let below = Certificate {
                issuer: chain.intermediate().subject.clone(),
                subject: vec![(oid::COMMON_NAME, "Below the intermediate".to_owned())],
                spki: key.spki(),
                signer: chain.leaf().signer.clone(),
                ..Certificate::root()
            };
            chain.leaf().issuer.clone_from(&below.subject);
            chain.leaf().signer = key;
            chain.certificates.insert(1, below);
        }),
        row("trust/critical-extension", "AttestationUntrusted(CriticalExtension)").statement(|statement| {
            let extension = Extension { oid: &[2, 5, 29, 99], critical: true, value: vec![0x05, 0x00] };
            statement.chain().leaf().extensions.push(extension);
        }),
        refused("trust/aaguid-not-allowed", Attestation::None, "AaguidNotAllowed")
            .request(|request| request["allowed_aaguids"] = json!(["07070707070707070707070707070707"])),
    ]
}
