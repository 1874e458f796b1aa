//! Secrets that are handed out once and then known only by their SHA-256.

use std::fmt;
use std::marker::PhantomData;

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use secrecy::{ExposeSecret, SecretString};

use crate::random::{Random, RandomError};

/// Characters of base64url in 256 bits.
const RANDOM_CHARS: usize = 43;
/// Hex digits of the checksum, which tells a typing mistake from a key that was revoked.
const CHECKSUM_CHARS: usize = 8;

/// SHA-256 of a text: what the database keeps of a secret.
pub fn sha256(text: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
    hash
}

/// What a secret is for. It shows in its first characters, so that people and scanners recognise a lost one.
pub trait SecretKind {
    /// What its text begins with.
    const PREFIX: &'static str;
}

/// Of an app's API keys.
#[derive(Clone, Copy, Debug)]
pub enum ApiKeyKind {}
/// Of the tokens for the admin API.
#[derive(Clone, Copy, Debug)]
pub enum AdminTokenKind {}
/// Of one-time links.
#[derive(Clone, Copy, Debug)]
pub enum LinkKind {}

impl SecretKind for ApiKeyKind {
    const PREFIX: &'static str = "pfk_";
}
impl SecretKind for AdminTokenKind {
    const PREFIX: &'static str = "pfa_";
}
impl SecretKind for LinkKind {
    const PREFIX: &'static str = "pfl_";
}

/// An API key.
pub type ApiKeySecret = Secret<ApiKeyKind>;
/// A token for the admin API.
pub type AdminTokenSecret = Secret<AdminTokenKind>;
/// What a one-time link carries.
pub type LinkSecret = Secret<LinkKind>;

/// A secret in the clear: its kind's prefix, 43 characters of random base64url, 8 hex digits of checksum. Shown once.
pub struct Secret<K> {
    text: SecretString,
    kind: PhantomData<fn() -> K>,
}

/// The text is no secret of this kind: the prefix, the length or the checksum is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a secret of this kind")]
pub struct SecretError;

impl<K: SecretKind> Secret<K> {
    pub(crate) fn generate(random: &dyn Random) -> Result<Self, RandomError> {
        let body = format!("{}{}", K::PREFIX, BASE64URL_NOPAD.encode(&random.bytes::<32>()?));
        let text = format!("{body}{}", checksum(&body));
        Ok(Self { text: text.into(), kind: PhantomData })
    }

    /// Takes a text that claims to be one.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let body_chars = K::PREFIX.len() + RANDOM_CHARS;
        let (body, sum) = text.split_at_checked(body_chars).ok_or(SecretError)?;
        if !body.starts_with(K::PREFIX) || sum.len() != CHECKSUM_CHARS || sum != checksum(body) {
            return Err(SecretError);
        }
        Ok(Self { text: text.to_owned().into(), kind: PhantomData })
    }

    /// The secret, to show to the one who just made it.
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        sha256(self.expose())
    }

    /// The first characters, enough to recognise it by in a list.
    pub(crate) fn prefix(&self) -> String {
        self.expose().chars().take(K::PREFIX.len() + 6).collect()
    }
}

impl<K> Clone for Secret<K> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), kind: PhantomData }
    }
}

impl<K: SecretKind> fmt::Debug for Secret<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", K::PREFIX)
    }
}

fn checksum(body: &str) -> String {
    HEXLOWER.encode(sha256(body).get(..CHECKSUM_CHARS / 2).unwrap_or_default())
}

/// What is handed to a browser rather than to a person, a nonce or a session's cookie, in the clear: 256 random bits in
/// 43 characters.
pub(crate) fn random_text(random: &dyn Random) -> Result<String, RandomError> {
    Ok(BASE64URL_NOPAD.encode(&random.bytes::<32>()?))
}

#[cfg(test)]
mod tests {
    use super::{AdminTokenSecret, ApiKeySecret, LinkSecret};
    use crate::random::SystemRandom;

    #[test]
    fn an_api_key_reads_back_and_a_changed_character_is_noticed() {
        let key = ApiKeySecret::generate(&SystemRandom).unwrap();
        let text = key.expose().to_owned();
        assert_eq!(text.len(), 55);
        assert_eq!(ApiKeySecret::parse(&text).unwrap().hash(), key.hash());
        for place in 0..text.len() {
            let mut wrong = text.clone().into_bytes();
            wrong[place] = if wrong[place] == b'0' { b'1' } else { b'0' };
            assert!(ApiKeySecret::parse(&String::from_utf8(wrong).unwrap()).is_err(), "place {place}");
        }
    }

    #[test]
    fn a_secret_of_one_kind_is_none_of_another() {
        let key = ApiKeySecret::generate(&SystemRandom).unwrap();
        assert!(AdminTokenSecret::parse(key.expose()).is_err());
        assert!(LinkSecret::parse(&key.expose().replace("pfk_", "pfl_")).is_err());
    }

    #[test]
    fn an_api_key_does_not_show_itself_when_debugged() {
        let key = ApiKeySecret::generate(&SystemRandom).unwrap();
        assert_eq!(format!("{key:?}"), "pfk_…");
    }
}
