//! Asking a person who is signed in to confirm that it is still them.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{FieldError, Frame, page};
use crate::Demo;
use crate::database::Session;
use crate::failure::Failure;
use crate::security::{Browser, Guarded};
use crate::step_up::{CONFIRMATION, Means, Purpose};

#[derive(Template)]
#[template(path = "confirm.html")]
struct Page {
    frame: Frame,
    purpose: Purpose,
    means: Means,
    password_error: FieldError,
}

/// The query of the page.
#[derive(Deserialize)]
pub(crate) struct Question {
    #[serde(rename = "for")]
    purpose: Purpose,
}

/// The password, where there is no passkey.
#[derive(Deserialize)]
pub(crate) struct Form {
    #[serde(rename = "for")]
    purpose: Purpose,
    #[serde(default)]
    password: String,
}

/// Asks for the passkey, or for the password of an account that has none.
pub(crate) async fn show(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    session: Session,
    Query(Question { purpose }): Query<Question>,
) -> Result<Response, Failure> {
    let means = demo.means_of(&session.account.id).await?;
    let frame = Frame::with_passkeys(&demo, &browser, Some(&session.account));
    page(StatusCode::OK, &Page { frame, purpose, means, password_error: None })
}

/// Confirms with the password; not for an account that has a passkey.
pub(crate) async fn submit_password(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    session: Session,
    Guarded(Form { purpose, password }): Guarded<Form>,
) -> Result<Response, Failure> {
    let account = &session.account;
    let means = demo.means_of(&account.id).await?;
    if matches!(means, Means::Passkey) {
        return Err(Failure::ConfirmFirst(purpose));
    }
    let attempts_key = ("confirm", &account.id);
    if demo.attempts.count(&attempts_key).is_err() {
        let problem = "Too many attempts. Try again in ten minutes.";
        return ask_again(&demo, &browser, &session, purpose, StatusCode::TOO_MANY_REQUESTS, problem);
    }
    let stored = demo.database.subject(&account.name).await?.map(|subject| subject.password_hash);
    if !demo.passwords.verify(password, stored).await? {
        let problem = "The password is wrong.";
        return ask_again(&demo, &browser, &session, purpose, StatusCode::UNAUTHORIZED, problem);
    }
    demo.attempts.forgive(&attempts_key);
    demo.database.confirm(browser.hash(), purpose, CONFIRMATION).await?;
    Ok(Redirect::to(purpose.destination()).into_response())
}

fn ask_again(
    demo: &Demo,
    browser: &Browser,
    session: &Session,
    purpose: Purpose,
    status: StatusCode,
    problem: &str,
) -> Result<Response, Failure> {
    let frame = Frame::with_passkeys(demo, browser, Some(&session.account));
    let password_error = Some(problem.to_owned());
    page(status, &Page { frame, purpose, means: Means::Password, password_error })
}
