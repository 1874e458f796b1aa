//! Passkeys: WebAuthn credential records (Level 3, section 4, "credential record").

use jiff::Timestamp;
use passflex_webauthn::metadata::StatusVerdict;
use passflex_webauthn::{Aaguid, AttestationTrust, AttestationType, VerifiedRegistration};

use crate::{PasskeyId, UserId};

/// One passkey of one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Passflex's id; the wire calls it a device id.
    pub id: PasskeyId,
    /// Whose it is.
    pub user_id: UserId,
    /// Credential id, at most 1,023 bytes, unique in the app.
    pub credential_id: Vec<u8>,
    /// Public key as a `COSE_Key`, the bytes the authenticator sent.
    pub public_key: Vec<u8>,
    /// COSE algorithm identifier of the key.
    pub algorithm: i64,
    /// Signature counter: the highest seen.
    pub sign_count: u32,
    /// Transports the client reported.
    pub transports: Vec<String>,
    /// `platform` or `cross-platform`, if the client said.
    pub attachment: Option<String>,
    /// Model of the authenticator; all zero when it does not tell.
    pub aaguid: Aaguid,
    /// Whether it may be synced. `None`: an import, not seen yet.
    pub backup_eligible: Option<bool>,
    /// Whether it is synced now. `None`: an import, not seen yet.
    pub backup_state: Option<bool>,
    /// Whether the person was verified when it was made. `None`: an import.
    pub uv_at_registration: Option<bool>,
    /// Attestation statement format. `None`: an import.
    pub attestation_format: Option<String>,
    /// What the attestation came to: see [`attestation_trust`]. `None`: an import.
    pub attestation_trust: Option<String>,
    /// Relying party id it was made for.
    pub rp_id: String,
    /// Origin it was made on. `None`: an import.
    pub origin: Option<String>,
    /// How it came here.
    pub source: PasskeySource,
    /// A name for people, at most 64 characters.
    pub friendly_name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it last signed somebody in.
    pub last_used_at: Option<Timestamp>,
    /// How often it signed somebody in.
    pub usage_count: u64,
}

/// What a registration's attestation came to, in one word:
///
/// - `none`: there was none.
/// - `unverified`: there was one, and the app asked for none, so it was not looked at.
/// - `self`: the passkey's own key vouches for it, which says nothing about the authenticator.
/// - `untrusted`: certificates vouch for the authenticator, and lead to nobody whom the server trusts.
/// - `compromised`: they lead to somebody whom it does, and FIDO's metadata reports the authenticator as revoked,
///   compromised or retired.
/// - `trusted`: they lead to somebody whom it does, and nothing is known against the authenticator.
pub fn attestation_trust(verified: &VerifiedRegistration) -> &'static str {
    match (verified.attestation_trust(), verified.attestation_type()) {
        (AttestationTrust::Trusted, _) => match verified.authenticator_status() {
            Some(StatusVerdict::Revoked | StatusVerdict::Compromised { .. } | StatusVerdict::Retired) => {
                "compromised"
            }
            Some(StatusVerdict::Certified(_) | StatusVerdict::NotCertified) | None => "trusted",
        },
        (AttestationTrust::Untrusted(_), _) => "untrusted",
        (AttestationTrust::NotAttested, AttestationType::None) => "none",
        (AttestationTrust::NotAttested, AttestationType::SelfAttestation) => "self",
        (AttestationTrust::NotAttested, _) => "unverified",
    }
}

/// How a passkey came into the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeySource {
    /// By a registration that Passflex verified.
    Registered,
    /// From another server's data.
    Imported,
}

impl PasskeySource {
    /// The word the database has for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Imported => "imported",
        }
    }
}
