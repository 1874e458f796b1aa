//! Signing in and out: the moments at which a browser gets a new token.

use axum::http::header::SET_COOKIE;
use axum::response::AppendHeaders;
use jiff::SignedDuration;

use super::browser::{Browser, KnownBrowser};
use super::cookies::Cookie;
use crate::Demo;
use crate::database::NewSession;
use crate::failure::Failure;
use crate::secrets::Token;

const SESSION: SignedDuration = SignedDuration::from_hours(12);
const KNOWN_BROWSER: SignedDuration = SignedDuration::from_hours(365 * 24);

type Cookies<const N: usize> = AppendHeaders<[(axum::http::HeaderName, axum::http::HeaderValue); N]>;

/// Signs a browser in to an account, and returns the cookies to answer with.
///
/// The browser gets a new token: one that was slipped to it, or read off it, before the sign-in is worth nothing
/// after it.
pub(crate) async fn sign_in(
    demo: &Demo,
    browser: &Browser,
    known: KnownBrowser,
    account_id: &str,
) -> Result<Cookies<2>, Failure> {
    let token = Token::random()?;
    let session = NewSession {
        browser: token.hash(),
        replaces: browser.hash(),
        account_id: account_id.to_owned(),
        lifetime: SESSION,
    };
    demo.database.start_session(session).await?;

    let known = known.0.map_or_else(Token::random, Ok)?;
    demo.database.remember_browser(known.hash(), account_id.to_owned(), KNOWN_BROWSER).await?;
    Ok(AppendHeaders([
        (SET_COOKIE, Cookie::Browser.write(&demo.site, &token, Some(SESSION))?),
        (SET_COOKIE, Cookie::KnownBrowser.write(&demo.site, &known, Some(KNOWN_BROWSER))?),
    ]))
}

/// Signs a browser out, and returns the cookie that makes a stranger of it.
pub(crate) async fn sign_out(demo: &Demo, browser: &Browser) -> Result<Cookies<1>, Failure> {
    demo.database.end_session(browser.hash()).await?;
    let token = Token::random()?;
    Ok(AppendHeaders([(SET_COOKIE, Cookie::Browser.write(&demo.site, &token, None)?)]))
}
