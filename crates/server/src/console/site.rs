//! Where the console is, and its cookie.

use http::{HeaderMap, HeaderValue, header};
use passflex_flex::{LinkSecret, SessionCookie};

/// Where the console is reached.
#[derive(Debug)]
pub(crate) struct ConsoleSite {
    /// As browsers write it.
    pub(super) origin: String,
}

impl ConsoleSite {
    pub(crate) fn new(origin: String) -> Self {
        Self { origin }
    }

    /// The address that a link's secret belongs to.
    pub(crate) fn welcome_url(&self, secret: &LinkSecret) -> String {
        welcome_url(&self.origin, secret)
    }

    fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// With TLS the name begins with `__Host-`, which makes browsers refuse the cookie from a sibling domain or over
    /// plain HTTP, so that nobody can slip a victim a cookie of their own choosing.
    fn cookie_name(&self) -> &'static str {
        if self.is_https() { "__Host-passflex-console" } else { "passflex-console" }
    }

    /// The session's token that a request brings.
    pub(super) fn cookie<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == self.cookie_name())
            .map(|(_, value)| value)
    }

    /// A `Set-Cookie` that signs the browser in until it is closed or the session ends.
    pub(super) fn set_cookie(&self, cookie: &SessionCookie) -> Option<HeaderValue> {
        self.header(cookie.expose(), "")
    }

    /// A `Set-Cookie` that makes the browser forget.
    pub(super) fn forget_cookie(&self) -> Option<HeaderValue> {
        self.header("", "; Max-Age=0")
    }

    fn header(&self, value: &str, more: &str) -> Option<HeaderValue> {
        let secure = if self.is_https() { "; Secure" } else { "" };
        let name = self.cookie_name();
        let mut header: HeaderValue =
            format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}").parse().ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

/// The address that a link's secret belongs to, at a console's origin. Behind the `#`, so that it reaches no server's log.
pub fn welcome_url(origin: &str, secret: &LinkSecret) -> String {
    format!("{origin}/console/welcome#{}", secret.expose())
}
