//! The two cookies of this site, and how they are written.

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::SignedDuration;

use crate::config::Site;
use crate::secrets::Token;

/// The two cookies.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cookie {
    /// Who the browser is, until it is closed or signed in or out.
    Browser,
    /// That the browser has signed in here before; outlives sessions.
    KnownBrowser,
}

impl Cookie {
    /// With TLS the name begins with `__Host-`, which makes browsers refuse the cookie from a sibling domain or over
    /// plain HTTP, so that nobody can slip a victim a cookie of their own choosing.
    fn name(self, site: &Site) -> &'static str {
        match (self, site.is_https) {
            (Self::Browser, true) => "__Host-demo-browser",
            (Self::Browser, false) => "demo-browser",
            (Self::KnownBrowser, true) => "__Host-demo-known",
            (Self::KnownBrowser, false) => "demo-known",
        }
    }

    /// The token that a request brings in this cookie.
    pub(crate) fn read(self, site: &Site, headers: &HeaderMap) -> Option<Token> {
        let pairs = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        pairs
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == self.name(site))
            .and_then(|(_, value)| Token::from_text(value))
    }

    /// A `Set-Cookie` value; without a lifetime the cookie ends when the browser is closed.
    pub(crate) fn write(
        self,
        site: &Site,
        token: &Token,
        lifetime: Option<SignedDuration>,
    ) -> anyhow::Result<HeaderValue> {
        let (name, value) = (self.name(site), token.to_text());
        let secure = if site.is_https { "; Secure" } else { "" };
        let max_age =
            lifetime.map(|lifetime| format!("; Max-Age={}", lifetime.as_secs())).unwrap_or_default();
        let mut header: HeaderValue =
            format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{max_age}").parse()?;
        header.set_sensitive(true);
        Ok(header)
    }
}
