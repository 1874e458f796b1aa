//! The keys of certificates (RFC 5280 section 4.1.2.7, RFC 5480, RFC 8410).

use x509_parser::asn1_rs::{Oid, oid};
use x509_parser::oid_registry;
use x509_parser::public_key::PublicKey as ParsedKey;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use crate::algorithm::Algorithm;
use crate::public_key::{Curve, EcPoint, KeyMaterial, PublicKey, RsaKey};

const SECP521R1: Oid<'static> = oid!(1.3.132.0.35);

/// The key for this algorithm; `None` where it is not a valid key of that algorithm.
pub(super) fn public_key<'s>(
    spki: &'s SubjectPublicKeyInfo<'_>,
    algorithm: Algorithm,
) -> Option<PublicKey<'s>> {
    let key = PublicKey::new(algorithm, material(spki)?)?;
    key.validate().is_ok().then_some(key)
}

fn material<'s>(spki: &'s SubjectPublicKeyInfo<'_>) -> Option<KeyMaterial<'s>> {
    let bits: &[u8] = &spki.subject_public_key.data;
    let algorithm = &spki.algorithm.algorithm;
    if *algorithm == oid_registry::OID_KEY_TYPE_EC_PUBLIC_KEY {
        return EcPoint::from_uncompressed(curve(&spki.algorithm)?, bits).map(KeyMaterial::Ec);
    }
    if *algorithm == oid_registry::OID_PKCS1_RSAENCRYPTION {
        return match spki.parsed().ok()? {
            ParsedKey::RSA(key) => {
                Some(KeyMaterial::Rsa(RsaKey { n: without_sign(key.modulus), e: without_sign(key.exponent) }))
            }
            _ => None,
        };
    }
    if *algorithm == oid_registry::OID_SIG_ED25519 {
        return bits.try_into().map(KeyMaterial::Ed25519).ok();
    }
    #[cfg(feature = "ml-dsa")]
    if ML_DSA.contains(algorithm) {
        return Some(KeyMaterial::MlDsa(bits));
    }
    None
}

/// The curve of an EC key, given by its name (RFC 5480 section 2.1.1).
pub(super) fn curve(algorithm: &AlgorithmIdentifier<'_>) -> Option<Curve> {
    let name = algorithm.parameters.as_ref()?.as_oid().ok()?;
    if name == oid_registry::OID_EC_P256 {
        Some(Curve::P256)
    } else if name == oid_registry::OID_NIST_EC_P384 {
        Some(Curve::P384)
    } else if name == SECP521R1 {
        Some(Curve::P521)
    } else {
        None
    }
}

/// The magnitude of a DER INTEGER, which has a zero in front where the highest bit would make it negative.
fn without_sign(integer: &[u8]) -> &[u8] {
    integer.strip_prefix(&[0]).unwrap_or(integer)
}

/// The three key types of RFC 9881.
#[cfg(feature = "ml-dsa")]
const ML_DSA: [Oid<'static>; 3] =
    [oid!(2.16.840.1.101.3.4.3.17), oid!(2.16.840.1.101.3.4.3.18), oid!(2.16.840.1.101.3.4.3.19)];
