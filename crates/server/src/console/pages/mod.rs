//! The pages, a file each.

pub(super) mod account;
pub(super) mod apps;
pub(super) mod audit;
pub(super) mod clients;
pub(super) mod confirm;
pub(super) mod dashboard;
pub(super) mod delete_app;
pub(super) mod event;
mod event_rows;
pub(super) mod events;
pub(super) mod keys;
pub(super) mod new_app;
pub(super) mod settings;
pub(super) mod sign_in;
pub(super) mod sign_out;
mod snippets;
pub(super) mod team;
pub(super) mod try_it;
pub(super) mod user;
pub(super) mod users;
pub(super) mod welcome;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use passflex_flex::{Error, SessionCookie};
use serde::Serialize;

use super::ConsoleSite;
use super::failure::Failure;
use crate::error::ApiError;

/// Where the script goes next.
#[derive(Serialize)]
pub(crate) struct Next {
    location: String,
}

/// A transaction for the script to run.
#[derive(Serialize)]
pub(crate) struct Started {
    transaction_id: String,
}

/// What to say of an error on the page itself, where whoever filled the form in can mend it.
fn mendable(error: Error) -> Result<String, Failure> {
    match error {
        Error::InvalidRequest(_) | Error::OperationNotAllowed(_) | Error::LastAdmin => Ok(error.to_string()),
        other => Err(other.into()),
    }
}

/// Signs the browser in, and says where it goes next.
fn signed_in(site: &ConsoleSite, cookie: &SessionCookie, location: String) -> Result<Response, ApiError> {
    let header = site.set_cookie(cookie).ok_or_else(ApiError::internal)?;
    Ok(([(SET_COOKIE, header)], Json(Next { location })).into_response())
}
