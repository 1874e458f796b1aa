//! Authenticator data: what the authenticator vouches for (WebAuthn Level 3 section 6.1).

use aws_lc_rs::digest;

use crate::aaguid::Aaguid;
use crate::cbor::{self, CborError};
use crate::error::{AuthenticationError, RegistrationError};
use crate::flags::Flags;
use crate::limits::MAX_CREDENTIAL_ID_BYTES;
use crate::policy::{UserPresenceRequirement, UserVerificationRequirement};

/// Authenticator data, borrowed from the bytes that were signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthenticatorData<'a> {
    /// SHA-256 of the RP id that the credential is scoped to.
    pub rp_id_hash: &'a [u8; 32],
    /// What the authenticator says about the person and the credential.
    pub flags: Flags,
    /// The signature counter; 0 where the authenticator keeps none.
    pub sign_count: u32,
    /// The credential that this data attests; present at a registration only.
    pub attested_credential_data: Option<AttestedCredentialData<'a>>,
    /// The extension outputs: the encoding of one CBOR map.
    pub extensions: Option<&'a [u8]>,
}

/// The credential that authenticator data attests (WebAuthn Level 3 section 6.5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttestedCredentialData<'a> {
    /// The authenticator's make and model.
    pub aaguid: Aaguid,
    /// 1 to [`MAX_CREDENTIAL_ID_BYTES`] bytes.
    pub credential_id: &'a [u8],
    /// The encoding of one CBOR item, which should be a COSE key.
    pub credential_public_key: &'a [u8],
}

/// Why bytes are not authenticator data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthenticatorDataError {
    /// Cut short, followed by further bytes, or not of the layout that the flags announce.
    #[error("the authenticator data does not have the layout that its flags announce")]
    Malformed,
    /// A CBOR map in it has a key twice.
    #[error("a CBOR map has a key twice")]
    DuplicateKey,
    /// The credential id is longer than [`MAX_CREDENTIAL_ID_BYTES`].
    #[error("the credential id is too long")]
    CredentialIdTooLong,
    /// The credential id is empty.
    #[error("the credential id is empty")]
    CredentialIdEmpty,
}

/// Why authenticator data, although well-formed, does not fit the ceremony.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthenticatorDataMismatch {
    RpIdHash,
    UserNotPresent,
    UserNotVerified,
    BackupFlags,
}

impl<'a> AuthenticatorData<'a> {
    /// Parses authenticator data to its last byte.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, AuthenticatorDataError> {
        let (rp_id_hash, rest) = split_array::<32>(bytes)?;
        let (&[flags], rest) = split_array::<1>(rest)?;
        let (&sign_count, mut rest) = split_array::<4>(rest)?;
        let flags = Flags::from_bits(flags);

        let mut attested_credential_data = None;
        if flags.attested_credential_data() {
            let (data, after) = AttestedCredentialData::split(rest)?;
            attested_credential_data = Some(data);
            rest = after;
        }
        let mut extensions = None;
        if flags.extension_data() {
            let (item, after) = cbor::split_item(rest)?;
            if !item.is_map() {
                return Err(AuthenticatorDataError::Malformed);
            }
            extensions = Some(item.encoding());
            rest = after;
        }
        if !rest.is_empty() {
            return Err(AuthenticatorDataError::Malformed);
        }
        Ok(Self {
            rp_id_hash,
            flags,
            sign_count: u32::from_be_bytes(sign_count),
            attested_credential_data,
            extensions,
        })
    }

    /// The flags of authenticator data whose rest may yet prove malformed.
    pub(crate) fn peek_flags(bytes: &[u8]) -> Result<Flags, AuthenticatorDataError> {
        bytes.get(32).copied().map(Flags::from_bits).ok_or(AuthenticatorDataError::Malformed)
    }

    /// Section 7.1 steps 14 to 17, section 7.2 steps 15 to 18.
    pub(crate) fn check(
        &self,
        rp_id: &str,
        user_presence: UserPresenceRequirement,
        user_verification: UserVerificationRequirement,
    ) -> Result<(), AuthenticatorDataMismatch> {
        // 7.1 step 14, 7.2 step 15.
        if digest::digest(&digest::SHA256, rp_id.as_bytes()).as_ref() != self.rp_id_hash {
            return Err(AuthenticatorDataMismatch::RpIdHash);
        }
        // 7.1 step 15, 7.2 step 16.
        if user_presence == UserPresenceRequirement::Required && !self.flags.user_present() {
            return Err(AuthenticatorDataMismatch::UserNotPresent);
        }
        // 7.1 step 16, 7.2 step 17.
        if user_verification == UserVerificationRequirement::Required && !self.flags.user_verified() {
            return Err(AuthenticatorDataMismatch::UserNotVerified);
        }
        // 7.1 step 17, 7.2 step 18.
        if self.flags.backup_state() && !self.flags.backup_eligible() {
            return Err(AuthenticatorDataMismatch::BackupFlags);
        }
        Ok(())
    }
}

impl<'a> AttestedCredentialData<'a> {
    fn split(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), AuthenticatorDataError> {
        let (&aaguid, rest) = split_array::<16>(bytes)?;
        let (&length, rest) = split_array::<2>(rest)?;
        let (credential_id, rest) = rest
            .split_at_checked(usize::from(u16::from_be_bytes(length)))
            .ok_or(AuthenticatorDataError::Malformed)?;
        if credential_id.is_empty() {
            return Err(AuthenticatorDataError::CredentialIdEmpty);
        }
        // Section 7.1 step 25.
        if credential_id.len() > MAX_CREDENTIAL_ID_BYTES {
            return Err(AuthenticatorDataError::CredentialIdTooLong);
        }
        // The key says nothing of its length: where its CBOR item ends is where the extensions begin.
        let (key, rest) = cbor::split_item(rest)?;
        let data = Self { aaguid: Aaguid::new(aaguid), credential_id, credential_public_key: key.encoding() };
        Ok((data, rest))
    }
}

fn split_array<const N: usize>(bytes: &[u8]) -> Result<(&[u8; N], &[u8]), AuthenticatorDataError> {
    bytes.split_first_chunk::<N>().ok_or(AuthenticatorDataError::Malformed)
}

impl From<CborError> for AuthenticatorDataError {
    fn from(error: CborError) -> Self {
        match error {
            CborError::DuplicateKey => Self::DuplicateKey,
            CborError::Malformed | CborError::TrailingBytes => Self::Malformed,
        }
    }
}

impl From<AuthenticatorDataError> for RegistrationError {
    fn from(error: AuthenticatorDataError) -> Self {
        match error {
            AuthenticatorDataError::Malformed => Self::AuthenticatorDataMalformed,
            AuthenticatorDataError::DuplicateKey => Self::CborDuplicateKey,
            AuthenticatorDataError::CredentialIdTooLong => Self::CredentialIdTooLong,
            AuthenticatorDataError::CredentialIdEmpty => Self::CredentialIdInvalid,
        }
    }
}

impl From<AuthenticatorDataError> for AuthenticationError {
    fn from(error: AuthenticatorDataError) -> Self {
        match error {
            AuthenticatorDataError::DuplicateKey => Self::CborDuplicateKey,
            // An assertion has no credential id of its own to be too long or empty.
            AuthenticatorDataError::Malformed
            | AuthenticatorDataError::CredentialIdTooLong
            | AuthenticatorDataError::CredentialIdEmpty => Self::AuthenticatorDataMalformed,
        }
    }
}

impl From<AuthenticatorDataMismatch> for RegistrationError {
    fn from(mismatch: AuthenticatorDataMismatch) -> Self {
        match mismatch {
            AuthenticatorDataMismatch::RpIdHash => Self::RpIdHashMismatch,
            AuthenticatorDataMismatch::UserNotPresent => Self::UserNotPresent,
            AuthenticatorDataMismatch::UserNotVerified => Self::UserNotVerified,
            AuthenticatorDataMismatch::BackupFlags => Self::BackupFlagsInvalid,
        }
    }
}

impl From<AuthenticatorDataMismatch> for AuthenticationError {
    fn from(mismatch: AuthenticatorDataMismatch) -> Self {
        match mismatch {
            AuthenticatorDataMismatch::RpIdHash => Self::RpIdHashMismatch,
            AuthenticatorDataMismatch::UserNotPresent => Self::UserNotPresent,
            AuthenticatorDataMismatch::UserNotVerified => Self::UserNotVerified,
            AuthenticatorDataMismatch::BackupFlags => Self::BackupFlagsInvalid,
        }
    }
}

#[cfg(test)]
mod tests;
