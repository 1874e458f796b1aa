//! Whom a request comes from when there are proxies in between.
//!
//! A caller may write what it likes into `Forwarded` (RFC 7239) and `X-Forwarded-For`; each proxy adds, on the right,
//! whom it was called by. So both are read from the right, for as long as the one who wrote is trusted, and what cannot
//! be read ends it. A proxy that writes one of the two passes the other on as it came: where both are there and
//! disagree, neither is believed.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use http::{HeaderMap, HeaderName, HeaderValue, header};
use ipnet::IpNet;
use serde::Deserialize;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// A proxy, or a network of them, whose word on its callers is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct TrustedProxy(IpNet);

/// The text is no proxy.
#[derive(Debug, thiserror::Error)]
#[error("must be an address like 10.0.0.5 or a network like 10.0.0.0/8")]
pub struct InvalidProxy;

impl FromStr for TrustedProxy {
    type Err = InvalidProxy;

    fn from_str(text: &str) -> Result<Self, InvalidProxy> {
        let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        network.map(Self).map_err(|_| InvalidProxy)
    }
}

impl TryFrom<String> for TrustedProxy {
    type Error = InvalidProxy;

    fn try_from(text: String) -> Result<Self, InvalidProxy> {
        text.parse()
    }
}

/// The address of whoever sent the request to the outermost trusted proxy; `peer` itself if that is none.
///
/// Where the headers break off or cannot be read, it is the last proxy that is known.
pub(crate) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[TrustedProxy]) -> IpAddr {
    let peer = peer.to_canonical();
    if !is_trusted(peer, trusted) {
        return peer;
    }
    let by_standard = || elements(headers, header::FORWARDED).map(|element| element.and_then(forwarded_for));
    let by_habit = || elements(headers, X_FORWARDED_FOR).map(|element| element.and_then(node));
    match (headers.contains_key(header::FORWARDED), headers.contains_key(X_FORWARDED_FOR)) {
        (false, false) => peer,
        (true, false) => outermost(peer, by_standard(), trusted),
        (false, true) => outermost(peer, by_habit(), trusted),
        (true, true) => {
            let found = outermost(peer, by_standard(), trusted);
            if found == outermost(peer, by_habit(), trusted) { found } else { peer }
        }
    }
}

fn is_trusted(address: IpAddr, trusted: &[TrustedProxy]) -> bool {
    trusted.iter().any(|TrustedProxy(network)| network.contains(&address))
}

/// Goes from caller to caller. `None` is one that cannot be read.
fn outermost(
    peer: IpAddr,
    callers: impl Iterator<Item = Option<IpAddr>>,
    trusted: &[TrustedProxy],
) -> IpAddr {
    let mut known = peer;
    for caller in callers {
        match caller {
            Some(caller) if is_trusted(known, trusted) => known = caller,
            _ => break,
        }
    }
    known
}

/// The elements of a header from the right, over all its lines. `None` is a line that is no text.
fn elements(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = Option<&str>> {
    let lines = headers.get_all(name).iter().rev().map(HeaderValue::to_str);
    lines.flat_map(|line| match line {
        Ok(line) => PartsFromRight { rest: Some(line), separator: b',' }.map(Some).collect(),
        Err(_) => vec![None],
    })
}

/// Whom an element of `Forwarded` names as the caller. `None` unless it names exactly one, by address.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let pairs = PartsFromRight { rest: Some(element), separator: b';' };
    let mut nodes = pairs.filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| value.trim())
    });
    match (nodes.next(), nodes.next()) {
        (Some(value), None) => {
            node(value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value))
        }
        _ => None,
    }
}

/// An address, with or without brackets and a port. `unknown` and `_names` are `None`.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let address = match bare {
        Some(v6) => v6.parse().map(IpAddr::V6).ok(),
        None => text.parse().or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip())).ok(),
    };
    address.map(|address: IpAddr| address.to_canonical())
}

/// Splits at a separator outside quotes, from the right: a quote that a caller left open cannot swallow what its proxy
/// wrote after it.
struct PartsFromRight<'a> {
    rest: Option<&'a str>,
    separator: u8,
}

impl<'a> Iterator for PartsFromRight<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest.take()?;
        let bytes = rest.as_bytes();
        let mut quoted = false;
        for (at, &byte) in bytes.iter().enumerate().rev() {
            if byte == b'"' && !is_escaped(&bytes[..at]) {
                quoted = !quoted;
            } else if byte == self.separator && !quoted {
                self.rest = Some(&rest[..at]);
                return Some(&rest[at + 1..]);
            }
        }
        Some(rest)
    }
}

/// Whether what comes after `before` has a backslash that counts.
fn is_escaped(before: &[u8]) -> bool {
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use http::{HeaderMap, HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::{TrustedProxy, client};

    const PROXY: &str = "10.0.0.1";

    fn trusted() -> Vec<TrustedProxy> {
        ["10.0.0.0/8", "2001:db8:ffff::/48"].map(|text| text.parse().unwrap()).to_vec()
    }

    fn headers(lines: &[(&str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| {
                (HeaderName::try_from(*name).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())
            })
            .collect()
    }

    /// Who a request is from that a trusted proxy passed on with these headers.
    fn through_proxy(lines: &[(&str, &str)]) -> String {
        client(PROXY.parse().unwrap(), &headers(lines), &trusted()).to_string()
    }

    #[test]
    fn a_trusted_proxy_names_its_caller_in_either_header() {
        for (name, value, expected) in [
            ("forwarded", "for=192.0.2.43", "192.0.2.43"),
            ("forwarded", "For=192.0.2.43;proto=https;by=203.0.113.43", "192.0.2.43"),
            ("forwarded", "proto=https ; for=\"192.0.2.43:47011\"", "192.0.2.43"),
            ("forwarded", "for=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
            ("forwarded", "for=\"[2001:db8:cafe::17]\"", "2001:db8:cafe::17"),
            ("forwarded", "for=192.0.2.43;host=\"a,b;for=198.51.100.6\"", "192.0.2.43"),
            ("forwarded", "for=192.0.2.43;host=\"a\\\", for=198.51.100.6;b=\\\"\"", "192.0.2.43"),
            ("x-forwarded-for", "192.0.2.43", "192.0.2.43"),
            ("x-forwarded-for", "192.0.2.43:47011", "192.0.2.43"),
            ("x-forwarded-for", "2001:db8:cafe::17", "2001:db8:cafe::17"),
            ("x-forwarded-for", "[2001:db8:cafe::17]:4711", "2001:db8:cafe::17"),
            ("x-forwarded-for", "::ffff:192.0.2.43", "192.0.2.43"),
        ] {
            assert_eq!(through_proxy(&[(name, value)]), expected, "{name}: {value}");
        }
    }

    #[test]
    fn proxies_on_the_way_are_skipped_and_what_is_left_of_the_caller_is_not_believed() {
        for (name, value) in [
            ("forwarded", "for=198.51.100.6, for=192.0.2.43, for=10.0.0.2, for=\"[2001:db8:ffff::1]\""),
            ("x-forwarded-for", "198.51.100.6, 192.0.2.43, 10.0.0.2, 2001:db8:ffff::1"),
            ("x-forwarded-for", "10.0.0.9,192.0.2.43"),
            ("forwarded", "for=\", for=192.0.2.43"),
            ("forwarded", "for=\"198.51.100.6, for=192.0.2.43"),
            ("forwarded", "for=198.51.100.6\\, for=192.0.2.43"),
        ] {
            assert_eq!(through_proxy(&[(name, value)]), "192.0.2.43", "{name}: {value}");
        }
    }

    #[test]
    fn several_lines_of_a_header_are_one_list() {
        for (name, first, second, third) in [
            ("forwarded", "for=198.51.100.6", "for=192.0.2.43, for=10.0.0.3", "for=10.0.0.2"),
            ("x-forwarded-for", "198.51.100.6", "192.0.2.43, 10.0.0.3", "10.0.0.2"),
        ] {
            let lines = [(name, first), (name, second), (name, third)];
            assert_eq!(through_proxy(&lines), "192.0.2.43", "{name}");
        }
    }

    #[test]
    fn what_cannot_be_read_leaves_the_last_proxy_that_is_known() {
        for (name, value, expected) in [
            ("forwarded", "for=unknown", PROXY),
            ("forwarded", "for=_hidden", PROXY),
            ("forwarded", "for=192.0.2.43, for=_hidden", PROXY),
            ("forwarded", "for=192.0.2.43, for=unknown, for=10.0.0.2", "10.0.0.2"),
            ("forwarded", "for=198.51.100.6;for=192.0.2.43", PROXY),
            ("forwarded", "by=192.0.2.43", PROXY),
            ("forwarded", "for=\"192.0.2.43", PROXY),
            ("forwarded", "for=[192.0.2.43]", PROXY),
            ("forwarded", "", PROXY),
            ("forwarded", ",,,", PROXY),
            ("x-forwarded-for", "192.0.2.43, elsewhere", PROXY),
            ("x-forwarded-for", "192.0.2.43, ", PROXY),
            ("x-forwarded-for", "192.0.2.43, é, 10.0.0.2", PROXY),
            ("x-forwarded-for", "192.0.2.999", PROXY),
            ("x-forwarded-for", "10.0.0.2", "10.0.0.2"),
        ] {
            assert_eq!(through_proxy(&[(name, value)]), expected, "{name}: {value}");
        }
        assert_eq!(through_proxy(&[]), PROXY);
    }

    #[test]
    fn a_header_that_the_proxy_does_not_write_cannot_name_a_caller_beside_the_one_that_it_does() {
        let lines = [("forwarded", "for=198.51.100.6"), ("x-forwarded-for", "192.0.2.43")];
        assert_eq!(through_proxy(&lines), PROXY);
        let lines = [("forwarded", "for=192.0.2.43"), ("x-forwarded-for", "198.51.100.6, 192.0.2.43")];
        assert_eq!(through_proxy(&lines), "192.0.2.43");
    }

    #[test]
    fn a_peer_that_is_not_trusted_cannot_name_anybody() {
        for peer in ["192.0.2.1", "2001:db8::1"] {
            let lines = headers(&[("forwarded", "for=198.51.100.6"), ("x-forwarded-for", "198.51.100.6")]);
            assert_eq!(client(peer.parse().unwrap(), &lines, &trusted()).to_string(), peer);
        }
        let lines = headers(&[("x-forwarded-for", "198.51.100.6")]);
        assert_eq!(client(PROXY.parse().unwrap(), &lines, &[]).to_string(), PROXY);
        let mapped = client("::ffff:10.0.0.1".parse().unwrap(), &lines, &trusted());
        assert_eq!(mapped.to_string(), "198.51.100.6");
    }

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        for text in ["10.0.0.5", "10.0.0.0/8", "2001:db8::1", "2001:db8::/32"] {
            assert!(text.parse::<TrustedProxy>().is_ok(), "{text}");
        }
        for text in ["", "10.0.0", "10.0.0.0/33", "proxy.example.com", " 10.0.0.1", "10.0.0.1:80"] {
            let refused = text.parse::<TrustedProxy>().unwrap_err().to_string();
            assert_eq!(refused, "must be an address like 10.0.0.5 or a network like 10.0.0.0/8", "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_caller_writes_its_proxy_has_the_last_word(
            written in "[ -~\t]{0,60}",
            name in prop_oneof![Just("forwarded"), Just("x-forwarded-for")],
        ) {
            let added = if name == "forwarded" { "for=192.0.2.43" } else { "192.0.2.43" };
            let expected: IpAddr = "192.0.2.43".parse().unwrap();
            let found = client(PROXY.parse().unwrap(), &headers(&[(name, &format!("{written}, {added}"))]), &trusted());
            prop_assert_eq!(found, expected);
        }
    }
}
