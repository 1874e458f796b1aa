//! `/console/sign-out`.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;

use crate::console::failure::Failure;
use crate::console::session::Visitor;
use crate::demand::Anybody;
use crate::state::AppState;

/// Ends the session, and has the browser forget its cookie.
pub(crate) async fn submit(
    State(state): State<AppState>,
    visitor: Visitor<Anybody>,
) -> Result<Response, Failure> {
    let session = &visitor.signed_in.session;
    state.flex.revoke_session(&visitor.actor, &session.admin_id, &session.id).await?;
    let forget = state.console.as_ref().and_then(|site| site.forget_cookie()).ok_or(Failure::Internal)?;
    Ok(([(SET_COOKIE, forget)], Redirect::to("/console/sign-in")).into_response())
}
