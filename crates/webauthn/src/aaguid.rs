//! The identifier of an authenticator's make and model.

use std::fmt;

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

#[cfg(test)]
mod tests {
    use super::Aaguid;

    #[test]
    fn it_displays_as_a_lower_case_hyphenated_uuid() {
        let aaguid = Aaguid::new(*b"\xea\x9b\x8d\x66\x4d\x01\x1d\x21\x3c\xe4\xb6\xb4\x8c\xb5\x75\xd4");
        assert_eq!(aaguid.to_string(), "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4");
    }

    #[test]
    fn the_unnamed_model_is_all_zero() {
        assert_eq!(Aaguid::ZERO.to_string(), "00000000-0000-0000-0000-000000000000");
    }
}
