//! TLS: both versions of HTTP, connections that waste time, and certificates that change.

use std::fs;
use std::time::Duration;

use passflex_server::{Tls, TlsFiles};
use reqwest::Version;
use tempfile::TempDir;
use tokio::time::{pause, resume, timeout};

use crate::world::{Certificate, Log, TlsServer, Wire};

/// Longer than any limit of the server.
const FOREVER: Duration = Duration::from_hours(1);

/// The beginning of an HTTP/2 connection: the preface, and settings that leave all as it is (RFC 9113, section 3.4).
const H2_BEGINNING: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// A whole request on stream 1: HEADERS that end both themselves and the stream, `GET https /` by index (RFC 7541,
/// appendix A) and the authority spelt out.
const H2_REQUEST: &[u8] = b"\0\0\x0e\x01\x05\0\0\0\x01\x82\x87\x84\x41\x09localhost";

#[tokio::test]
async fn a_client_that_speaks_http_2_gets_it_and_another_gets_http_1() {
    let certificate = Certificate::new();
    let server = TlsServer::start(&certificate);
    assert_eq!(server.ask(&certificate).await.unwrap(), Version::HTTP_2);
    let old = certificate.client(server.address).http1_only().build().unwrap();
    assert_eq!(server.ask_with(old).await.unwrap(), Version::HTTP_11);
}

#[tokio::test]
async fn a_client_that_never_finishes_the_handshake_is_disconnected() {
    let server = TlsServer::start(&Certificate::new());
    // Nothing, half a record's head, and a record whose content never comes.
    for beginning in [&b""[..], b"\x16\x03", b"\x16\x03\x01\x02\x00\x01"] {
        let mut wire = Wire::to(server.address).await;
        wire.send(beginning).await;
        assert!(is_closed_in_time(wire).await, "{beginning:?}");
    }
}

#[tokio::test]
async fn what_is_no_handshake_ends_the_connection_at_once() {
    let server = TlsServer::start(&Certificate::new());
    let mut wire = Wire::to(server.address).await;
    wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let answer = wire.read_bytes_to_end().await;
    assert!(!answer.windows(4).any(|bytes| bytes == b"here"), "{answer:?}");
}

#[tokio::test]
async fn whoever_takes_too_long_with_a_head_after_the_handshake_is_disconnected() {
    let certificate = Certificate::new();
    let server = TlsServer::start(&certificate);
    for (protocol, beginning) in [
        ("http/1.1", &b""[..]),
        ("http/1.1", b"GET / HTTP/1.1\r\nHost: loc"),
        ("h2", b""),
        ("h2", b"PRI * HTTP/2.0\r\n"),
        ("h2", H2_BEGINNING),
        ("h2", &[H2_BEGINNING, &H2_REQUEST[..12]].concat()),
    ] {
        let mut wire = Wire::over_tls(server.address, &certificate, protocol).await;
        wire.send(beginning).await;
        assert!(is_closed_in_time(wire).await, "{protocol} {beginning:?}");
    }
}

#[tokio::test]
async fn an_http_2_client_that_does_not_say_that_it_is_still_there_is_disconnected() {
    let certificate = Certificate::new();
    let server = TlsServer::start(&certificate);
    let mut wire = Wire::over_tls(server.address, &certificate, "h2").await;
    wire.send([H2_BEGINNING, H2_REQUEST].concat()).await;
    pause();
    let began = tokio::time::Instant::now();
    let answer = timeout(FOREVER, wire.read_bytes_to_end()).await.unwrap();
    assert!(answer.windows(4).any(|bytes| bytes == b"here"), "{answer:?}");
    // Asked after 30 seconds, and given up ten later.
    assert_eq!(began.elapsed().as_secs(), 40);
}

#[tokio::test]
async fn idle_connections_and_half_handshakes_do_not_delay_the_stop() {
    let certificate = Certificate::new();
    let server = TlsServer::start(&certificate);
    let mut idle = Wire::over_tls(server.address, &certificate, "http/1.1").await;
    idle.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    idle.read_until("here").await;
    let mut half = Wire::to(server.address).await;
    half.send(b"\x16\x03").await;
    pause();
    let asked = tokio::time::Instant::now();
    server.stop.send(()).unwrap();
    server.serving.await.unwrap().unwrap();
    assert_eq!(asked.elapsed().as_secs(), 0);
}

#[tokio::test]
async fn a_certificate_that_is_replaced_is_what_new_connections_get() {
    let (old, new) = (Certificate::new(), Certificate::new());
    let server = TlsServer::start(&old);
    let mut under_way = Wire::over_tls(server.address, &old, "http/1.1").await;
    new.write(server.folder.path());
    server.tls.refresh();
    assert!(server.ask(&old).await.is_err());
    assert_eq!(server.ask(&new).await.unwrap(), Version::HTTP_2);
    under_way.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    under_way.read_until("here").await;
}

#[tokio::test]
async fn a_bad_pair_is_logged_once_and_the_old_one_stays_until_a_good_one_comes() {
    let (log, _guard) = Log::capture();
    let (old, new) = (Certificate::new(), Certificate::new());
    let server = TlsServer::start(&old);
    let certificates = server.folder.path().join("cert.pem");

    fs::write(&certificates, new.pem()).unwrap();
    server.tls.refresh();
    server.tls.refresh();
    assert_eq!(log.text().matches("do not belong together; name the key").count(), 1, "{}", log.text());
    assert!(server.ask(&old).await.is_ok());

    fs::remove_file(&certificates).unwrap();
    server.tls.refresh();
    server.tls.refresh();
    assert_eq!(log.text().matches("cannot read ").count(), 1, "{}", log.text());
    assert!(server.ask(&old).await.is_ok());

    new.write(server.folder.path());
    server.tls.refresh();
    assert!(server.ask(&new).await.is_ok());
}

#[test]
fn a_pair_that_cannot_be_used_is_refused_with_what_to_do() {
    let folder = TempDir::new().unwrap();
    let (one, other) = (Certificate::new(), Certificate::new());
    let files = one.write(folder.path());
    let (certificates, key) = (files.certificates.display(), files.key.display());
    let junk = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for (certificate_pem, key_pem, expected) in [
        (
            one.pem(),
            other.key_pem(),
            format!(
                "the certificate in {certificates} and the key in {key} do not belong together; name the key that the \
                 first certificate in the file was made for"
            ),
        ),
        (
            one.key_pem(),
            one.key_pem(),
            format!(
                "{certificates} holds no certificate in PEM form; name the file with the lines `-----BEGIN \
                 CERTIFICATE-----`"
            ),
        ),
        (
            one.pem(),
            one.pem(),
            format!(
                "{key} holds no private key in PEM form; name the file with the line `-----BEGIN PRIVATE KEY-----`, not \
                 encrypted"
            ),
        ),
        (
            junk.to_owned(),
            one.key_pem(),
            format!(
                "the certificate in {certificates} and the key in {key} cannot be used: invalid peer certificate: \
                 BadEncoding; have them made anew"
            ),
        ),
    ] {
        fs::write(&files.certificates, certificate_pem).unwrap();
        fs::write(&files.key, key_pem).unwrap();
        assert_eq!(refusal(&files), expected);
    }
    let nowhere = TlsFiles { certificates: folder.path().join("nothing.pem"), ..files };
    assert_eq!(
        refusal(&nowhere),
        format!(
            "cannot read {}: No such file or directory (os error 2); name a file that this user may read",
            nowhere.certificates.display()
        )
    );
}

fn refusal(files: &TlsFiles) -> String {
    Tls::load(files.clone()).err().map(|error| error.to_string()).unwrap_or_default()
}

/// Whether the server closes the connection. The clock is stopped, and skips to the next moment at which anything
/// would happen.
async fn is_closed_in_time(mut wire: Wire) -> bool {
    pause();
    let closed = timeout(FOREVER, wire.read_bytes_to_end()).await.is_ok();
    resume();
    closed
}
