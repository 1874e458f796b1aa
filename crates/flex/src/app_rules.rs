//! What an app's origins, RP id and settings must be like (WebAuthn Level 3, section 5.1.2 and 13.4.9).

use std::net::IpAddr;

use data_encoding::BASE64URL_NOPAD;
use passflex_store::records::AppSettings;
use passflex_webauthn::{Aaguid, Algorithm};
use url::{Host, Url};

use crate::error::{Error, Result};
use crate::native_clients::ANDROID_PREFIX;

const MAX_ORIGINS: usize = 64;
const MAX_NAME: usize = 128;
/// Most models in one list.
const MAX_AAGUIDS: usize = 256;

fn invalid(sentence: String) -> Error {
    Error::InvalidRequest(sentence)
}

/// An app's name: 1 to 128 bytes.
pub(crate) fn check_name(name: &str) -> Result<()> {
    crate::transactions::check_text("name", name, MAX_NAME)
}

/// An origin as browsers serialize it: lower case, without a default port or a path. The loopback addresses become
/// `localhost`, because an RP id cannot be an address.
pub(crate) fn normalize_origin(text: &str) -> Result<String> {
    if let Some(hash) = text.strip_prefix(ANDROID_PREFIX) {
        return match BASE64URL_NOPAD.decode(hash.as_bytes()) {
            Ok(bytes) if bytes.len() == 32 => Ok(text.to_owned()),
            _ => Err(invalid(format!(
                "The origin `{text}` must end in the base64url SHA-256 of the app's signing certificate."
            ))),
        };
    }
    let mut url = Url::parse(text).map_err(|_| {
        invalid(format!("`{text}` is not an origin. Write it like `https://login.example.com`."))
    })?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(invalid(format!("The origin `{text}` must begin with `https://`.")));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(invalid(format!("The origin `{text}` must end after the host and port.")));
    }
    let loopback = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        _ => false,
    };
    if loopback {
        url.set_host(Some("localhost")).map_err(|_| invalid(format!("`{text}` is not an origin.")))?;
    }
    let Some(Host::Domain(host)) = url.host() else {
        return Err(invalid(format!(
            "The origin `{text}` names an address. Passkeys need a domain name, or `localhost`."
        )));
    };
    if url.scheme() == "http" && !is_localhost(host) {
        return Err(invalid(format!(
            "The origin `{text}` must begin with `https://`: only localhost may do without."
        )));
    }
    Ok(url.origin().ascii_serialization())
}

fn is_localhost(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost")
}

fn web_host(origin: &str) -> Option<String> {
    let url = Url::parse(origin).ok().filter(|url| url.scheme().starts_with("http"))?;
    url.host_str().map(str::to_owned)
}

/// The RP id of an app whose settings name none: the host of its primary origin.
pub(crate) fn default_rp_id(origins: &[String]) -> Result<String> {
    origins
        .first()
        .and_then(|origin| web_host(origin))
        .ok_or_else(|| invalid("An app needs at least one web origin, the primary one first.".to_owned()))
}

/// Checks that the RP id is the host of each web origin, or a domain that they are all in.
pub(crate) fn check_rp_id(rp_id: &str, origins: &[String]) -> Result<()> {
    let is_domain = Host::parse(rp_id).is_ok_and(|host| host == Host::Domain(rp_id.to_owned()));
    if !is_domain {
        return Err(invalid(format!(
            "The RP id `{rp_id}` must be a domain name in lower case, without scheme or port, and not an address."
        )));
    }
    if !rp_id.contains('.') && rp_id != "localhost" {
        return Err(invalid(format!(
            "The RP id `{rp_id}` is a whole top-level domain. Browsers refuse that."
        )));
    }
    for host in origins.iter().filter_map(|origin| web_host(origin)) {
        let within = host.strip_suffix(rp_id).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        if !within {
            return Err(invalid(format!(
                "The RP id `{rp_id}` must be equal to, or a parent domain of, each origin's host; `{host}` is neither."
            )));
        }
    }
    Ok(())
}

/// Brings settings into their normal form, or says which of them is out of bounds.
pub(crate) fn normalize_settings(mut settings: AppSettings) -> Result<AppSettings> {
    settings.origins = normalize_origins(&settings.origins)?;
    settings.top_origins = normalize_origins(&settings.top_origins)?;
    default_rp_id(&settings.origins)?;
    check_bound("transaction_seconds", settings.transaction_seconds, 30, 3_600)?;
    check_bound("handshake_seconds", settings.handshake_seconds, 30, 3_600)?;
    check_bound("discoverable_handshake_seconds", settings.discoverable_handshake_seconds, 60, 7_200)?;
    check_bound("nonce_seconds", settings.nonce_seconds, 10, 600)?;
    check_bound("timeout_seconds", settings.timeout_seconds, 30, 600)?;
    check_bound("passkeys_per_user", settings.passkeys_per_user, 1, 100)?;
    settings.algorithms = normalize_algorithms(&settings.algorithms)?;
    settings.aaguids_allowed = normalize_aaguids("aaguids_allowed", &settings.aaguids_allowed)?;
    settings.aaguids_denied = normalize_aaguids("aaguids_denied", &settings.aaguids_denied)?;
    let denied = |aaguid: &&Aaguid| settings.aaguids_denied.contains(aaguid);
    if let Some(both) = settings.aaguids_allowed.iter().find(denied) {
        return Err(invalid(format!(
            "The model {both} is in `aaguids_allowed` and in `aaguids_denied`. Take it out of one."
        )));
    }
    Ok(settings)
}

fn normalize_algorithms(cose_ids: &[i64]) -> Result<Vec<i64>> {
    if cose_ids.is_empty() {
        return Err(invalid("`algorithms` must name at least one.".to_owned()));
    }
    for &id in cose_ids {
        match Algorithm::from_cose_id(id) {
            Some(Algorithm::Rs1) => {
                return Err(invalid(format!(
                    "`algorithms` names RS1 ({id}), which signs SHA-1 hashes. Collisions of SHA-1 can be computed, so \
                     no passkey is made with it. Name RS256 (-257)."
                )));
            }
            Some(_) => {}
            None => {
                let supported = Algorithm::ALL.iter().filter(|algorithm| **algorithm != Algorithm::Rs1);
                let supported: Vec<String> = supported
                    .map(|algorithm| format!("{} ({})", algorithm.name(), algorithm.cose_id()))
                    .collect();
                return Err(invalid(format!(
                    "`algorithms` names {id}, which is not supported. Supported are {}.",
                    supported.join(", ")
                )));
            }
        }
    }
    Ok(distinct(cose_ids))
}

fn normalize_aaguids(name: &str, aaguids: &[Aaguid]) -> Result<Vec<Aaguid>> {
    if aaguids.len() > MAX_AAGUIDS {
        return Err(invalid(format!("`{name}` may list at most {MAX_AAGUIDS} models.")));
    }
    Ok(distinct(aaguids))
}

/// Each once, in their order.
fn distinct<T: Copy + PartialEq>(values: &[T]) -> Vec<T> {
    let mut distinct = Vec::new();
    for &value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

fn normalize_origins(origins: &[String]) -> Result<Vec<String>> {
    if origins.len() > MAX_ORIGINS {
        return Err(invalid(format!("An app may have at most {MAX_ORIGINS} origins.")));
    }
    let mut normalized: Vec<String> = Vec::with_capacity(origins.len());
    for origin in origins {
        let origin = normalize_origin(origin)?;
        if !normalized.contains(&origin) {
            normalized.push(origin);
        }
    }
    Ok(normalized)
}

fn check_bound(name: &str, value: u32, least: u32, most: u32) -> Result<()> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(invalid(format!("`{name}` must be from {least} to {most}.")))
}

#[cfg(test)]
mod tests {
    use super::{check_rp_id, normalize_origin};

    #[test]
    fn origins_are_brought_into_the_form_that_browsers_send() {
        for (given, normal) in [
            ("https://Login.Example.com", "https://login.example.com"),
            ("https://example.com:443/", "https://example.com"),
            ("https://example.com:8443", "https://example.com:8443"),
            ("http://127.0.0.1:8081", "http://localhost:8081"),
            ("http://[::1]:8081", "http://localhost:8081"),
            ("http://app.localhost", "http://app.localhost"),
        ] {
            assert_eq!(normalize_origin(given).unwrap(), normal);
        }
    }

    #[test]
    fn what_no_passkey_could_be_used_on_is_not_an_origin() {
        for given in [
            "example.com",
            "http://example.com",
            "https://192.0.2.1",
            "https://example.com/login",
            "https://user@example.com",
            "ftp://example.com",
            "https://",
            "android:apk-key-hash:short",
            "*",
            "null",
            "",
        ] {
            assert!(normalize_origin(given).is_err(), "{given}");
        }
    }

    #[test]
    fn an_rp_id_is_the_host_or_a_parent_domain_of_every_web_origin() {
        let origins = ["https://login.example.com".to_owned(), "https://example.com".to_owned()];
        assert!(check_rp_id("example.com", &origins).is_ok());
        for wrong in
            ["login.example.com", "ample.com", "com", "Example.com", "https://example.com", "192.0.2.1", ""]
        {
            assert!(check_rp_id(wrong, &origins).is_err(), "{wrong}");
        }
        assert!(check_rp_id("localhost", &["http://localhost:8081".to_owned()]).is_ok());
        assert!(check_rp_id("127.0.0.1", &["http://localhost:8081".to_owned()]).is_err());
    }
}
