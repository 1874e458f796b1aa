//! Keys on Edwards curves: key type OKP (RFC 9053 section 7.2).

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};

use super::{CoseError, Parameters};

const CRV: i64 = -1;
const X: i64 = -2;
const D: i64 = -4;
const CRV_ED25519: i64 = 6;

/// An Ed25519 key.
#[derive(Debug)]
pub(crate) struct Ed25519Key<'k>(&'k [u8; 32]);

impl<'k> Ed25519Key<'k> {
    /// Section 5.8.5: `EdDSA` goes with Ed25519.
    pub(super) fn parse(parameters: &Parameters<'k>) -> Result<Self, CoseError> {
        if parameters.int(CRV)? != CRV_ED25519 {
            return Err(CoseError::Malformed);
        }
        parameters.forbid(D..=D)?;
        parameters.array::<32>(X).map(Self)
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0).verify(message, signature).is_ok()
    }
}
