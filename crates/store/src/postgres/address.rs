//! The database's URL: what of it is tokio-postgres's, and what of it is TLS's.

use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use url::Url;

use crate::{Error, Result};

/// How long one attempt to connect may take, unless the URL says something else.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// After how long without an acknowledgement from the other side a connection counts as lost, unless the URL says
/// something else.
const SILENCE: Duration = Duration::from_secs(10);

/// How far the database's certificate is looked at: what `sslmode` and `sslrootcert` mean in libpq.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verification {
    /// Not at all: `prefer`, and `require` without a root. Keeps out whoever only listens.
    None,
    /// Against these roots, whatever name it is for: `verify-ca`, and `require` with a root.
    Chain(PathBuf),
    /// Against these roots, and for the host's name: `verify-full`.
    ChainAndName(PathBuf),
}

/// Where the database is and how it is spoken to.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) verification: Verification,
}

impl Address {
    /// Reads a `postgres://` or `postgresql://` URL. No error repeats it: it may hold a password.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let mut url = Url::parse(text).map_err(|error| wrong(&error.to_string()))?;
        if !["postgres", "postgresql"].contains(&url.scheme()) {
            return Err(wrong("it begins with postgres://"));
        }
        let (mut mode, mut root) = (None, None);
        let mut others = Vec::new();
        for (name, value) in url.query_pairs() {
            match &*name {
                "sslmode" => mode = Some(value.into_owned()),
                "sslrootcert" => root = Some(PathBuf::from(value.into_owned())),
                _ => others.push((name.into_owned(), value.into_owned())),
            }
        }
        url.set_query(None);
        if !others.is_empty() {
            // With %20 for a space: tokio-postgres takes a plus sign for what it is.
            let query = url.query_pairs_mut().extend_pairs(others).finish().query().unwrap_or("");
            let query = query.replace('+', "%20");
            url.set_query(Some(&query));
        }
        let mut config: Config = url.as_str().parse().map_err(|error| wrong(&with_causes(&error)))?;
        let (mode, verification) = match (mode.as_deref().unwrap_or("prefer"), root) {
            ("disable", None) => (SslMode::Disable, Verification::None),
            ("prefer", None) => (SslMode::Prefer, Verification::None),
            ("require", None) => (SslMode::Require, Verification::None),
            ("require" | "verify-ca", Some(root)) => (SslMode::Require, Verification::Chain(root)),
            ("verify-full", Some(root)) => (SslMode::Require, Verification::ChainAndName(root)),
            ("verify-ca" | "verify-full", None) => {
                return Err(wrong(
                    "sslmode=verify-ca and verify-full need sslrootcert=FILE, the PEM file of the CA",
                ));
            }
            ("disable" | "prefer", Some(_)) => {
                return Err(wrong("sslrootcert needs sslmode=verify-full: otherwise it would go unused"));
            }
            _ => return Err(wrong("sslmode is disable, prefer, require, verify-ca or verify-full")),
        };
        config.ssl_mode(mode);
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
        }
        if config.get_application_name().is_none() {
            config.application_name("passflex");
        }
        Ok(Self { config, verification })
    }

    /// Host and database, for messages. No user, no password.
    pub(super) fn shown(&self) -> String {
        use tokio_postgres::config::Host;
        let hosts = self.config.get_hosts().iter().map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        });
        let hosts: Vec<String> = hosts.collect();
        format!("{} on {}", self.config.get_dbname().unwrap_or("(the user's)"), hosts.join(","))
    }
}

fn wrong(why: &str) -> Error {
    Error::Open(format!(
        "the database's URL is wrong: {why}. Write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE"
    ))
}

/// An error with what it rests on, which tokio-postgres leaves out of its own text.
pub(super) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use tokio_postgres::config::SslMode;

    use super::{Address, Verification};

    fn parse(query: &str) -> Address {
        Address::parse(&format!("postgres://ada:s%20cret@db.example:6432/shop?{query}")).unwrap()
    }

    #[test]
    fn the_ssl_mode_says_how_far_the_certificate_is_looked_at() {
        let root = || PathBuf::from("/etc/ca.pem");
        for (query, mode, verification) in [
            ("", SslMode::Prefer, Verification::None),
            ("sslmode=disable", SslMode::Disable, Verification::None),
            ("sslmode=prefer", SslMode::Prefer, Verification::None),
            ("sslmode=require", SslMode::Require, Verification::None),
            ("sslmode=require&sslrootcert=/etc/ca.pem", SslMode::Require, Verification::Chain(root())),
            ("sslmode=verify-ca&sslrootcert=/etc/ca.pem", SslMode::Require, Verification::Chain(root())),
            (
                "sslrootcert=/etc/ca.pem&sslmode=verify-full",
                SslMode::Require,
                Verification::ChainAndName(root()),
            ),
        ] {
            let address = parse(query);
            assert_eq!(
                (address.config.get_ssl_mode(), address.verification),
                (mode, verification),
                "{query}"
            );
        }
    }

    #[test]
    fn the_rest_is_what_tokio_postgres_makes_of_it() {
        let address = parse("sslmode=disable&options=-c%20search_path%3Dshop&connect_timeout=3");
        assert_eq!(address.config.get_options(), Some("-c search_path=shop"));
        assert_eq!(address.config.get_connect_timeout(), Some(&std::time::Duration::from_secs(3)));
        assert_eq!(address.config.get_password(), Some(&b"s cret"[..]));
        assert_eq!(address.shown(), "shop on db.example");
    }

    #[test]
    fn a_wrong_url_is_refused_without_repeating_it() {
        for url in [
            "postgres://ada:secret@host:notaport/shop",
            "mysql://ada:secret@host/shop",
            "postgres://ada:secret@host/shop?sslmode=maybe",
            "postgres://ada:secret@host/shop?sslmode=verify-full",
            "postgres://ada:secret@host/shop?sslmode=prefer&sslrootcert=/etc/ca.pem",
            "postgres://ada:secret@host/shop?nonsense=secret",
            "secret",
        ] {
            let Err(error) = Address::parse(url) else { panic!("{url} was taken") };
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
