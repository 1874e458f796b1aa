//! Events, as a user's detail shows them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The end of one ceremony.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
