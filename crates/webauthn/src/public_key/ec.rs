//! Points on NIST curves.

use std::fmt;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, EcdsaVerificationAlgorithm,
    ParsedPublicKey, UnparsedPublicKey,
};

use super::InvalidKey;
use crate::algorithm::Algorithm;

/// A curve that ECDSA keys may be on, each with the one algorithm that section 5.8.5 has go with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
}

impl Curve {
    /// The curve of an algorithm's keys.
    pub(crate) fn of(algorithm: Algorithm) -> Option<Self> {
        match algorithm {
            Algorithm::Es256 => Some(Self::P256),
            Algorithm::Es384 => Some(Self::P384),
            Algorithm::Es512 => Some(Self::P521),
            _ => None,
        }
    }

    /// The bytes of one coordinate.
    pub(crate) const fn coordinate_bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    fn verification(self) -> &'static EcdsaVerificationAlgorithm {
        match self {
            Self::P256 => &ECDSA_P256_SHA256_ASN1,
            Self::P384 => &ECDSA_P384_SHA384_ASN1,
            Self::P521 => &ECDSA_P521_SHA512_ASN1,
        }
    }
}

/// What an uncompressed point begins with (SEC 1 section 2.3.3).
const UNCOMPRESSED: u8 = 0x04;
const MAX_POINT_BYTES: usize = 1 + 2 * Curve::P521.coordinate_bytes();

/// An uncompressed point, which may yet lie beside its curve.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct EcPoint {
    curve: Curve,
    /// The encoding of SEC 1 section 2.3.3, zeros behind it.
    bytes: [u8; MAX_POINT_BYTES],
}

impl EcPoint {
    /// The point of two coordinates, or `None` where one has not the curve's length.
    pub(crate) fn from_coordinates(curve: Curve, x: &[u8], y: &[u8]) -> Option<Self> {
        let length = curve.coordinate_bytes();
        if x.len() != length || y.len() != length {
            return None;
        }
        let mut bytes = [0; MAX_POINT_BYTES];
        bytes[0] = UNCOMPRESSED;
        bytes[1..=length].copy_from_slice(x);
        bytes[1 + length..=2 * length].copy_from_slice(y);
        Some(Self { curve, bytes })
    }

    /// The point of an uncompressed encoding (SEC 1 section 2.3.3).
    pub(crate) fn from_uncompressed(curve: Curve, encoding: &[u8]) -> Option<Self> {
        let (&UNCOMPRESSED, coordinates) = encoding.split_first()? else { return None };
        let (x, y) = coordinates.split_at_checked(curve.coordinate_bytes())?;
        Self::from_coordinates(curve, x, y)
    }

    /// The curve that the point should be on.
    pub(crate) fn curve(&self) -> Curve {
        self.curve
    }

    /// The uncompressed encoding.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..=2 * self.curve.coordinate_bytes()]
    }

    /// The two coordinates, each of the curve's length.
    pub(crate) fn coordinates(&self) -> (&[u8], &[u8]) {
        self.as_bytes()[1..].split_at(self.curve.coordinate_bytes())
    }

    /// The point lies on its curve and is not the one at infinity.
    pub(super) fn validate(&self) -> Result<(), InvalidKey> {
        ParsedPublicKey::new(self.curve.verification(), self.as_bytes()).map(drop).map_err(|_| InvalidKey)
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(self.curve.verification(), self.as_bytes()).verify(message, signature).is_ok()
    }
}

impl fmt::Debug for EcPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EcPoint").field(&self.curve).field(&self.as_bytes()).finish()
    }
}
