//! How an app's ceremonies ended, and why.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The end of one ceremony, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminEvent {
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
    pub passkey_id: Option<String>,
    /// The id inside the transaction; null for a discoverable sign-in.
    pub transaction_id: Option<String>,
    /// The origin that the client reported. Of a failed ceremony nobody has vouched for it.
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
    /// The browser, out of a short list.
    pub browser: Option<String>,
    /// The operating system, out of a short list.
    pub os: Option<String>,
    /// `User-Agent` of the client.
    pub user_agent: Option<String>,
    /// Address of the client.
    pub ip: Option<String>,
    /// The HTTP request, as the log has it.
    pub request_id: Option<String>,
}

/// One event, and what its rule means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminEventDetail {
    /// The event.
    pub event: AdminEvent,
    /// What its rule means for this app as it is set now; null where it names none.
    pub explanation: Option<Explanation>,
}

/// A rule that was broken or bent, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// What the rule demands.
    pub expected: Cow<'static, str>,
    /// What there was instead.
    pub came: Cow<'static, str>,
    /// What somebody can do about it.
    pub change: Cow<'static, str>,
}
