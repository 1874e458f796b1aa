//! RSA keys.

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RsaParameters, RsaPublicKeyComponents,
};

use super::InvalidKey;
use crate::algorithm::Algorithm;

const MODULUS_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// Enough for the exponents in use, 3 and 65537; large ones only make a verification slow.
const MAX_EXPONENT_BYTES: usize = 4;

/// An RSA modulus and public exponent, big-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RsaKey<'k> {
    pub(crate) n: &'k [u8],
    pub(crate) e: &'k [u8],
}

impl RsaKey<'_> {
    /// Both are minimal encodings (RFC 8230 section 4) of odd numbers, the modulus of 2048 to 8192 bits, the exponent
    /// of at least 3.
    pub(super) fn validate(&self) -> Result<(), InvalidKey> {
        let modulus_ok = MODULUS_BITS.contains(&bits(self.n)?) && is_odd(self.n);
        let exponent_ok = bits(self.e)? > 1 && self.e.len() <= MAX_EXPONENT_BYTES && is_odd(self.e);
        if modulus_ok && exponent_ok { Ok(()) } else { Err(InvalidKey) }
    }

    pub(super) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        parameters(algorithm).is_some_and(|parameters| {
            RsaPublicKeyComponents { n: self.n, e: self.e }.verify(parameters, message, signature).is_ok()
        })
    }
}

/// Whether the algorithm's keys are RSA keys.
pub(super) fn is_rsa(algorithm: Algorithm) -> bool {
    parameters(algorithm).is_some()
}

fn parameters(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    match algorithm {
        Algorithm::Rs256 => Some(&RSA_PKCS1_2048_8192_SHA256),
        Algorithm::Rs384 => Some(&RSA_PKCS1_2048_8192_SHA384),
        Algorithm::Rs512 => Some(&RSA_PKCS1_2048_8192_SHA512),
        Algorithm::Ps256 => Some(&RSA_PSS_2048_8192_SHA256),
        Algorithm::Ps384 => Some(&RSA_PSS_2048_8192_SHA384),
        Algorithm::Ps512 => Some(&RSA_PSS_2048_8192_SHA512),
        Algorithm::Rs1 => Some(&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY),
        _ => None,
    }
}

/// The bit length of a minimally encoded number.
fn bits(number: &[u8]) -> Result<usize, InvalidKey> {
    match number.first() {
        None | Some(0) => Err(InvalidKey),
        Some(first) => Ok(number.len() * 8 - first.leading_zeros() as usize),
    }
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last & 1 == 1)
}
