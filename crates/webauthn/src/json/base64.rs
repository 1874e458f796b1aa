//! Base64url as it goes out and as it comes in.
//!
//! Responses come from clients of every make, so [`decode`] is tolerant and bounded. Options come from a relying party,
//! whose text is in memory already, and have the one spelling of the specification.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Deserializer, Serializer};

use super::error::JsonError;

/// Serializes bytes as base64url without padding.
pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&encode(bytes))
}

/// Base64url without padding.
pub(super) fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// Deserializes base64url without padding.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    decode_exact(&String::deserialize(deserializer)?)
}

/// The same for bytes that may be absent.
pub(super) mod optional {
    use super::{Deserialize, Deserializer, Serializer, decode_exact};

    #[expect(clippy::ref_option, reason = "serde hands fields over by reference")]
    pub(in crate::json) fn serialize<S: Serializer>(
        bytes: &Option<Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match bytes {
            Some(bytes) => super::serialize(bytes, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(in crate::json) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        Option::<String>::deserialize(deserializer)?.as_deref().map(decode_exact).transpose()
    }
}

/// Decodes base64url without padding, and nothing that resembles it.
pub(super) fn decode_exact<E: serde::de::Error>(text: &str) -> Result<Vec<u8>, E> {
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| E::custom("not base64url without padding"))
}

/// Decodes base64url with or without padding, in either alphabet, to at most `max_bytes` bytes. `member` names the
/// text in an error.
pub(super) fn decode(text: &str, member: &'static str, max_bytes: usize) -> Result<Vec<u8>, JsonError> {
    let text = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    if text.len() > max_bytes.div_ceil(3) * 4 {
        return Err(JsonError::TooLarge(member));
    }
    let decoded = if text.contains(['+', '/']) {
        BASE64URL_NOPAD.decode(text.replace('+', "-").replace('/', "_").as_bytes())
    } else {
        BASE64URL_NOPAD.decode(text.as_bytes())
    };
    let bytes = decoded.map_err(|_| JsonError::NotBase64Url(member))?;
    if bytes.len() > max_bytes { Err(JsonError::TooLarge(member)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::{JsonError, decode};

    #[test]
    fn padding_and_alphabet_make_no_difference() {
        for text in ["-_8", "-_8=", "+/8", "+/8="] {
            assert_eq!(decode(text, "rawId", 2), Ok(vec![0xfb, 0xff]), "{text}");
        }
    }

    #[test]
    fn other_characters_and_stray_bits_are_refused() {
        for text in ["-_ 8", "-_8===", "-", "-_9", "é"] {
            assert_eq!(decode(text, "rawId", 64), Err(JsonError::NotBase64Url("rawId")), "{text}");
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_refused() {
        assert_eq!(decode("AAAA", "rawId", 2), Err(JsonError::TooLarge("rawId")));
        assert_eq!(decode("AAAAAAAA", "rawId", 3), Err(JsonError::TooLarge("rawId")));
    }
}
