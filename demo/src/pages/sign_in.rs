//! Signing in with a password: the name first, then the password. Works without scripts and without Passflex.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{FieldError, Frame, page};
use crate::Demo;
use crate::database::Session;
use crate::failure::Failure;
use crate::secrets::TokenHash;
use crate::security::{self, Browser, Guarded, KnownBrowser};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct NamePage {
    frame: Frame,
    name: String,
    name_error: FieldError,
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    frame: Frame,
    name: String,
    password_error: FieldError,
}

/// The first step: who are you?
#[derive(Deserialize)]
pub(crate) struct NameForm {
    #[serde(default)]
    name: String,
}

/// The second step.
#[derive(Deserialize)]
pub(crate) struct PasswordForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// Asks for the name, with passkeys in the field's autofill and beside it.
pub(crate) async fn show(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    session: Option<Session>,
) -> Result<Response, Failure> {
    if session.is_some() {
        return Ok(Redirect::to("/account").into_response());
    }
    let frame = Frame::with_passkeys(&demo, &browser, None);
    page(StatusCode::OK, &NamePage { frame, name: String::new(), name_error: None })
}

/// Asks for the password, whatever the name. Does not look it up, so it cannot give anything away.
pub(crate) async fn submit_name(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    Guarded(form): Guarded<NameForm>,
) -> Result<Response, Failure> {
    let frame = Frame::with_passkeys(&demo, &browser, None);
    let name = form.name.trim().to_owned();
    if name.is_empty() {
        let name_error = Some("Enter your account name.".to_owned());
        return page(StatusCode::UNPROCESSABLE_ENTITY, &NamePage { frame, name, name_error });
    }
    page(StatusCode::OK, &PasswordPage { frame, name, password_error: None })
}

/// Signs in. A wrong password and an unknown name are the same to whoever tries, in words and in time.
pub(crate) async fn submit_password(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    known: KnownBrowser,
    Guarded(form): Guarded<PasswordForm>,
) -> Result<Response, Failure> {
    let name = form.name.trim().to_owned();
    let key = attempts_key(&demo, &known, &name).await?;
    if let Err(wait) = demo.attempts.count(&key) {
        let minutes = wait.as_secs().div_ceil(60);
        let error = format!("Too many attempts. Try again in {minutes} minutes, or sign in with a passkey.");
        let refused = refuse(&demo, &browser, name, StatusCode::TOO_MANY_REQUESTS, error)?;
        return Ok(([(header::RETRY_AFTER, wait.as_secs().to_string())], refused).into_response());
    }
    let (account, password_hash) =
        demo.database.subject(&name).await?.map(|subject| (subject.account, subject.password_hash)).unzip();
    let matches = demo.passwords.verify(form.password, password_hash).await?;
    let Some(account) = account.filter(|_| matches) else {
        let error = "The name or the password is wrong.".to_owned();
        return refuse(&demo, &browser, name, StatusCode::UNAUTHORIZED, error);
    };
    demo.attempts.forgive(&key);
    let cookies = security::sign_in(&demo, &browser, known, &account.id).await?;
    Ok((cookies, Redirect::to("/account")).into_response())
}

/// What attempts are counted by: the name, and apart from everyone else a browser that has signed in to it before.
/// Else a stranger's guesses would lock the owner out.
async fn attempts_key(
    demo: &Demo,
    known: &KnownBrowser,
    name: &str,
) -> Result<(String, Option<TokenHash>), Failure> {
    let mut owner = None;
    if let Some(browser) = known.hash() {
        owner = demo.database.account_known_to(browser, name).await?.map(|_| browser);
    }
    Ok((name.to_lowercase(), owner))
}

fn refuse(
    demo: &Demo,
    browser: &Browser,
    name: String,
    status: StatusCode,
    error: String,
) -> Result<Response, Failure> {
    let frame = Frame::with_passkeys(demo, browser, None);
    page(status, &PasswordPage { frame, name, password_error: Some(error) })
}

/// No fields but the token.
#[derive(Deserialize)]
pub(crate) struct SignOutForm {}

/// Signs out.
pub(crate) async fn sign_out(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    Guarded(SignOutForm {}): Guarded<SignOutForm>,
) -> Result<Response, Failure> {
    Ok((security::sign_out(&demo, &browser).await?, Redirect::to("/")).into_response())
}
