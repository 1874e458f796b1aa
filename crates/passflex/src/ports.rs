//! Free ports for the development mode.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};

use anyhow::bail;

/// How many ports after the wanted one are tried.
const TRIES: u16 = 100;

/// Listens on loopback at `wanted`, or at the next free port after it.
pub(crate) fn listen_from(wanted: u16) -> anyhow::Result<TcpListener> {
    for port in wanted..=wanted.saturating_add(TRIES) {
        if is_taken_on_ipv6(port) {
            continue;
        }
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => bail!("cannot listen on 127.0.0.1:{port}: {error}"),
        }
    }
    bail!("no free port from {wanted} to {}; name another with --port", wanted.saturating_add(TRIES))
}

/// Browsers try `::1` first for `localhost`: whoever listens there would get the visitors.
fn is_taken_on_ipv6(port: u16) -> bool {
    port != 0
        && TcpListener::bind((Ipv6Addr::LOCALHOST, port))
            .is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse)
}
