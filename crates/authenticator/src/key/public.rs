//! The public half of a key, in the encodings that it travels in.

use aws_lc_rs::signature::KeyPair as _;
use yasna::models::ObjectIdentifier;

use crate::algorithm::Algorithm;
use crate::cbor::Cbor;
use crate::key::{KeyPair, SigningKey};

pub(super) const P256: &[u64] = &[1, 2, 840, 10045, 3, 1, 7];
pub(super) const P384: &[u64] = &[1, 3, 132, 0, 34];
pub(super) const P521: &[u64] = &[1, 3, 132, 0, 35];

/// A public key by its numbers, big-endian.
pub(crate) enum PublicNumbers<'a> {
    /// A point of the curve that goes with the algorithm, both coordinates at full length.
    Point { x: &'a [u8], y: &'a [u8] },
    /// RSA, without leading zeros.
    Rsa { modulus: &'a [u8], exponent: &'a [u8] },
    /// The bytes of Ed25519 and ML-DSA.
    Bytes(&'a [u8]),
}

impl SigningKey {
    /// The public key as a COSE map, in CTAP2 canonical order.
    pub fn cose(&self) -> Cbor {
        let mut entries =
            vec![(1, Cbor::Int(self.cose_key_type())), (3, Cbor::Int(self.algorithm.cose_id()))];
        let bytes = |bytes: &[u8]| Cbor::Bytes(bytes.to_vec());
        match self.numbers() {
            PublicNumbers::Point { x, y } => {
                entries.extend([(-1, Cbor::Int(self.cose_curve())), (-2, bytes(x)), (-3, bytes(y))]);
            }
            PublicNumbers::Rsa { modulus, exponent } => {
                entries.extend([(-1, bytes(modulus)), (-2, bytes(exponent))]);
            }
            PublicNumbers::Bytes(key) if self.algorithm == Algorithm::EdDsa => {
                entries.extend([(-1, Cbor::Int(6)), (-2, bytes(key))]);
            }
            PublicNumbers::Bytes(key) => entries.push((-1, bytes(key))),
        }
        Cbor::Map(entries.into_iter().map(|(label, value)| (Cbor::Int(label), value)).collect())
    }

    /// The public key as a `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7) in DER.
    pub fn spki(&self) -> Vec<u8> {
        let (algorithm, key) = match self.numbers() {
            PublicNumbers::Point { x, y } => {
                (algorithm_identifier(&[1, 2, 840, 10045, 2, 1], Some(self.curve())), [&[4], x, y].concat())
            }
            PublicNumbers::Rsa { modulus, exponent } => {
                let key = yasna::construct_der(|writer| {
                    writer.write_sequence(|writer| {
                        writer.next().write_bigint_bytes(modulus, true);
                        writer.next().write_bigint_bytes(exponent, true);
                    });
                });
                (with_null(&[1, 2, 840, 113_549, 1, 1, 1]), key)
            }
            PublicNumbers::Bytes(key) => (algorithm_identifier(self.bytes_oid(), None), key.to_vec()),
        };
        yasna::construct_der(|writer| {
            writer.write_sequence(|writer| {
                writer.next().write_der(&algorithm);
                writer.next().write_bitvec_bytes(&key, key.len() * 8);
            });
        })
    }

    /// The `AlgorithmIdentifier` of the signatures that the key puts on certificates, in DER.
    ///
    /// # Panics
    /// If certificates are not signed with the key's algorithm here.
    pub(crate) fn certificate_signature_algorithm(&self) -> Vec<u8> {
        match self.algorithm {
            Algorithm::Es256 => algorithm_identifier(&[1, 2, 840, 10045, 4, 3, 2], None),
            Algorithm::Es384 => algorithm_identifier(&[1, 2, 840, 10045, 4, 3, 3], None),
            Algorithm::Es512 => algorithm_identifier(&[1, 2, 840, 10045, 4, 3, 4], None),
            Algorithm::EdDsa => algorithm_identifier(self.bytes_oid(), None),
            Algorithm::Rs256 => with_null(&[1, 2, 840, 113_549, 1, 1, 11]),
            Algorithm::Rs384 => with_null(&[1, 2, 840, 113_549, 1, 1, 12]),
            Algorithm::Rs512 => with_null(&[1, 2, 840, 113_549, 1, 1, 13]),
            other => panic!("no certificate is signed with {}", other.name()),
        }
    }

    /// The public key's numbers.
    pub(crate) fn numbers(&self) -> PublicNumbers<'_> {
        match &*self.key {
            KeyPair::Ecdsa(key) => {
                let point = &key.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                PublicNumbers::Point { x, y }
            }
            KeyPair::EdDsa(key) => PublicNumbers::Bytes(key.public_key().as_ref()),
            KeyPair::Rsa(key) => PublicNumbers::Rsa { modulus: key.modulus(), exponent: key.exponent() },
            #[cfg(feature = "ml-dsa")]
            KeyPair::MlDsa(key) => PublicNumbers::Bytes(key.public_key().as_ref()),
        }
    }

    fn cose_key_type(&self) -> i64 {
        match &*self.key {
            KeyPair::EdDsa(_) => 1,
            KeyPair::Ecdsa(_) => 2,
            KeyPair::Rsa(_) => 3,
            #[cfg(feature = "ml-dsa")]
            KeyPair::MlDsa(_) => 7,
        }
    }

    fn cose_curve(&self) -> i64 {
        match self.algorithm {
            Algorithm::Es384 => 2,
            Algorithm::Es512 => 3,
            _ => 1,
        }
    }

    fn curve(&self) -> &'static [u64] {
        match self.algorithm {
            Algorithm::Es384 => P384,
            Algorithm::Es512 => P521,
            _ => P256,
        }
    }

    /// The object identifier of a key that is bytes.
    fn bytes_oid(&self) -> &'static [u64] {
        match self.algorithm {
            #[cfg(feature = "ml-dsa")]
            Algorithm::MlDsa44 => &[2, 16, 840, 1, 101, 3, 4, 3, 17],
            #[cfg(feature = "ml-dsa")]
            Algorithm::MlDsa65 => &[2, 16, 840, 1, 101, 3, 4, 3, 18],
            #[cfg(feature = "ml-dsa")]
            Algorithm::MlDsa87 => &[2, 16, 840, 1, 101, 3, 4, 3, 19],
            _ => &[1, 3, 101, 112],
        }
    }
}

fn algorithm_identifier(algorithm: &[u64], parameter: Option<&[u64]>) -> Vec<u8> {
    yasna::construct_der(|writer| {
        writer.write_sequence(|writer| {
            writer.next().write_oid(&ObjectIdentifier::from_slice(algorithm));
            if let Some(parameter) = parameter {
                writer.next().write_oid(&ObjectIdentifier::from_slice(parameter));
            }
        });
    })
}

/// RSA's identifiers have a parameter that says nothing (RFC 4055).
fn with_null(algorithm: &[u64]) -> Vec<u8> {
    yasna::construct_der(|writer| {
        writer.write_sequence(|writer| {
            writer.next().write_oid(&ObjectIdentifier::from_slice(algorithm));
            writer.next().write_null();
        });
    })
}
