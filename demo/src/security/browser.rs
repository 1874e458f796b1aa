//! Which browser asks. Every browser has a random token in a cookie, signed in or not; sessions, ceremonies and
//! tokens against forged requests hang on it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts, Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use super::cookies::Cookie;
use crate::Demo;
use crate::database::Session;
use crate::failure::Failure;
use crate::secrets::{Token, TokenHash};

const FORGERY: &str = "forgery";

/// The browser behind a request.
#[derive(Clone)]
pub(crate) struct Browser {
    token: Token,
}

impl Browser {
    /// What the database knows the browser by.
    pub(crate) fn hash(&self) -> TokenHash {
        self.token.hash()
    }

    /// What pages carry and forms bring back, to show that the page came from here and went to this browser.
    pub(crate) fn forgery_token(&self) -> String {
        self.token.derive(FORGERY)
    }

    /// Whether a form brought that token back.
    pub(crate) fn gave(&self, forgery_token: &str) -> bool {
        self.token.derives(FORGERY, forgery_token)
    }
}

/// Makes sure that every request has a [`Browser`], and gives a new one its cookie.
pub(crate) async fn introduce(
    State(demo): State<Arc<Demo>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let known = Cookie::Browser.read(&demo.site, request.headers());
    let is_new = known.is_none();
    let token = known.map_or_else(Token::random, Ok)?;
    request.extensions_mut().insert(Browser { token: token.clone() });
    let mut response = next.run(request).await;
    if is_new && !response.headers().contains_key(SET_COOKIE) {
        response.headers_mut().append(SET_COOKIE, Cookie::Browser.write(&demo.site, &token, None)?);
    }
    Ok(response)
}

impl<S: Sync> FromRequestParts<S> for Browser {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        // Missing only if a route was put outside of `introduce`.
        parts.extensions.get::<Self>().cloned().ok_or(Failure::Internal)
    }
}

/// Whoever is signed in. Asking for it sends everyone else to the sign-in page.
impl FromRequestParts<Arc<Demo>> for Session {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, demo: &Arc<Demo>) -> Result<Self, Failure> {
        <Self as OptionalFromRequestParts<_>>::from_request_parts(parts, demo)
            .await?
            .ok_or(Failure::SignedOut)
    }
}

impl OptionalFromRequestParts<Arc<Demo>> for Session {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, demo: &Arc<Demo>) -> Result<Option<Self>, Failure> {
        let browser = <Browser as FromRequestParts<_>>::from_request_parts(parts, demo).await?;
        Ok(demo.database.session(browser.hash()).await?)
    }
}

/// The token of a browser that has signed in here before, to whichever accounts.
pub(crate) struct KnownBrowser(pub(super) Option<Token>);

impl KnownBrowser {
    /// What the database knows the browser by; `None` for a stranger.
    pub(crate) fn hash(&self) -> Option<TokenHash> {
        self.0.as_ref().map(Token::hash)
    }
}

impl FromRequestParts<Arc<Demo>> for KnownBrowser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, demo: &Arc<Demo>) -> Result<Self, Infallible> {
        Ok(Self(Cookie::KnownBrowser.read(&demo.site, &parts.headers)))
    }
}
