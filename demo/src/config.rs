//! What the demo must be told, and what follows from it.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use reqwest::Url;
use secrecy::SecretString;

/// What the demo must be told before it can serve.
#[derive(Debug, Clone)]
pub struct DemoConfig {
    /// Passflex as browsers reach it, such as `https://passkeys.example.com`: an `http` or `https` URL.
    pub passflex_url: String,
    /// Passflex as this process reaches it, where that is another way; else [`DemoConfig::passflex_url`].
    pub api_url: Option<String>,
    /// The id of the Passflex app; this site's origin must be among the app's origins.
    pub app_id: String,
    /// An API key of that app, with the scopes `transactions`, `users:read` and `users:write`.
    pub api_key: SecretString,
    /// The SQLite file for accounts and sessions; made if it does not exist, with the folders above it.
    pub database: PathBuf,
    /// This site as browsers reach it, such as `http://localhost:8081`; nothing but its origin counts.
    pub public_url: String,
}

/// The addresses that pages and headers are made of, checked.
#[derive(Debug)]
pub(crate) struct Site {
    /// This site's origin, as browsers spell it in `Origin`.
    pub(crate) origin: String,
    /// Whether browsers reach this site over TLS, so that cookies can be kept to it.
    pub(crate) is_https: bool,
    /// Passflex as browsers reach it, without a trailing slash.
    pub(crate) passflex_url: String,
    /// The origin of that URL, for the content security policy.
    pub(crate) passflex_origin: String,
    pub(crate) app_id: String,
}

impl Site {
    pub(crate) fn new(config: &DemoConfig) -> anyhow::Result<Self> {
        let public = web_url(&config.public_url).context("public URL of the demo")?;
        let passflex = web_url(&config.passflex_url).context("URL of Passflex")?;
        Ok(Self {
            origin: public.origin().ascii_serialization(),
            is_https: public.scheme() == "https",
            passflex_url: passflex.as_str().trim_end_matches('/').to_owned(),
            passflex_origin: passflex.origin().ascii_serialization(),
            app_id: config.app_id.clone(),
        })
    }
}

fn web_url(text: &str) -> anyhow::Result<Url> {
    let url = Url::parse(text).with_context(|| format!("{text:?} is not a URL"))?;
    ensure!(matches!(url.scheme(), "http" | "https"), "{text:?} begins with neither http:// nor https://");
    Ok(url)
}
