//! RSA keys (RFC 8230 section 4).

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

use super::{CoseError, Parameters};

const N: i64 = -1;
const E: i64 = -2;
/// The labels of every private parameter, `d` to `t_i`.
const PRIVATE: std::ops::RangeInclusive<i64> = -12..=-3;
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;
/// Enough for the exponents in use, 3 and 65537; large ones only make a verification slow.
const MAX_EXPONENT_BYTES: usize = 4;

/// An RSA modulus and public exponent, big-endian.
#[derive(Debug)]
pub(crate) struct RsaKey<'k> {
    n: &'k [u8],
    e: &'k [u8],
}

impl<'k> RsaKey<'k> {
    pub(super) fn parse(parameters: &Parameters<'k>) -> Result<Self, CoseError> {
        parameters.forbid(PRIVATE)?;
        Ok(Self { n: parameters.bytes(N)?, e: parameters.bytes(E)? })
    }

    /// Both are minimal encodings (RFC 8230 section 4) of odd numbers, the modulus of 2048 to 8192 bits, the exponent
    /// of at least 3.
    pub(super) fn validate(&self) -> Result<(), CoseError> {
        let modulus_ok = MODULUS_BITS.contains(&bits(self.n)?) && is_odd(self.n);
        let exponent_ok = bits(self.e)? > 1 && self.e.len() <= MAX_EXPONENT_BYTES && is_odd(self.e);
        if modulus_ok && exponent_ok { Ok(()) } else { Err(CoseError::Malformed) }
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        RsaPublicKeyComponents { n: self.n, e: self.e }
            .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            .is_ok()
    }
}

/// The bit length of a minimally encoded number.
fn bits(number: &[u8]) -> Result<usize, CoseError> {
    match number.first() {
        None | Some(0) => Err(CoseError::Malformed),
        Some(first) => Ok(number.len() * 8 - first.leading_zeros() as usize),
    }
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last & 1 == 1)
}
