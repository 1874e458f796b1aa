//! Whom `passflex serve` trusts to vouch for authenticators, by files that change under it.

use std::cell::Cell;
use std::fs;
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use passflex_authenticator::{Attestation, Authenticator, attestation_root};
use serde_json::json;

use crate::world::{Api, Folder, MetadataService, Running};

/// How long a new file may be unnoticed after a signal, on a busy machine: less than the time between two looks.
const NOTICED_AT_ONCE: Duration = Duration::from_secs(4);
/// Without limits, because the tests ask until the answer changes.
const SERVE: [&str; 5] = ["serve", "--listen", "127.0.0.1:0", "--rate-limits", "off"];
const MODEL: &str = "abababab-abab-abab-abab-abababababab";
const ORIGIN: &str = "https://example.com";

/// An app that requires trusted attestation, of a server that runs.
struct Site {
    api: Api,
    app: String,
    key: String,
    /// How many people have tried to register.
    people: Cell<u32>,
}

impl Site {
    fn new(folder: &Folder, running: &Running) -> Self {
        let demands = "--attestation require-trusted --algorithm ES256";
        let app = folder.json(&format!("passflex app create --name Shop --origin {ORIGIN} {demands} --json"));
        let app = app["id"].as_str().unwrap().to_owned();
        let key = folder.json(&format!("passflex key create --app {app} --name backend --json"));
        let key = key["key"].as_str().unwrap().to_owned();
        Self { api: Api::at(&running.text("public_url")), app, key, people: Cell::new(0) }
    }

    /// The status with which somebody new registers with a new key.
    async fn registers(&self) -> u16 {
        let below = |path: &str| format!("/v1/apps/{}/{path}", self.app);
        self.people.set(self.people.get() + 1);
        let person = json!({"external_id": self.newest_person(), "passkey_display_name": "Somebody"});
        let (_, made) = self.api.post(&below("transactions/register"), Some(&self.key), &person).await;
        let start = json!({"transaction_id": made["transaction_id"]});
        let (_, started) = self.api.post(&below("register/transactions/webauthn/start"), None, &start).await;
        let mut key = Authenticator::security_key().attestation(Attestation::Packed).aaguid([0xab; 16]);
        let finish = json!({
            "transaction_id": made["transaction_id"],
            "handshake_id": started["handshake"]["id"],
            "handshake_response": key.register(&started["handshake"]["challenge"]["publicKey"], ORIGIN),
        });
        self.api.post(&below("register/transactions/webauthn/finish"), None, &finish).await.0
    }

    /// Waits until somebody registers with this status.
    async fn comes_to(&self, status: u16) {
        let since = Instant::now();
        while self.registers().await != status {
            assert!(since.elapsed() < NOTICED_AT_ONCE, "the old file still counts");
        }
    }

    fn newest_person(&self) -> String {
        format!("person-{}", self.people.get())
    }

    /// What the attestation of the newest person's passkey came to.
    fn trust(&self, folder: &Folder) -> String {
        let (app, person) = (&self.app, self.newest_person());
        let listed = folder.json(&format!("passflex passkey list --app {app} --external-id {person} --json"));
        listed["passkeys"][0]["attestation_trust"].as_str().unwrap().to_owned()
    }

    /// The rule that the last one broke who was refused.
    fn broken_rule(&self, folder: &Folder) -> String {
        let list = format!("passflex event list --app {} --outcome failed --limit 1 --json", self.app);
        folder.json(&list)["events"][0]["rule"].as_str().unwrap().to_owned()
    }
}

/// A certificate in PEM form.
fn pem(der: &[u8]) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", BASE64.encode(der))
}

#[tokio::test]
async fn roots_in_a_file_are_trusted_and_read_again_when_they_change() {
    let folder = Folder::new();
    fs::write(folder.file("roots.pem"), MetadataService::new().root()).unwrap();
    let by_variable = [("PASSFLEX_ATTESTATION_ROOTS", "roots.pem")];
    let running = Running::start_with(&folder, &SERVE, &by_variable);
    let site = Site::new(&folder, &running);
    assert_eq!(site.registers().await, 400);
    assert_eq!(site.broken_rule(&folder), "attestation_untrusted");

    fs::write(folder.file("roots.pem"), pem(&attestation_root())).unwrap();
    running.signal("HUP");
    site.comes_to(200).await;
    // What is no certificate changes nothing, and is logged.
    fs::write(folder.file("roots.pem"), "").unwrap();
    running.signal("HUP");
    let since = Instant::now();
    while !fs::read_to_string(folder.file("log")).unwrap().contains("have changed for the worse") {
        assert!(since.elapsed() < NOTICED_AT_ONCE);
    }
    assert_eq!(site.registers().await, 200);
    running.stop();
}

#[tokio::test]
async fn metadata_in_a_file_names_who_is_trusted_and_reports_who_no_longer_is() {
    let folder = Folder::new();
    let service = MetadataService::new();
    let put = |number, status| {
        let blob = service.blob(number, "9999-01-01", MODEL, &attestation_root(), status);
        fs::write(folder.file("blob.jwt"), blob).unwrap();
    };
    fs::write(folder.file("root.pem"), service.root()).unwrap();
    put(7, "FIDO_CERTIFIED_L1");
    let metadata = "metadata_blob = \"blob.jwt\"\nmetadata_root = \"root.pem\"\n";
    let file = format!("listen = \"127.0.0.1:0\"\nrate_limits = \"off\"\n{metadata}");
    fs::write(folder.file("passflex.toml"), file).unwrap();
    let running = Running::start(&folder, &["serve", "--config", "passflex.toml"]);
    let site = Site::new(&folder, &running);
    assert_eq!(site.registers().await, 200);
    assert_eq!(site.trust(&folder), "trusted");

    put(8, "REVOKED");
    running.signal("HUP");
    site.comes_to(400).await;
    assert_eq!(site.broken_rule(&folder), "authenticator_compromised");
    // An older one does not take that back.
    put(7, "FIDO_CERTIFIED_L1");
    running.signal("HUP");
    let since = Instant::now();
    while !fs::read_to_string(folder.file("log")).unwrap().contains("is older than the one in force") {
        assert!(since.elapsed() < NOTICED_AT_ONCE);
    }
    assert_eq!(site.registers().await, 400);

    // Who only verifies lets it in, and sees what it is.
    let update = format!("passflex app update {} --attestation verify", site.app);
    assert_eq!(folder.shell(&update).code, 0);
    site.comes_to(200).await;
    assert_eq!(site.trust(&folder), "compromised");
    running.stop();
}

#[test]
fn the_check_of_the_configuration_reads_the_files() {
    let folder = Folder::new();
    let service = MetadataService::new();
    fs::write(folder.file("roots.pem"), pem(&attestation_root()).repeat(2)).unwrap();
    fs::write(folder.file("root.pem"), service.root()).unwrap();
    let files = "--attestation-roots roots.pem --metadata-blob blob.jwt --metadata-root root.pem";
    let check = || folder.shell(&format!("passflex config check {files} | sed -n '3,4p'")).stdout;
    for (due, finding) in [
        ("9999-01-01", "ok       metadata: blob.jwt is BLOB 7 and knows 1 model"),
        ("2024-07-01", "warning  metadata: blob.jwt is out of date: put the current BLOB in its place"),
    ] {
        let blob = service.blob(7, due, MODEL, &attestation_root(), "FIDO_CERTIFIED_L1");
        fs::write(folder.file("blob.jwt"), blob).unwrap();
        let roots = "ok       attestation roots: roots.pem holds 2 certificates";
        assert_eq!(check(), format!("{roots}\n{finding}\n"));
    }
    fs::write(folder.file("root.pem"), MetadataService::new().root()).unwrap();
    let refused = "problem  metadata: blob.jwt cannot be used: no chain of valid certificates leads from the metadata \
                   BLOB's signer to a configured root";
    assert_eq!(check().lines().last(), Some(refused));
}
