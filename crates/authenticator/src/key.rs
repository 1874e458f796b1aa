//! The keys that passkeys, attestations and certificates are signed with.

mod public;
mod rsa;

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair,
};
#[cfg(feature = "ml-dsa")]
use aws_lc_rs::signature::{
    ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, ML_DSA_87_SIGNING, PqdsaKeyPair, PqdsaSigningAlgorithm,
};
use yasna::Tag;
use yasna::models::ObjectIdentifier;

use crate::algorithm::Algorithm;
use crate::key::rsa::RsaKey;

pub(crate) use public::PublicNumbers;

/// A private key, with the algorithm that it signs with. It follows from its seed; RSA keys take too long to make, so
/// there are two of them, and the seed chooses.
#[derive(Clone)]
pub struct SigningKey {
    algorithm: Algorithm,
    seed: [u8; 32],
    key: Arc<KeyPair>,
}

enum KeyPair {
    Ecdsa(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Rsa(&'static RsaKey),
    #[cfg(feature = "ml-dsa")]
    MlDsa(PqdsaKeyPair),
}

impl SigningKey {
    /// The key of this seed.
    pub fn from_seed(algorithm: Algorithm, seed: [u8; 32]) -> Self {
        let key = match algorithm {
            Algorithm::Es256 => ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING, public::P256, &seed),
            Algorithm::Es384 => {
                ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING, public::P384, &stretch(&seed, [0; 48]))
            }
            Algorithm::Es512 => {
                // The order of P-521 has 521 bits, so the topmost byte is left at zero.
                let scalar = [&[0, 0][..], &stretch(&seed, [0; 64])].concat();
                ecdsa(&ECDSA_P521_SHA512_ASN1_SIGNING, public::P521, &scalar)
            }
            Algorithm::EdDsa => KeyPair::EdDsa(
                Ed25519KeyPair::from_seed_unchecked(&seed).expect("32 bytes are an Ed25519 seed"),
            ),
            Algorithm::Rs1
            | Algorithm::Rs256
            | Algorithm::Rs384
            | Algorithm::Rs512
            | Algorithm::Ps256
            | Algorithm::Ps384
            | Algorithm::Ps512 => KeyPair::Rsa(RsaKey::of_seed(&seed)),
            #[cfg(feature = "ml-dsa")]
            Algorithm::MlDsa44 => ml_dsa(&ML_DSA_44_SIGNING, &seed),
            #[cfg(feature = "ml-dsa")]
            Algorithm::MlDsa65 => ml_dsa(&ML_DSA_65_SIGNING, &seed),
            #[cfg(feature = "ml-dsa")]
            Algorithm::MlDsa87 => ml_dsa(&ML_DSA_87_SIGNING, &seed),
        };
        Self { algorithm, seed, key: Arc::new(key) }
    }

    /// The key of the root that certificates chain to. Authorities sign with RS256, so that a certificate is the same
    /// bytes each time.
    pub(crate) fn root() -> Self {
        Self::authority(RsaKey::root())
    }

    /// The key of the authority below the root.
    pub(crate) fn intermediate() -> Self {
        Self::authority(RsaKey::intermediate())
    }

    fn authority(key: &'static RsaKey) -> Self {
        Self { algorithm: Algorithm::Rs256, seed: [0; 32], key: Arc::new(KeyPair::Rsa(key)) }
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

    /// The signature over a message, encoded as WebAuthn Level 3 section 6.5.5 says.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &*self.key {
            KeyPair::Ecdsa(key) => {
                key.sign(&SystemRandom::new(), message).expect("ECDSA signs").as_ref().to_vec()
            }
            KeyPair::EdDsa(key) => key.sign(message).as_ref().to_vec(),
            KeyPair::Rsa(key) => key.sign(self.algorithm, message),
            #[cfg(feature = "ml-dsa")]
            KeyPair::MlDsa(key) => {
                let mut signature = vec![0; key.algorithm().signature_len()];
                let length = key.sign(message, &mut signature).expect("ML-DSA signs");
                signature.truncate(length);
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

/// Two keys are the same if their public keys are.
impl PartialEq for SigningKey {
    fn eq(&self, other: &Self) -> bool {
        self.cose() == other.cose()
    }
}

impl Eq for SigningKey {}

/// SHA-256 as an array.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest(&SHA256, bytes).as_ref().try_into().expect("SHA-256 has 32 bytes")
}

/// As many bytes as fit, from the hashes of a seed and a number.
fn stretch<const N: usize>(seed: &[u8; 32], mut bytes: [u8; N]) -> [u8; N] {
    for (number, chunk) in (0_u8..).zip(bytes.chunks_mut(32)) {
        chunk.copy_from_slice(&sha256(&[&seed[..], &[number]].concat())[..chunk.len()]);
    }
    bytes
}

/// The key of this scalar, by way of an `ECPrivateKey` (RFC 5915) without its public half, which the library then
/// computes.
fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm, curve: &[u64], scalar: &[u8]) -> KeyPair {
    let der = yasna::construct_der(|writer| {
        writer.write_sequence(|writer| {
            writer.next().write_u8(1);
            writer.next().write_bytes(scalar);
            writer.next().write_tagged(Tag::context(0), |writer| {
                writer.write_oid(&ObjectIdentifier::from_slice(curve));
            });
        });
    });
    let key = EcdsaKeyPair::from_private_key_der(algorithm, &der);
    KeyPair::Ecdsa(key.expect("a hash is all but certainly a scalar of the curve"))
}

#[cfg(feature = "ml-dsa")]
fn ml_dsa(algorithm: &'static PqdsaSigningAlgorithm, seed: &[u8; 32]) -> KeyPair {
    KeyPair::MlDsa(PqdsaKeyPair::from_seed(algorithm, seed).expect("32 bytes are an ML-DSA seed"))
}

#[cfg(test)]
mod tests;
