//! Random secrets as browsers carry them, and the hashes of them that the database keeps.

use aws_lc_rs::{digest, hmac, rand};
use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;

/// 256 random bits that a cookie carries.
///
/// Neither logged nor stored: the database keeps [`Token::hash`], so that who reads a copy of it can be nobody.
#[derive(Clone)]
pub(crate) struct Token([u8; 32]);

/// The SHA-256 of a [`Token`]. No slow hash is needed, for random bits cannot be guessed.
pub(crate) type TokenHash = [u8; 32];

impl Token {
    /// A new token from the system's randomness.
    pub(crate) fn random() -> anyhow::Result<Self> {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Reads a token as [`Token::to_text`] wrote it; `None` for anything else.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// The token as 43 URL-safe characters, for its cookie alone.
    pub(crate) fn to_text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// What the database knows the token by.
    pub(crate) fn hash(&self) -> TokenHash {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest::digest(&digest::SHA256, &self.0).as_ref());
        hash
    }

    /// A second secret, which is computed from this one but gives nothing of it away: safe to print into a page.
    pub(crate) fn derive(&self, purpose: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        BASE64URL_NOPAD.encode(hmac::sign(&key, purpose.as_bytes()).as_ref())
    }

    /// Whether `text` is what [`Token::derive`] makes for `purpose`, compared in constant time.
    pub(crate) fn derives(&self, purpose: &str, text: &str) -> bool {
        self.derive(purpose).as_bytes().ct_eq(text.as_bytes()).into()
    }
}

/// An id of 144 random bits, 24 URL-safe characters long, for what is named but not secret.
pub(crate) fn random_id() -> anyhow::Result<String> {
    let mut bytes = [0; 18];
    rand::fill(&mut bytes)?;
    Ok(BASE64URL_NOPAD.encode(&bytes))
}
