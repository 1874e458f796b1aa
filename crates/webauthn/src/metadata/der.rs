//! Certificates as the metadata has them.

use std::borrow::Cow;
use std::ops::Deref;

use data_encoding::BASE64;
use serde::de::{Deserialize, Deserializer, Error};

use crate::limits::MAX_CERTIFICATE_BYTES;

/// A certificate in DER, or nothing; from base64, where white space between the characters is ignored: shipped
/// metadata has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Der(Box<[u8]>);

impl Deref for Der {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Der {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Borrowed where the text has no escapes; the bound is checked before it is decoded.
        let text = Text::deserialize(deserializer)?.0;
        if text.len() > MAX_CERTIFICATE_BYTES / 3 * 4 {
            return Err(D::Error::custom("a certificate that is too long"));
        }
        let text = if text.contains(|c: char| c.is_ascii_whitespace()) {
            Cow::Owned(text.split_ascii_whitespace().collect())
        } else {
            text
        };
        let der = BASE64.decode(text.as_bytes()).map_err(D::Error::custom)?;
        Ok(Self(der.into()))
    }
}

/// A string that is borrowed where it can be; serde's own `Cow` is always owned inside of a list.
#[derive(serde::Deserialize)]
struct Text<'t>(#[serde(borrow)] Cow<'t, str>);

#[cfg(test)]
mod tests {
    use super::Der;
    use crate::limits::MAX_CERTIFICATE_BYTES;

    fn read(text: &str) -> Option<Vec<u8>> {
        serde_json::from_value::<Der>(text.into()).ok().map(|der| der.to_vec())
    }

    #[test]
    fn white_space_makes_no_difference_and_other_characters_are_refused() {
        assert_eq!(read("AQID"), Some(vec![1, 2, 3]));
        assert_eq!(read(" AQ\r\nID\n"), Some(vec![1, 2, 3]));
        assert_eq!(read(""), Some(vec![]));
        for refused in ["AQI", "AQ-_", "-----BEGIN CERTIFICATE-----"] {
            assert_eq!(read(refused), None, "{refused}");
        }
    }

    #[test]
    fn a_certificate_that_is_too_long_is_refused() {
        let quanta = MAX_CERTIFICATE_BYTES / 3;
        assert_eq!(read(&"AAAA".repeat(quanta)), Some(vec![0; quanta * 3]));
        assert_eq!(read(&"AAAA".repeat(quanta + 1)), None);
    }
}
