//! The identifier of an authenticator's make and model.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER_PERMISSIVE;
use thiserror::Error;

/// An AAGUID: 128 bits that name the make and model of an authenticator, or all zero where it does not say
/// (WebAuthn Level 3 section 6.5.1).
///
/// Displays as a lower-case hyphenated UUID, the spelling of the FIDO metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Aaguid([u8; 16]);

impl Aaguid {
    /// The AAGUID of an authenticator that does not name its model.
    pub const ZERO: Self = Self([0; 16]);

    /// The AAGUID of these bytes, most significant first.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes, most significant first.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Aaguid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

/// This text is not an AAGUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an AAGUID: it has to be a UUID such as ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4")]
pub struct AaguidError;

impl FromStr for Aaguid {
    type Err = AaguidError;

    /// Reads a hyphenated UUID, in lower or upper case.
    fn from_str(text: &str) -> Result<Self, AaguidError> {
        let mut groups = text.split('-');
        let hex: Option<String> = [8, 4, 4, 4, 12]
            .into_iter()
            .map(|length| groups.next().filter(|group| group.len() == length))
            .collect();
        hex.filter(|_| groups.next().is_none())
            .and_then(|hex| HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok())
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or(AaguidError)
    }
}

#[cfg(test)]
mod tests {
    use super::{Aaguid, AaguidError};

    #[test]
    fn it_displays_as_a_lower_case_hyphenated_uuid() {
        let aaguid = Aaguid::new(*b"\xea\x9b\x8d\x66\x4d\x01\x1d\x21\x3c\xe4\xb6\xb4\x8c\xb5\x75\xd4");
        assert_eq!(aaguid.to_string(), "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4");
    }

    #[test]
    fn it_is_read_from_what_it_displays_as_and_from_nothing_shorter_or_longer() {
        let aaguid = Aaguid::new(*b"\xea\x9b\x8d\x66\x4d\x01\x1d\x21\x3c\xe4\xb6\xb4\x8c\xb5\x75\xd4");
        assert_eq!("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4".parse(), Ok(aaguid));
        assert_eq!("EA9B8D66-4D01-1D21-3CE4-B6B48CB575D4".parse(), Ok(aaguid));
        for text in [
            "",
            "ea9b8d664d011d213ce4b6b48cb575d4",
            "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d",
            "ea9b8d6-64d01-1d21-3ce4-b6b48cb575d4",
            "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4-",
            "ga9b8d66-4d01-1d21-3ce4-b6b48cb575d4",
            "{ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4}",
        ] {
            assert_eq!(text.parse::<Aaguid>(), Err(AaguidError), "{text}");
        }
    }

    #[test]
    fn the_unnamed_model_is_all_zero() {
        assert_eq!(Aaguid::ZERO.to_string(), "00000000-0000-0000-0000-000000000000");
    }
}
