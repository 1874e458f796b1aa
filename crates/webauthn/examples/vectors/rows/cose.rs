//! Sections 5.8.5, 6.5.1 and 7.1 step 20: the credential's public key.

use passflex_authenticator::{Algorithm, Attestation, Cbor};
use serde_json::json;

use super::{RegistrationRow, refused};

pub(super) fn rows() -> Vec<RegistrationRow> {
    let mut rows = common();
    rows.extend(ec());
    rows.extend(rsa());
    rows.extend(ml_dsa());
    rows
}

fn malformed(id: &str, algorithm: Algorithm) -> RegistrationRow {
    refused(id, Attestation::None, "CoseMalformed").algorithm(algorithm)
}

fn common() -> Vec<RegistrationRow> {
    let es256 = |id| malformed(id, Algorithm::Es256);
    vec![
        es256("cose/not-a-map").draft(|draft| draft.attested().public_key = Cbor::Bytes(vec![4; 65])),
        es256("cose/kty-missing").draft(|draft| draft.attested().public_key.remove(&Cbor::Int(1))),
        es256("cose/kty-text")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(1), Cbor::text("EC2"))),
        es256("cose/kty-symmetric")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(1), Cbor::Int(4))),
        es256("cose/kty-of-other-algorithm")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(1), Cbor::Int(1))),
        es256("cose/alg-missing").draft(|draft| draft.attested().public_key.remove(&Cbor::Int(3))),
        es256("cose/alg-of-other-type")
            .request(|request| request["pub_key_algs"] = json!([-7, -257]))
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(3), Cbor::Int(-257))),
        refused("cose/parameter-twice", Attestation::None, "CborDuplicateKey")
            .draft(|draft| draft.attested().public_key.push(Cbor::Int(3), Cbor::Int(-7))),
        refused("cose/alg-not-offered", Attestation::None, "AlgorithmNotAllowed")
            .request(|request| request["pub_key_algs"] = json!([-257, -8])),
        refused("cose/alg-unknown", Attestation::None, "AlgorithmNotAllowed")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(3), Cbor::Int(-1_000_000))),
        refused("cose/RS1-not-offered", Attestation::None, "AlgorithmNotAllowed")
            .algorithm(Algorithm::Rs1)
            .request(|request| request["pub_key_algs"] = json!([-7, -8, -257])),
    ]
}

fn ec() -> Vec<RegistrationRow> {
    let es256 = |id| malformed(id, Algorithm::Es256);
    let ed_dsa = |id| malformed(id, Algorithm::EdDsa);
    vec![
        es256("cose/curve-missing").draft(|draft| draft.attested().public_key.remove(&Cbor::Int(-1))),
        es256("cose/curve-of-other-algorithm")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-1), Cbor::Int(2))),
        malformed("cose/ES384-on-P-256", Algorithm::Es384)
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-1), Cbor::Int(1))),
        malformed("cose/ES512-on-P-384", Algorithm::Es512)
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-1), Cbor::Int(2))),
        es256("cose/x-missing").draft(|draft| draft.attested().public_key.remove(&Cbor::Int(-2))),
        es256("cose/y-missing").draft(|draft| draft.attested().public_key.remove(&Cbor::Int(-3))),
        es256("cose/point-compressed")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-3), Cbor::Bool(true))),
        es256("cose/x-short")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-2), Cbor::Bytes(vec![1; 31]))),
        es256("cose/y-long")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-3), Cbor::Bytes(vec![1; 33]))),
        es256("cose/point-beside-curve")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-3), Cbor::Bytes(vec![1; 32]))),
        es256("cose/point-at-zero").draft(|draft| {
            draft.attested().public_key.set(Cbor::Int(-2), Cbor::Bytes(vec![0; 32]));
            draft.attested().public_key.set(Cbor::Int(-3), Cbor::Bytes(vec![0; 32]));
        }),
        es256("cose/private-key")
            .draft(|draft| draft.attested().public_key.push(Cbor::Int(-4), Cbor::Bytes(vec![1; 32]))),
        ed_dsa("cose/EdDSA-on-X25519")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-1), Cbor::Int(4))),
        ed_dsa("cose/EdDSA-on-Ed448").draft(|draft| {
            draft.attested().public_key.set(Cbor::Int(-1), Cbor::Int(7));
            draft.attested().public_key.set(Cbor::Int(-2), Cbor::Bytes(vec![1; 57]));
        }),
        ed_dsa("cose/EdDSA-short")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-2), Cbor::Bytes(vec![1; 31]))),
        ed_dsa("cose/EdDSA-not-a-point").draft(|draft| {
            let mut point = vec![0; 32];
            point[0] = 2;
            draft.attested().public_key.set(Cbor::Int(-2), Cbor::Bytes(point));
        }),
        ed_dsa("cose/EdDSA-of-small-order").draft(|draft| {
            // The neutral element, under which anybody can sign.
            let mut point = vec![0; 32];
            point[0] = 1;
            draft.attested().public_key.set(Cbor::Int(-2), Cbor::Bytes(point));
        }),
        ed_dsa("cose/EdDSA-not-canonical").draft(|draft| {
            // 3, as the field's prime and 3.
            let mut point = vec![0xff; 32];
            point[0] = 0xf0;
            point[31] = 0x7f;
            draft.attested().public_key.set(Cbor::Int(-2), Cbor::Bytes(point));
        }),
        ed_dsa("cose/EdDSA-private-key")
            .draft(|draft| draft.attested().public_key.push(Cbor::Int(-4), Cbor::Bytes(vec![1; 32]))),
    ]
}

fn rsa() -> Vec<RegistrationRow> {
    let rs256 = |id| malformed(id, Algorithm::Rs256);
    vec![
        rs256("cose/RSA-modulus-missing").draft(|draft| draft.attested().public_key.remove(&Cbor::Int(-1))),
        rs256("cose/RSA-1024-bits")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-1), Cbor::Bytes(vec![0xff; 128]))),
        rs256("cose/RSA-modulus-even").draft(|draft| {
            let mut modulus = vec![0xff; 256];
            modulus[255] = 0xfe;
            draft.attested().public_key.set(Cbor::Int(-1), Cbor::Bytes(modulus));
        }),
        rs256("cose/RSA-modulus-not-minimal").draft(|draft| {
            let mut modulus = vec![0xff; 257];
            modulus[0] = 0;
            draft.attested().public_key.set(Cbor::Int(-1), Cbor::Bytes(modulus));
        }),
        rs256("cose/RSA-exponent-missing").draft(|draft| draft.attested().public_key.remove(&Cbor::Int(-2))),
        rs256("cose/RSA-exponent-1")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-2), Cbor::Bytes(vec![1]))),
        rs256("cose/RSA-exponent-even")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-2), Cbor::Bytes(vec![1, 0, 0]))),
        rs256("cose/RSA-exponent-empty")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-2), Cbor::Bytes(Vec::new()))),
        rs256("cose/RSA-private-key")
            .draft(|draft| draft.attested().public_key.push(Cbor::Int(-3), Cbor::Bytes(vec![1; 256]))),
    ]
}

fn ml_dsa() -> Vec<RegistrationRow> {
    let ml_dsa = |id| malformed(id, Algorithm::MlDsa44);
    vec![
        ml_dsa("cose/ML-DSA-key-missing").draft(|draft| draft.attested().public_key.remove(&Cbor::Int(-1))),
        ml_dsa("cose/ML-DSA-of-other-length")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(-1), Cbor::Bytes(vec![1; 1952]))),
        ml_dsa("cose/ML-DSA-of-other-type")
            .draft(|draft| draft.attested().public_key.set(Cbor::Int(1), Cbor::Int(1))),
        ml_dsa("cose/ML-DSA-private-key")
            .draft(|draft| draft.attested().public_key.push(Cbor::Int(-2), Cbor::Bytes(vec![1; 32]))),
    ]
}
