//! Credential public keys in COSE form (RFC 9052 section 7, RFC 9053, RFC 8230, RFC 9964; WebAuthn Level 3
//! section 5.8.5).
//!
//! A key names its type, algorithm and, for curves, curve, and the three have to agree. Parameters that verification
//! does not need are ignored, except private ones: an authenticator that sends those has given its key away.

use crate::algorithm::Algorithm;
use crate::cbor::{self, CborError, Item, Key, Map};
use crate::public_key::{Curve, EcPoint, InvalidKey, KeyMaterial, PublicKey, RsaKey};

/// Why bytes are not a public key that this crate verifies with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CoseError {
    /// A parameter is missing, of the wrong type or at odds with another one, or the key is not a valid one.
    Malformed,
    /// A key of the map occurs twice.
    DuplicateKey,
    /// The algorithm is not one that this crate verifies, or not one that was offered.
    AlgorithmNotAllowed,
}

/// Reads a COSE key whose algorithm is one of `allowed`. The key's mathematics are left to [`PublicKey::validate`],
/// which costs more than an assertion should pay.
pub(crate) fn parse<'k>(cose: &'k [u8], allowed: &[Algorithm]) -> Result<PublicKey<'k>, CoseError> {
    let parameters = Parameters(cbor::whole_map(cose)?.ok_or(CoseError::Malformed)?);
    let key_type = parameters.int(KTY)?;
    let algorithm = Algorithm::from_cose_id(parameters.int(ALG)?)
        .filter(|algorithm| allowed.contains(algorithm))
        .ok_or(CoseError::AlgorithmNotAllowed)?;
    let material = match key_type {
        KTY_OKP => parameters.ed25519()?,
        KTY_EC2 => parameters.ec()?,
        KTY_RSA => parameters.rsa()?,
        #[cfg(feature = "ml-dsa")]
        KTY_AKP => parameters.ml_dsa()?,
        _ => return Err(CoseError::Malformed),
    };
    PublicKey::new(algorithm, material).ok_or(CoseError::Malformed)
}

/// The labels of the parameters that all keys have, and those of each type.
const KTY: i64 = 1;
const ALG: i64 = 3;
const KTY_OKP: i64 = 1;
const KTY_EC2: i64 = 2;
const KTY_RSA: i64 = 3;
#[cfg(feature = "ml-dsa")]
const KTY_AKP: i64 = 7;
const CRV: i64 = -1;
const X: i64 = -2;
const Y: i64 = -3;
const D: i64 = -4;
const RSA_N: i64 = -1;
const RSA_E: i64 = -2;
/// Every private parameter of an RSA key, `d` to `t_i`.
const RSA_PRIVATE: std::ops::RangeInclusive<i64> = -12..=-3;
#[cfg(feature = "ml-dsa")]
const AKP_PUB: i64 = -1;
#[cfg(feature = "ml-dsa")]
const AKP_PRIV: i64 = -2;
const CRV_P256: i64 = 1;
const CRV_P384: i64 = 2;
const CRV_P521: i64 = 3;
const CRV_ED25519: i64 = 6;

/// The entries of a COSE key by their labels.
struct Parameters<'k>(Map<'k>);

impl<'k> Parameters<'k> {
    /// RFC 9053 section 7.1.1. Section 5.8.5 has points uncompressed, so `y` is a byte string.
    fn ec(&self) -> Result<KeyMaterial<'k>, CoseError> {
        let curve = match self.int(CRV)? {
            CRV_P256 => Curve::P256,
            CRV_P384 => Curve::P384,
            CRV_P521 => Curve::P521,
            _ => return Err(CoseError::Malformed),
        };
        self.forbid(D..=D)?;
        EcPoint::from_coordinates(curve, self.bytes(X)?, self.bytes(Y)?)
            .map(KeyMaterial::Ec)
            .ok_or(CoseError::Malformed)
    }

    /// RFC 9053 section 7.2; section 5.8.5 has `EdDSA` go with Ed25519.
    fn ed25519(&self) -> Result<KeyMaterial<'k>, CoseError> {
        if self.int(CRV)? != CRV_ED25519 {
            return Err(CoseError::Malformed);
        }
        self.forbid(D..=D)?;
        self.bytes(X)?.try_into().map(KeyMaterial::Ed25519).map_err(|_| CoseError::Malformed)
    }

    /// RFC 8230 section 4.
    fn rsa(&self) -> Result<KeyMaterial<'k>, CoseError> {
        self.forbid(RSA_PRIVATE)?;
        Ok(KeyMaterial::Rsa(RsaKey { n: self.bytes(RSA_N)?, e: self.bytes(RSA_E)? }))
    }

    /// RFC 9964 section 3.
    #[cfg(feature = "ml-dsa")]
    fn ml_dsa(&self) -> Result<KeyMaterial<'k>, CoseError> {
        self.forbid(AKP_PRIV..=AKP_PRIV)?;
        self.bytes(AKP_PUB).map(KeyMaterial::MlDsa)
    }

    fn int(&self, label: i64) -> Result<i64, CoseError> {
        self.get(label).and_then(Item::as_int).ok_or(CoseError::Malformed)
    }

    fn bytes(&self, label: i64) -> Result<&'k [u8], CoseError> {
        self.get(label).and_then(Item::as_bytes).ok_or(CoseError::Malformed)
    }

    /// Refuses a key that has any of these parameters.
    fn forbid(&self, mut labels: std::ops::RangeInclusive<i64>) -> Result<(), CoseError> {
        if labels.any(|label| self.get(label).is_some()) { Err(CoseError::Malformed) } else { Ok(()) }
    }

    fn get(&self, label: i64) -> Option<Item<'k>> {
        self.0.get(Key::Int(label))
    }
}

impl From<CborError> for CoseError {
    fn from(error: CborError) -> Self {
        match error {
            CborError::DuplicateKey => Self::DuplicateKey,
            CborError::Malformed | CborError::TrailingBytes => Self::Malformed,
        }
    }
}

impl From<InvalidKey> for CoseError {
    fn from(_: InvalidKey) -> Self {
        Self::Malformed
    }
}
