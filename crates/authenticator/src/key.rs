//! The keys that passkeys sign with.

use std::fmt;
use std::sync::{Arc, OnceLock};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};

use crate::cbor::Cbor;

/// A signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256, 2048 bits.
    Rs256,
}

impl Algorithm {
    /// The identifier in the IANA COSE registry.
    pub fn cose_id(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
        }
    }
}

/// A private key. ES256 and `EdDSA` keys follow from their seed; RSA keys take too long to make, so a process has two
/// of them, and the seed chooses.
#[derive(Clone)]
pub struct SigningKey {
    algorithm: Algorithm,
    seed: [u8; 32],
    key: Arc<KeyPair>,
}

enum KeyPair {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Rs256(&'static RsaKeyPair),
}

impl SigningKey {
    /// The key of this seed.
    pub fn from_seed(algorithm: Algorithm, seed: [u8; 32]) -> Self {
        let key = match algorithm {
            Algorithm::Es256 => KeyPair::Es256(es256_from_scalar(&seed)),
            Algorithm::EdDsa => KeyPair::EdDsa(
                Ed25519KeyPair::from_seed_unchecked(&seed).expect("32 bytes are an Ed25519 seed"),
            ),
            Algorithm::Rs256 => KeyPair::Rs256(rs256(usize::from(seed[0] & 1))),
        };
        Self { algorithm, seed, key: Arc::new(key) }
    }

    /// Another key of the same algorithm.
    #[must_use]
    pub fn other(&self) -> Self {
        let mut seed = sha256(&self.seed);
        seed[0] = (seed[0] & !1) | (!self.seed[0] & 1);
        Self::from_seed(self.algorithm, seed)
    }

    /// The key's algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The public key as a COSE map, in CTAP2 canonical order.
    pub fn cose(&self) -> Cbor {
        let algorithm = (Cbor::Int(3), Cbor::Int(self.algorithm.cose_id()));
        match &*self.key {
            KeyPair::Es256(key) => {
                let point = key.public_key().as_ref();
                Cbor::Map(vec![
                    (Cbor::Int(1), Cbor::Int(2)),
                    algorithm,
                    (Cbor::Int(-1), Cbor::Int(1)),
                    (Cbor::Int(-2), Cbor::Bytes(point[1..33].to_vec())),
                    (Cbor::Int(-3), Cbor::Bytes(point[33..].to_vec())),
                ])
            }
            KeyPair::EdDsa(key) => Cbor::Map(vec![
                (Cbor::Int(1), Cbor::Int(1)),
                algorithm,
                (Cbor::Int(-1), Cbor::Int(6)),
                (Cbor::Int(-2), Cbor::Bytes(key.public_key().as_ref().to_vec())),
            ]),
            KeyPair::Rs256(key) => {
                let public = key.public_key();
                Cbor::Map(vec![
                    (Cbor::Int(1), Cbor::Int(3)),
                    algorithm,
                    (Cbor::Int(-1), Cbor::Bytes(public.modulus().big_endian_without_leading_zero().to_vec())),
                    (
                        Cbor::Int(-2),
                        Cbor::Bytes(public.exponent().big_endian_without_leading_zero().to_vec()),
                    ),
                ])
            }
        }
    }

    /// The signature over a message, encoded as WebAuthn Level 3 section 6.5.5 says.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &*self.key {
            KeyPair::Es256(key) => {
                key.sign(&SystemRandom::new(), message).expect("ES256 signs").as_ref().to_vec()
            }
            KeyPair::EdDsa(key) => key.sign(message).as_ref().to_vec(),
            KeyPair::Rs256(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
                    .expect("RS256 signs");
                signature
            }
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// SHA-256 as an array.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest(&SHA256, bytes).as_ref().try_into().expect("SHA-256 has 32 bytes")
}

/// The P-256 key of this scalar, by way of an `ECPrivateKey` (RFC 5915) without its public half, which the library
/// then computes.
fn es256_from_scalar(scalar: &[u8; 32]) -> EcdsaKeyPair {
    const BEFORE: [u8; 7] = [0x30, 0x31, 0x02, 0x01, 0x01, 0x04, 0x20];
    const NAMED_CURVE_P256: [u8; 12] =
        [0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    let der = [&BEFORE[..], scalar, &NAMED_CURVE_P256].concat();
    EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_ASN1_SIGNING, &der)
        .expect("a hash is all but certainly a P-256 scalar")
}

fn rs256(index: usize) -> &'static RsaKeyPair {
    static KEYS: [OnceLock<RsaKeyPair>; 2] = [OnceLock::new(), OnceLock::new()];
    KEYS[index].get_or_init(|| RsaKeyPair::generate(KeySize::Rsa2048).expect("RSA keys can be made"))
}

#[cfg(test)]
mod tests {
    use super::{Algorithm, SigningKey};

    #[test]
    fn a_seed_gives_the_same_key_again_and_its_neighbour_another() {
        for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256] {
            let key = SigningKey::from_seed(algorithm, [7; 32]);
            assert_eq!(key.cose(), SigningKey::from_seed(algorithm, [7; 32]).cose());
            assert_ne!(key.cose(), key.other().cose());
        }
    }
}
