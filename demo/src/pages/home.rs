//! The front page.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::{Frame, account_of, page};
use crate::database::Session;
use crate::failure::Failure;
use crate::security::Browser;

#[derive(Template)]
#[template(path = "home.html")]
struct Page {
    frame: Frame,
}

/// Says what this site is.
pub(crate) async fn show(browser: Browser, session: Option<Session>) -> Result<Response, Failure> {
    page(StatusCode::OK, &Page { frame: Frame::plain(&browser, account_of(session.as_ref())) })
}
