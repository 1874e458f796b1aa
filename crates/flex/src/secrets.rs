//! Secrets that are handed out once and then known only by their SHA-256.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use secrecy::{ExposeSecret, SecretString};

use crate::random::{Random, RandomError};

/// What an app's API key begins with.
const API_KEY_PREFIX: &str = "pfk_";
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

/// An API key in the clear: `pfk_`, 43 characters of random base64url, 8 hex digits of checksum. Shown once.
#[derive(Clone)]
pub struct ApiKeySecret(SecretString);

/// The text is not an API key: the prefix, the length or the checksum is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an API key")]
pub struct SecretError;

impl ApiKeySecret {
    pub(crate) fn generate(random: &dyn Random) -> Result<Self, RandomError> {
        let body = format!("{API_KEY_PREFIX}{}", BASE64URL_NOPAD.encode(&random.bytes::<32>()?));
        let text = format!("{body}{}", checksum(&body));
        Ok(Self(text.into()))
    }

    /// Takes a text that claims to be an API key.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        let body_chars = API_KEY_PREFIX.len() + RANDOM_CHARS;
        let (body, sum) = text.split_at_checked(body_chars).ok_or(SecretError)?;
        if !body.starts_with(API_KEY_PREFIX) || sum.len() != CHECKSUM_CHARS || sum != checksum(body) {
            return Err(SecretError);
        }
        Ok(Self(text.to_owned().into()))
    }

    /// The key, to show to the one who just made it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    pub(crate) fn hash(&self) -> [u8; 32] {
        sha256(self.expose())
    }

    /// The first characters, enough to recognise a key by in a list.
    pub(crate) fn prefix(&self) -> String {
        self.expose().chars().take(API_KEY_PREFIX.len() + 6).collect()
    }
}

impl fmt::Debug for ApiKeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKeySecret(…)")
    }
}

fn checksum(body: &str) -> String {
    HEXLOWER.encode(sha256(body).get(..CHECKSUM_CHARS / 2).unwrap_or_default())
}

/// A nonce in the clear: 256 random bits in 43 characters.
pub(crate) fn nonce(random: &dyn Random) -> Result<String, RandomError> {
    Ok(BASE64URL_NOPAD.encode(&random.bytes::<32>()?))
}

#[cfg(test)]
mod tests {
    use super::ApiKeySecret;
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
    fn an_api_key_does_not_show_itself_when_debugged() {
        let key = ApiKeySecret::generate(&SystemRandom).unwrap();
        assert_eq!(format!("{key:?}"), "ApiKeySecret(…)");
    }
}
