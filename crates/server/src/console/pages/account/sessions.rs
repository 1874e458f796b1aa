//! Ending one's own sessions in other browsers.

use axum::extract::State;
use axum::response::Response;
use passflex_flex::Error;
use passflex_flex::store::AdminSessionId;
use serde::Deserialize;

use super::ADDRESS;
use crate::console::done::done;
use crate::console::failure::Failure;
use crate::console::session::Visitor;
use crate::demand::Anybody;
use crate::error::ApiError;
use crate::path::PathParams;
use crate::state::AppState;

/// The session that an address names.
#[derive(Deserialize)]
pub(crate) struct SessionPath {
    session_id: String,
}

/// Ends one.
pub(crate) async fn end(
    State(state): State<AppState>,
    visitor: Visitor<Anybody>,
    path: Result<PathParams<SessionPath>, ApiError>,
) -> Result<Response, Failure> {
    let PathParams(path) = path.map_err(|_| Failure::NotFound)?;
    let admin = &visitor.signed_in.session.admin_id;
    state.flex.revoke_session(&visitor.actor, admin, &AdminSessionId::new(path.session_id)).await?;
    Ok(done(ADDRESS, "session-ended"))
}

/// Ends all but this one.
pub(crate) async fn end_others(
    State(state): State<AppState>,
    visitor: Visitor<Anybody>,
) -> Result<Response, Failure> {
    let own = &visitor.signed_in.session;
    for session in state.flex.sessions(&own.admin_id).await? {
        if session.id == own.id {
            continue;
        }
        match state.flex.revoke_session(&visitor.actor, &own.admin_id, &session.id).await {
            // It has ended meanwhile.
            Ok(()) | Err(Error::SessionNotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(done(ADDRESS, "sessions-ended"))
}
