//! What every handler can reach.

use std::sync::Arc;

use passflex_flex::Flex;

use crate::console::ConsoleSite;
use crate::forwarded::TrustedProxy;
use crate::rate_limit::RateLimiter;

/// What an operator decides about the HTTP side.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// Whether callers without a key are limited by address.
    pub rate_limits: bool,
    /// The URL that clients reach this server by, if it is known: answers then carry URLs of pictures.
    pub public_url: Option<String>,
    /// The origin that administrators use the console at, as [`Flex::open_console`] returned it; `None`: no console.
    pub console_origin: Option<String>,
    /// Whose word on where a request comes from is believed.
    pub trusted_proxies: Vec<TrustedProxy>,
}

/// The product and the HTTP side's own state. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The product.
    pub flex: Arc<Flex>,
    pub(crate) rate_limiter: Option<Arc<RateLimiter>>,
    /// Without a slash at its end.
    pub(crate) public_url: Option<Arc<str>>,
    pub(crate) console: Option<Arc<ConsoleSite>>,
    pub(crate) trusted_proxies: Arc<[TrustedProxy]>,
}

impl AppState {
    /// Puts the product behind HTTP.
    pub fn new(flex: Arc<Flex>, config: &ServerConfig) -> Self {
        let rate_limiter = config.rate_limits.then(|| Arc::new(RateLimiter::new()));
        let public_url = config.public_url.as_deref().map(|url| Arc::from(url.trim_end_matches('/')));
        let console = config.console_origin.clone().map(|origin| Arc::new(ConsoleSite::new(origin)));
        Self {
            flex,
            rate_limiter,
            public_url,
            console,
            trusted_proxies: config.trusted_proxies.clone().into(),
        }
    }
}
