//! The master key: the one secret that is not in the database. It wraps the keys that are.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use passflex_store::records::WrappedKey;
use zeroize::Zeroizing;

use crate::random::{Random, RandomError};

/// How a master key begins where it is written down, so that it is recognised for what it is.
const PREFIX: &str = "pfm_";

/// 256 random bits that wrap sealing keys and handle keys. `Debug` shows only its id.
pub struct MasterKey {
    id: String,
    secret: Zeroizing<[u8; 32]>,
    key: LessSafeKey,
}

/// Why a master key, or something that it should open, is no good.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MasterKeyError {
    /// The text is not a master key.
    #[error("not a master key: expected `pfm_` and 43 characters of base64url")]
    Malformed,
    /// The database's keys are wrapped by another master key.
    #[error("the database's keys are wrapped by master key {wrapped_by}, but the one given is {given}")]
    Other {
        /// The key that is needed.
        wrapped_by: String,
        /// The key that was given.
        given: String,
    },
    /// A wrapped key does not open though it names this master key: the row was damaged or moved.
    #[error("a wrapped key in the database is damaged")]
    Damaged,
}

impl MasterKey {
    /// A new one.
    pub fn generate(random: &dyn Random) -> Result<Self, RandomError> {
        Self::from_secret(Zeroizing::new(random.bytes()?))
    }

    /// Reads several, with white space between them. At least one.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, MasterKeyError> {
        let keys: Vec<Self> = text.split_whitespace().map(Self::parse).collect::<Result<_, _>>()?;
        if keys.is_empty() { Err(MasterKeyError::Malformed) } else { Ok(keys) }
    }

    /// Reads what [`Self::to_text`] wrote; white space around it is ignored.
    pub fn parse(text: &str) -> Result<Self, MasterKeyError> {
        let encoded = text.trim().strip_prefix(PREFIX).ok_or(MasterKeyError::Malformed)?;
        let bytes = Zeroizing::new(
            BASE64URL_NOPAD.decode(encoded.as_bytes()).map_err(|_| MasterKeyError::Malformed)?,
        );
        let secret = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| MasterKeyError::Malformed)?;
        Self::from_secret(Zeroizing::new(secret)).map_err(|_| MasterKeyError::Malformed)
    }

    /// The key in text, for the file that keeps it. A secret: it goes nowhere else.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{PREFIX}{}", BASE64URL_NOPAD.encode(self.secret.as_slice())))
    }

    /// Eight hex digits that name the key and reveal nothing of it.
    pub fn id(&self) -> &str {
        &self.id
    }

    fn from_secret(secret: Zeroizing<[u8; 32]>) -> Result<Self, RandomError> {
        let mut named = Zeroizing::new(b"passflex master key id".to_vec());
        named.extend_from_slice(secret.as_slice());
        let id = HEXLOWER.encode(digest(&SHA256, &named).as_ref().get(..4).unwrap_or_default());
        let key = UnboundKey::new(&AES_256_GCM_SIV, secret.as_slice()).map_err(|_| RandomError)?;
        Ok(Self { id, secret, key: LessSafeKey::new(key) })
    }

    /// Encrypts `secret`. `purpose` says what it is and whose; the same words are needed to open it, so that a row
    /// moved to another place does not open there.
    pub(crate) fn wrap(
        &self,
        random: &dyn Random,
        purpose: &str,
        secret: &[u8],
    ) -> Result<WrappedKey, RandomError> {
        let nonce: [u8; NONCE_LEN] = random.bytes()?;
        let mut sealed = secret.to_vec();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(purpose.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| RandomError)?;
        let mut ciphertext = nonce.to_vec();
        ciphertext.append(&mut sealed);
        Ok(WrappedKey { wrapped_by: self.id.clone(), ciphertext })
    }

    /// Refuses what another master key wrapped, by the name that stands beside it.
    pub(crate) fn check_wrapped(&self, wrapped: &WrappedKey) -> Result<(), MasterKeyError> {
        if wrapped.wrapped_by == self.id {
            return Ok(());
        }
        Err(MasterKeyError::Other { wrapped_by: wrapped.wrapped_by.clone(), given: self.id.clone() })
    }

    /// Opens what [`Self::wrap`] made with the same `purpose`.
    pub(crate) fn unwrap(
        &self,
        purpose: &str,
        wrapped: &WrappedKey,
    ) -> Result<Zeroizing<[u8; 32]>, MasterKeyError> {
        self.check_wrapped(wrapped)?;
        let (nonce, sealed) =
            wrapped.ciphertext.split_at_checked(NONCE_LEN).ok_or(MasterKeyError::Damaged)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| MasterKeyError::Damaged)?;
        let mut opened = Zeroizing::new(sealed.to_vec());
        let plain = self
            .key
            .open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut opened)
            .map_err(|_| MasterKeyError::Damaged)?;
        <[u8; 32]>::try_from(&*plain).map(Zeroizing::new).map_err(|_| MasterKeyError::Damaged)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MasterKey").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{MasterKey, MasterKeyError};
    use crate::random::SystemRandom;

    #[test]
    fn a_wrapped_key_opens_only_for_its_purpose_and_under_its_master_key() {
        let master = MasterKey::generate(&SystemRandom).unwrap();
        let wrapped = master.wrap(&SystemRandom, "handle key of A", &[7; 32]).unwrap();
        assert_eq!(master.unwrap("handle key of A", &wrapped).unwrap().as_slice(), [7; 32]);
        assert_eq!(master.unwrap("handle key of B", &wrapped).unwrap_err(), MasterKeyError::Damaged);

        let other = MasterKey::generate(&SystemRandom).unwrap();
        assert_eq!(
            other.unwrap("handle key of A", &wrapped).unwrap_err(),
            MasterKeyError::Other { wrapped_by: master.id().to_owned(), given: other.id().to_owned() }
        );
    }

    #[test]
    fn a_master_key_reads_back_from_its_text_and_shows_only_its_id() {
        let master = MasterKey::generate(&SystemRandom).unwrap();
        let text = master.to_text();
        assert_eq!(MasterKey::parse(&format!("{}\n", *text)).unwrap().id(), master.id());
        assert_eq!(MasterKey::parse("pfm_short").unwrap_err(), MasterKeyError::Malformed);
        assert_eq!(format!("{master:?}"), format!("MasterKey {{ id: {:?}, .. }}", master.id()));
    }
}
