//! Changing the e-mail address: the demo's sensitive action, for whoever reads that mailbox can reset passwords.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::{FieldError, Frame, page};
use crate::Demo;
use crate::database::Session;
use crate::failure::Failure;
use crate::security::{Browser, Guarded};
use crate::step_up::Purpose;

/// The longest address that mail can be sent to (RFC 5321).
const EMAIL_MAX: usize = 254;

#[derive(Template)]
#[template(path = "email.html")]
struct Page {
    frame: Frame,
    email: String,
    email_error: FieldError,
}

/// The new address.
#[derive(Deserialize)]
pub(crate) struct Form {
    #[serde(default)]
    email: String,
}

/// Shows the form, to whom has confirmed.
pub(crate) async fn show(browser: Browser, session: Session) -> Result<Response, Failure> {
    if !session.is_confirmed(Purpose::Email, Timestamp::now()) {
        return Err(Failure::ConfirmFirst(Purpose::Email));
    }
    let frame = Frame::plain(&browser, Some(&session.account));
    let email = session.account.email.unwrap_or_default();
    page(StatusCode::OK, &Page { frame, email, email_error: None })
}

/// Changes the address, and uses the confirmation up. A slip of the pen does not.
pub(crate) async fn submit(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    session: Session,
    Guarded(form): Guarded<Form>,
) -> Result<Response, Failure> {
    let email = form.email.trim().to_owned();
    if let Some(problem) = check_email(&email) {
        let frame = Frame::plain(&browser, Some(&session.account));
        let email_error = Some(problem.to_owned());
        return page(StatusCode::UNPROCESSABLE_ENTITY, &Page { frame, email, email_error });
    }
    if !demo.database.use_confirmation(browser.hash(), Purpose::Email).await? {
        return Err(Failure::ConfirmFirst(Purpose::Email));
    }
    demo.database.set_email(session.account.id, email).await?;
    Ok(Redirect::to("/account?done=email-changed").into_response())
}

/// Only what mail can tell for sure is left to mail.
fn check_email(email: &str) -> Option<&'static str> {
    let (mailbox, host) = email.rsplit_once('@').unwrap_or_default();
    let is_plausible = !mailbox.is_empty() && !host.is_empty() && !email.contains(char::is_whitespace);
    if !is_plausible {
        return Some("Enter an e-mail address, such as name@example.com.");
    }
    (email.len() > EMAIL_MAX).then_some("This address is too long to be one.")
}
