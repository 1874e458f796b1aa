//! `passflex serve` with a certificate.

use std::fs;
use std::time::{Duration, Instant};

use crate::world::{Folder, Running};

/// How long a new certificate may be unnoticed, and as much again for a busy machine.
const NOTICED_WITHIN: Duration = Duration::from_secs(10);
/// The same after a signal: less than the time between two looks.
const NOTICED_AT_ONCE: Duration = Duration::from_secs(4);
const SERVE: [&str; 7] =
    ["serve", "--listen", "127.0.0.1:0", "--tls-cert", "cert.pem", "--tls-key", "key.pem"];

/// Writes a new pair for `localhost`, and returns a client that trusts it alone.
fn renew(folder: &Folder) -> reqwest::Client {
    let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(folder.file("cert.pem"), pair.cert.pem()).unwrap();
    fs::write(folder.file("key.pem"), pair.signing_key.serialize_pem()).unwrap();
    let root = reqwest::Certificate::from_pem(pair.cert.pem().as_bytes()).unwrap();
    // Without connections that are kept: each request sees the certificate in force.
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([root]).pool_max_idle_per_host(0);
    client.build().unwrap()
}

async fn is_trusted(running: &Running, client: &reqwest::Client) -> bool {
    let answer = client.get(format!("{}/healthz", running.text("public_url"))).send().await;
    answer.is_ok_and(|answer| answer.status() == 200)
}

#[tokio::test]
async fn a_renewed_certificate_is_noticed_and_sooner_on_a_hangup() {
    let folder = Folder::new();
    let first = renew(&folder);
    let running = Running::start(&folder, &SERVE);
    assert!(running.text("public_url").starts_with("https://localhost:"));
    assert!(is_trusted(&running, &first).await);
    for within in [NOTICED_WITHIN, NOTICED_AT_ONCE] {
        let renewed = renew(&folder);
        if within == NOTICED_AT_ONCE {
            running.signal("HUP");
        }
        let since = Instant::now();
        while !is_trusted(&running, &renewed).await {
            assert!(since.elapsed() < within, "the old certificate is still in force");
        }
        assert!(!is_trusted(&running, &first).await);
    }
    running.stop();
}

#[tokio::test]
async fn variables_and_a_file_name_the_pair_like_flags() {
    let folder = Folder::new();
    let client = renew(&folder);
    let by_variable = [("PASSFLEX_TLS_CERT", "cert.pem"), ("PASSFLEX_TLS_KEY", "key.pem")];
    let running = Running::start_with(&folder, &SERVE[..3], &by_variable);
    assert!(is_trusted(&running, &client).await);
    running.stop();

    let file = "listen = \"127.0.0.1:0\"\ntls_cert = \"cert.pem\"\ntls_key = \"key.pem\"\n";
    fs::write(folder.file("passflex.toml"), file).unwrap();
    let running = Running::start(&folder, &["serve", "--config", "passflex.toml"]);
    assert!(is_trusted(&running, &client).await);
    running.stop();
}
