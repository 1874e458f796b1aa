//! One sealing key, unwrapped.

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use jiff::Timestamp;
use passflex_store::records::SealingKey;

use crate::error::{Error, Result};
use crate::master_key::MasterKey;
use crate::master_keys::MasterKeys;
use crate::random::Random;

/// What a sealing key is wrapped for.
pub(crate) fn sealing_key_purpose(id: u32) -> String {
    format!("sealing key {id:08x}")
}

/// A key that seals and opens, with the times between which it does.
pub(crate) struct UnwrappedKey {
    pub(crate) id: u32,
    pub(crate) seals_from: Timestamp,
    key: LessSafeKey,
}

impl UnwrappedKey {
    pub(crate) fn unwrap(master_keys: &MasterKeys, stored: &SealingKey) -> Result<Self> {
        let secret = master_keys.unwrap(&sealing_key_purpose(stored.id), &stored.key)?;
        let key = UnboundKey::new(&AES_256_GCM_SIV, secret.as_slice())
            .map_err(|_| Error::Internal("a sealing key has the wrong length".to_owned()))?;
        Ok(Self { id: stored.id, seals_from: stored.seals_from, key: LessSafeKey::new(key) })
    }

    /// Nonce, ciphertext and tag.
    pub(crate) fn seal(
        &self,
        random: &dyn Random,
        authenticated: &[u8],
        mut plain: Vec<u8>,
    ) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = random.bytes()?;
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(authenticated),
                &mut plain,
            )
            .map_err(|_| Error::Internal("sealing failed".to_owned()))?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut plain);
        Ok(sealed)
    }

    /// The plain text, if these bytes were sealed by this key with the same authenticated data.
    pub(crate) fn open(&self, authenticated: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, ciphertext) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut buffer = ciphertext.to_vec();
        let length = self.key.open_in_place(nonce, Aad::from(authenticated), &mut buffer).ok()?.len();
        buffer.truncate(length);
        Some(buffer)
    }
}

/// A new key, wrapped for the database.
pub(crate) fn generate(
    random: &dyn Random,
    master_key: &MasterKey,
    created_at: Timestamp,
    seals_from: Timestamp,
) -> Result<SealingKey> {
    let id = u32::from_be_bytes(random.bytes()?);
    let secret = zeroize::Zeroizing::new(random.bytes::<32>()?);
    let key = master_key.wrap(random, &sealing_key_purpose(id), secret.as_slice())?;
    Ok(SealingKey { id, key, created_at, seals_from })
}
