//! Events, as a user's detail shows them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The end of one ceremony.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Event {
    /// Its id.
    pub id: String,
    /// When the ceremony started.
    pub created_at: Timestamp,
    /// When it completed; null where it did not.
    pub completed_at: Option<Timestamp>,
    /// Address of the client.
    pub ip_addr: String,
    /// `complete` or `incomplete`.
    pub status: String,
    /// Always `passkey`.
    #[serde(rename = "type")]
    pub event_type: String,
    /// `register` or `login`.
    pub action: String,
    /// `User-Agent` of the client.
    pub user_agent: String,
    /// The same for people.
    pub user_agent_display: String,
    /// Always null: kept for clients that decode it.
    pub social_login_type: Option<String>,
}

/// Answer of `GET /v1/apps/{app_id}/events`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventPage {
    /// The events, newest first.
    pub events: Vec<CeremonyEvent>,
    /// The `cursor` that the next page begins at; null after the last one.
    pub next_cursor: Option<String>,
}

/// The end of one ceremony, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CeremonyEvent {
    /// Its id, ordered by time.
    pub id: String,
    /// When the ceremony ended.
    pub at: Timestamp,
    /// When it started.
    pub started_at: Timestamp,
    /// `register` or `authenticate`.
    pub action: String,
    /// `complete` or `failed`.
    pub outcome: String,
    /// The rule that failed, or that a completed ceremony bent.
    pub rule: Option<String>,
    /// Passflex's id of the user.
    pub user_id: Option<String>,
    /// The passkey.
    pub device_id: Option<String>,
    /// The id inside the transaction; null for a discoverable sign-in.
    pub transaction_id: Option<String>,
    /// The origin that the client reported.
    pub origin: Option<String>,
    /// Model of the authenticator, as a UUID.
    pub aaguid: Option<String>,
    /// Name of the passkey's provider.
    pub provider: Option<String>,
    /// Format of the passkey's attestation statement.
    pub attestation_format: Option<String>,
    /// What that attestation came to: `none`, `unverified`, `self`, `untrusted`, `compromised` or `trusted`.
    pub attestation_trust: Option<String>,
    /// Whether a person was present.
    pub user_present: Option<bool>,
    /// Whether the authenticator verified the person.
    pub user_verified: Option<bool>,
    /// Whether the passkey could be synced.
    pub backup_eligible: Option<bool>,
    /// Whether the passkey was synced.
    pub backup_state: Option<bool>,
    /// `User-Agent` of the client.
    pub user_agent: Option<String>,
    /// Address of the client.
    pub ip: Option<String>,
    /// The HTTP request, as the log has it.
    pub request_id: Option<String>,
}
