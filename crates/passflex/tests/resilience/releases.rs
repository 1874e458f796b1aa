//! Databases of earlier releases: each is migrated, and its people sign in.
//!
//! `tests/releases` has one folder for each. Before a release its folder is written with
//! `PASSFLEX_RELEASE_FOLDER=FOLDER cargo test -p passflex --test resilience of_this_release`. The keys in it are nobody's.

use std::fs;
use std::path::{Path, PathBuf};

use passflex_authenticator::{Algorithm, Authenticator};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::world::{Caller, Installation, Kind, ORIGIN, Person, Server};

/// Who is in the database, with what one needs to be them again.
const PEOPLE: &str = "people.json";

/// The database, and the key to it.
const DATA: [&str; 2] = ["passflex.db", "master-key"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_of_every_release_sign_in_after_the_migration() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/releases");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let releases: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    assert!(!releases.is_empty());
    for release in releases {
        everybody_signs_in(&release).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_of_this_release_will_sign_in() {
    let temporary = TempDir::new().unwrap();
    let named = std::env::var_os("PASSFLEX_RELEASE_FOLDER").map(PathBuf::from);
    // Cargo runs tests in their crate's folder, and people name paths from the repository's.
    let named = named.map(|path| Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path));
    let folder = named.unwrap_or_else(|| temporary.path().to_owned());
    fs::create_dir_all(&folder).unwrap();
    write(&folder).await;
    everybody_signs_in(&folder).await;
}

/// The authenticator of this kind, with the keys that it always makes.
fn authenticator(kind: &str) -> Authenticator {
    match kind {
        "synced" => Authenticator::synced().seed(1),
        "device-bound" => Authenticator::device_bound().seed(2),
        "security-key" => Authenticator::security_key().seed(3).algorithm(Algorithm::EdDsa),
        other => panic!("there is no {other}"),
    }
}

/// Writes a folder of a release.
async fn write(folder: &Path) {
    let installation = Installation::sqlite();
    let server = Server::start(&installation);
    let caller = Caller::of(&installation, &[&server]);
    let mut people = Vec::new();
    for kind in ["synced", "device-bound", "security-key"] {
        let mut person = Person::new(format!("with-{kind}"));
        let started = caller.begin_registration(&person.external_id).await.unwrap();
        let response = authenticator(kind).register(&started.public_key, ORIGIN);
        person.finish(&caller, Kind::Register, started.answered(&response)).await.unwrap().ok();
        people.push(json!({
            "external_id": person.external_id,
            "authenticator": kind,
            "options": started.public_key,
        }));
    }
    server.kill();
    // Whoever closes it last folds its log into it.
    installation.json(&["app", "list"]);
    for name in DATA {
        fs::copy(installation.file(name), folder.join(name)).unwrap();
    }
    let told = json!({ "app": installation.app, "key": installation.key, "people": people });
    fs::write(folder.join(PEOPLE), format!("{told:#}\n")).unwrap();
}

/// Starts a server on a copy of the database, and lets everybody in it sign in.
async fn everybody_signs_in(release: &Path) {
    let told: Value = serde_json::from_slice(&fs::read(release.join(PEOPLE)).unwrap()).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let installation = Installation::copied(release, &DATA, text(&told["app"]), text(&told["key"]));
    let server = Server::start(&installation);
    let caller = Caller::of(&installation, &[&server]);
    for somebody in told["people"].as_array().unwrap() {
        let mut person = Person::new(text(&somebody["external_id"]));
        person.authenticator = authenticator(&text(&somebody["authenticator"]));
        // It makes the same passkey again.
        person.authenticator.register(&somebody["options"], ORIGIN);
        let nonce = person.sign_in(&caller).await.unwrap().ok();
        let verified = caller.verify(nonce["nonce"].as_str().unwrap()).await.unwrap().ok();
        assert_eq!(verified["external_id"], somebody["external_id"], "{}", release.display());
    }
}
