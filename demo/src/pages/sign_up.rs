//! Making an account, with a name and a password.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{FieldError, Frame, page};
use crate::Demo;
use crate::database::Session;
use crate::failure::Failure;
use crate::security::{Browser, Guarded, KnownBrowser, sign_in};

const NAME_MAX: usize = 40;
const PASSWORD_MIN: usize = 8;
const PASSWORD_MAX: usize = 128;

#[derive(Template)]
#[template(path = "sign_up.html")]
struct Page {
    frame: Frame,
    name: String,
    name_error: FieldError,
    password_error: FieldError,
}

/// What a person types to sign up. The name is kept when there is something wrong, the password is not.
#[derive(Deserialize)]
pub(crate) struct Form {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// Shows the form, or the account page to whom already has one.
pub(crate) async fn show(browser: Browser, session: Option<Session>) -> Result<Response, Failure> {
    if session.is_some() {
        return Ok(Redirect::to("/account").into_response());
    }
    let frame = Frame::plain(&browser, None);
    page(StatusCode::OK, &Page { frame, name: String::new(), name_error: None, password_error: None })
}

/// Makes the account, signs in, and goes on to the offer of a passkey.
///
/// Here one does learn whether a name is taken, as wherever people choose their own. A site that signs people up by
/// e-mail address can answer alike for all of them, and send a message that says the rest.
pub(crate) async fn submit(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    known: KnownBrowser,
    Guarded(form): Guarded<Form>,
) -> Result<Response, Failure> {
    let name = form.name.trim().to_owned();
    let (name_error, password_error) = (check_name(&name), check_password(&form.password));
    if name_error.is_some() || password_error.is_some() {
        let frame = Frame::plain(&browser, None);
        return page(StatusCode::UNPROCESSABLE_ENTITY, &Page { frame, name, name_error, password_error });
    }
    let password_hash = demo.passwords.hash(form.password).await?;
    let Ok(account) = demo.database.create_account(name.clone(), password_hash).await? else {
        let frame = Frame::plain(&browser, None);
        let name_error = Some("This name is taken. Choose another one.".to_owned());
        return page(StatusCode::CONFLICT, &Page { frame, name, name_error, password_error });
    };
    let cookies = sign_in(&demo, &browser, known, &account.id).await?;
    Ok((cookies, Redirect::to("/welcome")).into_response())
}

fn check_name(name: &str) -> FieldError {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | ' ');
    let problem = match name.chars().count() {
        0 => "Choose a name.".to_owned(),
        length if length > NAME_MAX => format!("Choose a name of at most {NAME_MAX} characters."),
        _ if !name.chars().all(fits) => "Use letters, digits, spaces and . _ - @ only.".to_owned(),
        _ => return None,
    };
    Some(problem)
}

fn check_password(password: &str) -> FieldError {
    match password.chars().count() {
        length if length < PASSWORD_MIN => Some(format!("Use at least {PASSWORD_MIN} characters.")),
        length if length > PASSWORD_MAX => Some(format!("Use at most {PASSWORD_MAX} characters.")),
        _ => None,
    }
}
