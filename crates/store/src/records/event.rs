//! Events: what happened in ceremonies. They carry ids, never credentials, nonces, keys or names.

use jiff::Timestamp;
use passflex_webauthn::Aaguid;

use crate::{EventId, PasskeyId, TokenId, UserId};

/// The end of one ceremony.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Time-ordered id.
    pub id: EventId,
    /// When the ceremony ended.
    pub at: Timestamp,
    /// When it started.
    pub started_at: Timestamp,
    /// What it was for.
    pub action: EventAction,
    /// How it ended.
    pub outcome: EventOutcome,
    /// The rule that failed, or that a completed ceremony bent, from a closed list.
    pub rule: Option<String>,
    /// Whose ceremony it was, as far as known.
    pub user_id: Option<UserId>,
    /// The passkey that was made or used, as far as known.
    pub passkey_id: Option<PasskeyId>,
    /// The transaction it belonged to, if one.
    pub transaction_id: Option<TokenId>,
    /// The handshake. At most one failed event is kept for each.
    pub handshake_id: TokenId,
    /// Origin the client reported, as far as known.
    pub origin: Option<String>,
    /// Model of the authenticator, as far as known.
    pub aaguid: Option<Aaguid>,
    /// Attestation statement format of the passkey, as far as known.
    pub attestation_format: Option<String>,
    /// What the passkey's attestation came to, as far as known: see [`super::attestation_trust`].
    pub attestation_trust: Option<String>,
    /// Whether a person was present, as far as known.
    pub user_present: Option<bool>,
    /// Whether the person was verified, as far as known.
    pub user_verified: Option<bool>,
    /// Whether the passkey could be synced, as far as known.
    pub backup_eligible: Option<bool>,
    /// Whether the passkey was synced, as far as known.
    pub backup_state: Option<bool>,
    /// `User-Agent` of the client, cut to 512 bytes.
    pub user_agent: Option<String>,
    /// The browser behind it, a word of a closed list.
    pub browser: Option<String>,
    /// The operating system behind it, a word of a closed list.
    pub os: Option<String>,
    /// Address of the client.
    pub ip: Option<String>,
    /// The HTTP request.
    pub request_id: Option<String>,
}

/// What a ceremony was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventAction {
    /// Making a passkey.
    Register,
    /// Signing in.
    Authenticate,
}

impl EventAction {
    /// The word the database has for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Authenticate => "authenticate",
        }
    }
}

/// How a ceremony ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventOutcome {
    /// With a nonce.
    Complete,
    /// Refused.
    Failed,
}

impl EventOutcome {
    /// The word the database has for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Failed => "failed",
        }
    }
}
