//! The pages, one file each, and what they have in common.

pub(crate) mod account;
pub(crate) mod assets;
pub(crate) mod confirm;
pub(crate) mod email;
pub(crate) mod home;
pub(crate) mod sign_in;
pub(crate) mod sign_up;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::Demo;
use crate::database::{Account, Session};
use crate::failure::Failure;
use crate::security::Browser;

/// What the frame around every page needs.
pub(crate) struct Frame {
    /// The name of whoever is signed in.
    name: Option<String>,
    forgery_token: String,
    /// What the browser SDK needs; `None` on pages without passkeys.
    passflex: Option<Sdk>,
}

/// Where the browser SDK is, and for which app.
struct Sdk {
    url: String,
    app_id: String,
}

impl Frame {
    /// The frame of a page without passkeys.
    fn plain(browser: &Browser, account: Option<&Account>) -> Self {
        let name = account.map(|account| account.name.clone());
        Self { name, forgery_token: browser.forgery_token(), passflex: None }
    }

    /// The frame of a page on which passkeys are used.
    fn with_passkeys(demo: &Demo, browser: &Browser, account: Option<&Account>) -> Self {
        let sdk = Sdk { url: demo.site.passflex_url.clone(), app_id: demo.site.app_id.clone() };
        Self { passflex: Some(sdk), ..Self::plain(browser, account) }
    }
}

/// Turns a template into a page.
fn page(status: StatusCode, template: &impl Template) -> Result<Response, Failure> {
    let html = template.render().map_err(anyhow::Error::from)?;
    Ok((status, Html(html)).into_response())
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    sentence: &'static str,
}

/// The page that says what is wrong.
pub(crate) fn error(status: StatusCode, sentence: &'static str) -> Response {
    let frame = Frame { name: None, forgery_token: String::new(), passflex: None };
    // There is no page left to report a fault in the error page with.
    let html = ErrorPage { frame, sentence }.render().unwrap_or_else(|_| sentence.to_owned());
    (status, Html(html)).into_response()
}

/// What is wrong with a field, to be shown beside it.
type FieldError = Option<String>;

/// The account behind a session that may not be there.
fn account_of(session: Option<&Session>) -> Option<&Account> {
    session.map(|session| &session.account)
}
