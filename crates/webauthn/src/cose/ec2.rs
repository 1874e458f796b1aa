//! Keys on NIST curves: key type EC2 (RFC 9053 section 7.1.1).

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ParsedPublicKey, UnparsedPublicKey};

use super::{CoseError, Parameters};

const CRV: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
const D: i64 = -4;
const CRV_P256: i64 = 1;
/// What an uncompressed point begins with (SEC 1 section 2.3.3).
const UNCOMPRESSED: u8 = 0x04;

/// A P-256 key as an uncompressed point.
#[derive(Debug)]
pub(crate) struct P256Key([u8; 65]);

impl P256Key {
    /// Section 5.8.5: ES256 goes with P-256, and the point is not compressed, so `y` is a byte string.
    pub(super) fn parse(parameters: &Parameters<'_>) -> Result<Self, CoseError> {
        if parameters.int(CRV)? != CRV_P256 {
            return Err(CoseError::Malformed);
        }
        parameters.forbid(D..=D)?;
        let (x, y) = (parameters.array::<32>(X)?, parameters.array::<32>(Y)?);
        let mut point = [UNCOMPRESSED; 65];
        point[1..33].copy_from_slice(x);
        point[33..].copy_from_slice(y);
        Ok(Self(point))
    }

    /// The point lies on the curve and is not the one at infinity.
    pub(super) fn validate(&self) -> Result<(), CoseError> {
        ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, self.0).map(drop).map_err(|_| CoseError::Malformed)
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, self.0).verify(message, signature).is_ok()
    }
}
