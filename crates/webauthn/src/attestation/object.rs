//! The attestation object, the envelope of authenticator data and statement (WebAuthn Level 3 section 6.5.4).

use crate::cbor::{self, CborError, Item, Key};
use crate::error::RegistrationError;

/// The longest name of a statement format, in bytes (section 8.1).
const MAX_FORMAT_BYTES: usize = 32;

/// An attestation object, borrowed from its bytes.
#[derive(Debug)]
pub(crate) struct AttestationObject<'a> {
    /// The statement format's name, as written: names are compared case-sensitively.
    pub(crate) format: &'a str,
    /// The statement: a map, or what else the format has.
    pub(crate) statement: Item<'a>,
    /// The authenticator data, not yet parsed.
    pub(crate) authenticator_data: &'a [u8],
}

impl<'a> AttestationObject<'a> {
    /// Section 7.1 step 13.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, RegistrationError> {
        let object = cbor::whole_map(bytes)?.ok_or(RegistrationError::CborMalformed)?;
        let member = |name| object.get(Key::Text(name)).ok_or(MALFORMED);
        let format = member("fmt")?.as_text().filter(|name| is_format_name(name)).ok_or(MALFORMED)?;
        // Section 8: statements are maps, but for those of `compound`, which are arrays of statements.
        let is_statement = |item: &Item<'_>| item.is_map() || (format == "compound" && item.is_array());
        Ok(Self {
            format,
            statement: Some(member("attStmt")?).filter(is_statement).ok_or(MALFORMED)?,
            authenticator_data: member("authData").map(Item::as_bytes)?.ok_or(MALFORMED)?,
        })
    }
}

const MALFORMED: RegistrationError = RegistrationError::AttestationObjectMalformed;

/// Section 8.1: at most 32 printable ASCII characters, neither backslash nor double quote.
fn is_format_name(name: &str) -> bool {
    (1..=MAX_FORMAT_BYTES).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"'))
}

impl From<CborError> for RegistrationError {
    fn from(error: CborError) -> Self {
        match error {
            CborError::Malformed => Self::CborMalformed,
            CborError::DuplicateKey => Self::CborDuplicateKey,
            CborError::TrailingBytes => Self::CborTrailingBytes,
        }
    }
}
