//! Which browser it is, as sessions remember it.

use passflex_flex::{Client, Presence};

/// What a session keeps of a request's client.
pub(super) fn presence(client: Client) -> Presence {
    Presence { user_agent: client.user_agent, ip: client.ip, request_id: client.request_id }
}
