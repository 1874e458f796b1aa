//! The file that `passflex apply` reads. A member that is not here is refused with its place.

use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use passflex_flex::Scope;
use passflex_flex::store::records::{AppSettings, AppStatus, Fingerprint, NativeIdentity};
use passflex_flex::webauthn::{
    Aaguid, AttestationPolicy, BackupEligibilityPolicy, UserVerificationRequirement,
};
use serde::Deserialize;

use crate::cli;
use crate::failure::usage;
use crate::files;

/// Most bytes of a file.
const MOST: usize = 1 << 20;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    apps: Vec<AppTable>,
}

/// What is left out of the settings has its default.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AppTable {
    id: Option<String>,
    name: String,
    rp_id: Option<String>,
    status: Option<AppStatus>,
    origins: Vec<String>,
    #[serde(default)]
    top_origins: Vec<String>,
    user_verification: Option<UserVerificationRequirement>,
    algorithms: Option<Vec<AlgorithmName>>,
    attestation: Option<AttestationPolicy>,
    #[serde(default)]
    aaguids_allowed: Vec<String>,
    #[serde(default)]
    aaguids_denied: Vec<String>,
    backup_eligibility: Option<BackupEligibilityPolicy>,
    transaction_seconds: Option<u32>,
    handshake_seconds: Option<u32>,
    discoverable_handshake_seconds: Option<u32>,
    nonce_seconds: Option<u32>,
    timeout_seconds: Option<u32>,
    passkeys_per_user: Option<u32>,
    #[serde(default)]
    apple_clients: Vec<AppleTable>,
    #[serde(default)]
    android_clients: Vec<AndroidTable>,
    #[serde(default)]
    keys: Vec<KeyTable>,
}

/// By name or by COSE id.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum AlgorithmName {
    Id(i64),
    Name(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AppleTable {
    team_id: String,
    bundle_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AndroidTable {
    package_name: String,
    fingerprints: Vec<Fingerprint>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyTable {
    name: String,
    scopes: Option<Vec<String>>,
}

/// An app as it is to be.
#[derive(Debug)]
pub(super) struct DeclaredApp {
    /// The id of an app that is there. `None`: the one of this name, or a new one.
    pub(super) id: Option<String>,
    pub(super) name: String,
    /// `None`: as it is, or the first origin's host.
    pub(super) rp_id: Option<String>,
    /// `None`: as it is.
    pub(super) status: Option<AppStatus>,
    pub(super) settings: AppSettings,
    pub(super) clients: Vec<NativeIdentity>,
    pub(super) keys: Vec<DeclaredKey>,
}

/// A key that there is to be.
#[derive(Debug)]
pub(super) struct DeclaredKey {
    pub(super) name: String,
    pub(super) scopes: Vec<Scope>,
}

/// What the file declares.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<DeclaredApp>> {
    let shown = path.display();
    let bytes =
        files::bounded(path, MOST).with_context(|| format!("cannot read the file {shown}")).map_err(usage)?;
    if bytes.len() > MOST {
        return Err(usage(anyhow!("the file {shown} is longer than 1 MiB")));
    }
    let apps = || -> anyhow::Result<Vec<DeclaredApp>> {
        let text = String::from_utf8(bytes).map_err(|_| anyhow!("it is not UTF-8"))?;
        let file: File =
            toml::from_str(&text).map_err(|error| anyhow!("{}", error.to_string().trim_end()))?;
        file.apps
            .into_iter()
            .map(|app| {
                let name = app.name.clone();
                declared(app).with_context(|| format!("app {name:?}"))
            })
            .collect()
    };
    apps().with_context(|| format!("the file {shown} is wrong")).map_err(usage)
}

fn declared(app: AppTable) -> anyhow::Result<DeclaredApp> {
    let default = AppSettings::default();
    let settings = AppSettings {
        origins: app.origins,
        top_origins: app.top_origins,
        user_verification: app.user_verification.unwrap_or(default.user_verification),
        algorithms: match app.algorithms {
            Some(names) => names.into_iter().map(cose_id).collect::<Result<_, _>>()?,
            None => default.algorithms,
        },
        attestation: app.attestation.unwrap_or(default.attestation),
        aaguids_allowed: models(&app.aaguids_allowed)?,
        aaguids_denied: models(&app.aaguids_denied)?,
        backup_eligibility: app.backup_eligibility.unwrap_or(default.backup_eligibility),
        transaction_seconds: app.transaction_seconds.unwrap_or(default.transaction_seconds),
        handshake_seconds: app.handshake_seconds.unwrap_or(default.handshake_seconds),
        discoverable_handshake_seconds: app
            .discoverable_handshake_seconds
            .unwrap_or(default.discoverable_handshake_seconds),
        nonce_seconds: app.nonce_seconds.unwrap_or(default.nonce_seconds),
        timeout_seconds: app.timeout_seconds.unwrap_or(default.timeout_seconds),
        passkeys_per_user: app.passkeys_per_user.unwrap_or(default.passkeys_per_user),
    };
    let apple = app
        .apple_clients
        .into_iter()
        .map(|AppleTable { team_id, bundle_id }| NativeIdentity::Apple { team_id, bundle_id });
    let android = app.android_clients.into_iter().map(|AndroidTable { package_name, fingerprints }| {
        NativeIdentity::Android { package_name, fingerprints }
    });
    Ok(DeclaredApp {
        id: app.id,
        name: app.name,
        rp_id: app.rp_id,
        status: app.status,
        settings,
        clients: apple.chain(android).collect(),
        keys: app.keys.into_iter().map(key).collect::<anyhow::Result<_>>()?,
    })
}

fn cose_id(name: AlgorithmName) -> anyhow::Result<i64> {
    match name {
        AlgorithmName::Id(id) => Ok(id),
        AlgorithmName::Name(name) => {
            cli::algorithm(&name).map_err(|error| anyhow!("the algorithm {name:?}: {error}"))
        }
    }
}

fn models(texts: &[String]) -> anyhow::Result<Vec<Aaguid>> {
    texts.iter().map(|text| text.parse().map_err(|error| anyhow!("{text:?} is {error}"))).collect()
}

fn key(key: KeyTable) -> anyhow::Result<DeclaredKey> {
    let KeyTable { name, scopes } = key;
    let Some(words) = scopes else { return Ok(DeclaredKey { name, scopes: Scope::ALL.to_vec() }) };
    let mut scopes = Vec::with_capacity(words.len());
    for word in words {
        let scope = word.parse().map_err(|error| anyhow!("the key {name:?}: {error}"))?;
        if scopes.contains(&scope) {
            bail!("the key {name:?} has the scope {word} twice");
        }
        scopes.push(scope);
    }
    if scopes.is_empty() {
        bail!("the key {name:?} needs at least one scope");
    }
    Ok(DeclaredKey { name, scopes })
}
