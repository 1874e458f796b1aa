//! Credential public keys in COSE form (RFC 9052 section 7, RFC 9053, RFC 8230; WebAuthn Level 3 section 5.8.5).
//!
//! A key names its type, algorithm and, for curves, curve, and the three have to agree. Parameters that verification
//! does not need are ignored, except private ones: an authenticator that sends those has given its key away.

mod ec2;
mod okp;
mod rsa;

use crate::algorithm::Algorithm;
use crate::cbor::{self, CborError, Item, Key, Map};

use ec2::P256Key;
use okp::Ed25519Key;
use rsa::RsaKey;

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

/// A credential's public key, borrowed from its COSE form.
#[derive(Debug)]
pub(crate) enum PublicKey<'k> {
    Es256(P256Key),
    EdDsa(Ed25519Key<'k>),
    Rs256(RsaKey<'k>),
}

impl<'k> PublicKey<'k> {
    /// Reads a COSE key whose algorithm is one of `allowed`. The key's mathematics are left to
    /// [`PublicKey::validate`], which costs more than an assertion should pay.
    pub(crate) fn parse(cose: &'k [u8], allowed: &[Algorithm]) -> Result<Self, CoseError> {
        let parameters = Parameters(cbor::whole_item(cose)?.as_map().ok_or(CoseError::Malformed)?);
        let key_type = parameters.int(KTY)?;
        let algorithm = Algorithm::from_cose_id(parameters.int(ALG)?)
            .filter(|algorithm| allowed.contains(algorithm))
            .ok_or(CoseError::AlgorithmNotAllowed)?;
        match (algorithm, key_type) {
            (Algorithm::Es256, KTY_EC2) => P256Key::parse(&parameters).map(Self::Es256),
            (Algorithm::EdDsa, KTY_OKP) => Ed25519Key::parse(&parameters).map(Self::EdDsa),
            (Algorithm::Rs256, KTY_RSA) => RsaKey::parse(&parameters).map(Self::Rs256),
            _ => Err(CoseError::Malformed),
        }
    }

    /// The algorithm that the key is for.
    pub(crate) fn algorithm(&self) -> Algorithm {
        match self {
            Self::Es256(_) => Algorithm::Es256,
            Self::EdDsa(_) => Algorithm::EdDsa,
            Self::Rs256(_) => Algorithm::Rs256,
        }
    }

    /// Checks that the key is one that signatures can be verified with: a point on its curve, a modulus in bounds.
    pub(crate) fn validate(&self) -> Result<(), CoseError> {
        match self {
            Self::Es256(key) => key.validate(),
            // The parse has checked everything that can be told without a signature.
            Self::EdDsa(_) => Ok(()),
            Self::Rs256(key) => key.validate(),
        }
    }

    /// Whether `signature` is this key's signature over `message`, in the encoding of section 6.5.5.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Es256(key) => key.verifies(message, signature),
            Self::EdDsa(key) => key.verifies(message, signature),
            Self::Rs256(key) => key.verifies(message, signature),
        }
    }
}

const KTY: i64 = 1;
const ALG: i64 = 3;
const KTY_OKP: i64 = 1;
const KTY_EC2: i64 = 2;
const KTY_RSA: i64 = 3;

/// The entries of a COSE key by their labels.
struct Parameters<'k>(Map<'k>);

impl<'k> Parameters<'k> {
    fn int(&self, label: i64) -> Result<i64, CoseError> {
        self.get(label).and_then(Item::as_int).ok_or(CoseError::Malformed)
    }

    fn bytes(&self, label: i64) -> Result<&'k [u8], CoseError> {
        self.get(label).and_then(Item::as_bytes).ok_or(CoseError::Malformed)
    }

    /// A byte string of exactly `N` bytes.
    fn array<const N: usize>(&self, label: i64) -> Result<&'k [u8; N], CoseError> {
        self.bytes(label)?.try_into().map_err(|_| CoseError::Malformed)
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
