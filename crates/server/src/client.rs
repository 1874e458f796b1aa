//! Whom a request comes from, as events remember it.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::header;
use http::request::Parts;
use passflex_flex::Client;

use crate::forwarded;
use crate::observe::RequestId;
use crate::state::AppState;

/// The client of a ceremony.
pub(crate) struct ClientInfo(pub(crate) Client);

impl FromRequestParts<AppState> for ClientInfo {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let user_agent = parts.headers.get(header::USER_AGENT);
        Ok(Self(Client {
            user_agent: user_agent.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
            ip: address(state, parts).map(|address| address.to_string()),
            request_id: RequestId::of(parts),
        }))
    }
}

/// The caller's address: that of the other end of the connection, or whom a trusted proxy there names.
///
/// `None` only where no connection is, as in tests.
pub(crate) fn address(state: &AppState, parts: &Parts) -> Option<IpAddr> {
    let ConnectInfo(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(forwarded::client(peer.ip(), &parts.headers, &state.trusted_proxies))
}
