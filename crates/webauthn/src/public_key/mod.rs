//! Public keys that signatures are verified with, whatever they were written in.

mod ec;
mod rsa;

use aws_lc_rs::signature::{self, UnparsedPublicKey};
use curve25519_dalek::edwards::CompressedEdwardsY;

use crate::algorithm::Algorithm;

pub(crate) use ec::{Curve, EcPoint};
pub(crate) use rsa::RsaKey;

/// Why numbers are not a key that signatures can be verified with: they are off the curve, or out of bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InvalidKey;

/// A public key and the one algorithm that it is used with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PublicKey<'k> {
    algorithm: Algorithm,
    material: KeyMaterial<'k>,
}

/// The numbers of a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyMaterial<'k> {
    /// A point on a NIST curve.
    Ec(EcPoint),
    /// An Ed25519 point, as RFC 8032 encodes it.
    Ed25519(&'k [u8; 32]),
    /// A modulus and a public exponent.
    Rsa(RsaKey<'k>),
    /// A key of FIPS 204, as that encodes it.
    #[cfg(feature = "ml-dsa")]
    MlDsa(&'k [u8]),
}

impl<'k> PublicKey<'k> {
    /// A key for this algorithm, or `None` where the two do not go together (section 5.8.5: ES256 goes with P-256, and
    /// so on; FIPS 204 section 4 has the lengths of its keys).
    pub(crate) fn new(algorithm: Algorithm, material: KeyMaterial<'k>) -> Option<Self> {
        let fits = match (&material, algorithm) {
            (KeyMaterial::Ec(point), _) => Curve::of(algorithm) == Some(point.curve()),
            (KeyMaterial::Ed25519(_), Algorithm::EdDsa) => true,
            (KeyMaterial::Rsa(_), _) => rsa::is_rsa(algorithm),
            #[cfg(feature = "ml-dsa")]
            (KeyMaterial::MlDsa(key), Algorithm::MlDsa44) => key.len() == 1312,
            #[cfg(feature = "ml-dsa")]
            (KeyMaterial::MlDsa(key), Algorithm::MlDsa65) => key.len() == 1952,
            #[cfg(feature = "ml-dsa")]
            (KeyMaterial::MlDsa(key), Algorithm::MlDsa87) => key.len() == 2592,
            #[cfg(feature = "ml-dsa")]
            (KeyMaterial::MlDsa(_), _) => false,
            (KeyMaterial::Ed25519(_), _) => false,
        };
        fits.then_some(Self { algorithm, material })
    }

    /// The algorithm that the key is for.
    pub(crate) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The numbers themselves.
    pub(crate) fn material(&self) -> &KeyMaterial<'k> {
        &self.material
    }

    /// Checks that the key is one that signatures can be verified with: a point on its curve, a modulus in bounds.
    pub(crate) fn validate(&self) -> Result<(), InvalidKey> {
        match &self.material {
            KeyMaterial::Ec(point) => point.validate(),
            KeyMaterial::Rsa(key) => key.validate(),
            KeyMaterial::Ed25519(key) => validate_ed25519(key),
            // Everything that can be told without a signature was told by the length.
            #[cfg(feature = "ml-dsa")]
            KeyMaterial::MlDsa(_) => Ok(()),
        }
    }

    /// Whether `signature` is this key's signature over `message`, in the encoding of section 6.5.5.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.material {
            KeyMaterial::Ec(point) => point.verifies(message, signature),
            KeyMaterial::Ed25519(key) => {
                UnparsedPublicKey::new(&signature::ED25519, key).verify(message, signature).is_ok()
            }
            KeyMaterial::Rsa(key) => key.verifies(self.algorithm, message, signature),
            #[cfg(feature = "ml-dsa")]
            KeyMaterial::MlDsa(key) => ml_dsa(self.algorithm)
                .is_some_and(|scheme| UnparsedPublicKey::new(scheme, key).verify(message, signature).is_ok()),
        }
    }
}

/// The bytes are the one encoding of a point on the curve (RFC 8032 section 5.1.3), and the point is not one of the
/// eight for which anybody can make signatures.
fn validate_ed25519(key: &[u8; 32]) -> Result<(), InvalidKey> {
    let encoding = CompressedEdwardsY(*key);
    let is_key =
        encoding.decompress().is_some_and(|point| !point.is_small_order() && point.compress() == encoding);
    if is_key { Ok(()) } else { Err(InvalidKey) }
}

#[cfg(feature = "ml-dsa")]
fn ml_dsa(algorithm: Algorithm) -> Option<&'static signature::PqdsaVerificationAlgorithm> {
    match algorithm {
        Algorithm::MlDsa44 => Some(&signature::ML_DSA_44),
        Algorithm::MlDsa65 => Some(&signature::ML_DSA_65),
        Algorithm::MlDsa87 => Some(&signature::ML_DSA_87),
        _ => None,
    }
}
