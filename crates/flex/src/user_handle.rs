//! User handles: what an authenticator remembers a person by (WebAuthn Level 3, section 4, "user handle").

use aws_lc_rs::hmac;
use data_encoding::BASE64URL_NOPAD;

use crate::ids::base62_24;

/// The handle of a new user: 24 base62 characters of HMAC-SHA-256(handle key, external id), so that two racing
/// registrations of one person agree without a write, and nobody learns the external id from it.
pub(crate) fn derive(handle_key: &hmac::Key, external_id: &str) -> String {
    let tag = hmac::sign(handle_key, external_id.as_bytes());
    let mut bits = [0; 32];
    bits.copy_from_slice(tag.as_ref());
    base62_24(&bits)
}

/// The texts that an assertion of this user may carry as `userHandle`.
///
/// With handle text `U` the wire's `user.id` is `W = base64url(U)`. A browser decodes `W` for the authenticator and
/// encodes what comes back: `W`. Swift hands the text of `W` over as it is and sends the bytes back as text: `W`, or
/// `U` for a passkey made in a browser; a browser encodes a passkey made by Swift as `base64url(W)`.
pub(crate) fn spellings(handle: &str) -> [String; 3] {
    let wire = BASE64URL_NOPAD.encode(handle.as_bytes());
    let twice = BASE64URL_NOPAD.encode(wire.as_bytes());
    [handle.to_owned(), wire, twice]
}

#[cfg(test)]
mod tests {
    use super::{derive, spellings};

    #[test]
    fn a_handle_follows_from_the_key_and_the_external_id_alone() {
        let key = |byte| aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &[byte; 32]);
        assert_eq!(derive(&key(1), "ada"), derive(&key(1), "ada"));
        assert_ne!(derive(&key(1), "ada"), derive(&key(2), "ada"));
        assert_ne!(derive(&key(1), "ada"), derive(&key(1), "Ada"));
        assert_eq!(derive(&key(1), "ada").len(), 24);
    }

    #[test]
    fn the_three_spellings_are_the_handle_its_wire_id_and_that_encoded_again() {
        assert_eq!(spellings("abc"), ["abc", "YWJj", "WVdKag"]);
    }
}
