//! Apps: the tenants.

use jiff::Timestamp;
use passflex_webauthn::{Aaguid, AttestationPolicy, BackupEligibilityPolicy, UserVerificationRequirement};
use serde::{Deserialize, Serialize};

use super::WrappedKey;
use crate::AppId;

/// One application that uses Passflex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Its id, part of every URL.
    pub id: AppId,
    /// A name for people; authenticators show it as the relying party's.
    pub name: String,
    /// Whether it may run ceremonies.
    pub status: AppStatus,
    /// WebAuthn relying party id. May not change while the app has passkeys.
    pub rp_id: String,
    /// Everything else that an administrator can set.
    pub settings: AppSettings,
    /// The key that user handles are derived with. Wrapped, random, never rotated.
    pub handle_key: WrappedKey,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Whether an app may run ceremonies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppStatus {
    /// It may.
    Active,
    /// New transactions and ceremonies are refused.
    Disabled,
}

/// An app's settings, stored as one JSON document so that a new one needs no migration: a member that is
/// missing has its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppSettings {
    /// Web origins that ceremonies may come from, the primary one first. Never empty in a valid app.
    pub origins: Vec<String>,
    /// Origins of pages that may frame a ceremony. Empty: cross-origin frames are refused.
    pub top_origins: Vec<String>,
    /// How much a ceremony insists on user verification.
    pub user_verification: UserVerificationRequirement,
    /// COSE algorithm identifiers offered at registration, the preferred one first.
    pub algorithms: Vec<i64>,
    /// What is demanded of the authenticators' attestation.
    pub attestation: AttestationPolicy,
    /// Models of authenticators that may be registered. Empty: any.
    #[serde(with = "aaguids")]
    pub aaguids_allowed: Vec<Aaguid>,
    /// Models of authenticators that may not.
    #[serde(with = "aaguids")]
    pub aaguids_denied: Vec<Aaguid>,
    /// What to do about a sign-in whose passkey no longer says the same about whether it can be synced.
    pub backup_eligibility: BackupEligibilityPolicy,
    /// Lifetime of a transaction, in seconds.
    pub transaction_seconds: u32,
    /// Lifetime of a handshake that belongs to a transaction, in seconds.
    pub handshake_seconds: u32,
    /// Lifetime of a handshake without a transaction, in seconds: autofill opens one on page load.
    pub discoverable_handshake_seconds: u32,
    /// Lifetime of a nonce, in seconds.
    pub nonce_seconds: u32,
    /// WebAuthn `timeout` that browsers are given, in seconds.
    pub timeout_seconds: u32,
    /// How many passkeys one user may have.
    pub passkeys_per_user: u32,
}

impl Default for AppSettings {
    fn default() -> Self {
        Self {
            origins: Vec::new(),
            top_origins: Vec::new(),
            user_verification: UserVerificationRequirement::Required,
            algorithms: vec![-8, -7, -257],
            attestation: AttestationPolicy::Ignore,
            aaguids_allowed: Vec::new(),
            aaguids_denied: Vec::new(),
            backup_eligibility: BackupEligibilityPolicy::Refuse,
            transaction_seconds: 600,
            handshake_seconds: 600,
            discoverable_handshake_seconds: 1_800,
            nonce_seconds: 60,
            timeout_seconds: 300,
            passkeys_per_user: 20,
        }
    }
}

/// A list of models in JSON: hyphenated UUIDs, as FIDO's metadata spells them.
mod aaguids {
    use std::borrow::Cow;

    use passflex_webauthn::Aaguid;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(aaguids: &[Aaguid], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(aaguids.iter().map(ToString::to_string))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Aaguid>, D::Error> {
        let texts = Vec::<Cow<'de, str>>::deserialize(deserializer)?;
        texts.iter().map(|text| text.parse().map_err(D::Error::custom)).collect()
    }
}
