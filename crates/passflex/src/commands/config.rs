//! `passflex config …`: whether `serve` would start, and what it would do. No database and no master key is made; a
//! database that is there is opened as `serve` opens it, which settles an older copy.

use std::path::Path;

use anyhow::bail;
use jiff::SignedDuration;
use passflex_flex::store::Store;
use passflex_flex::webauthn::AttestationPolicy;
use passflex_flex::{Clock as _, Flex, SystemClock};
use passflex_server::{Tls, TlsFiles};
use serde_json::json;

use crate::attestation_files::AttestationFiles;
use crate::cli::ServeArgs;
use crate::commands::serve::ServerSettings;
use crate::config::ConfigFile;
use crate::database::Location;
use crate::output::Output;
use crate::providers_file;

/// How far the clocks of this machine and of the database may be apart: what a second replica decides about a token
/// then still agrees with the first.
const CLOCKS_APART: SignedDuration = SignedDuration::from_secs(5);

/// How grave a finding is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Ok,
    Warning,
    Problem,
}

impl Verdict {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

/// One thing that was looked at, and a sentence about it.
struct Finding {
    verdict: Verdict,
    about: &'static str,
    says: String,
}

fn ok(about: &'static str, says: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Ok, about, says: says.into() }
}

fn warning(about: &'static str, says: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Warning, about, says: says.into() }
}

fn problem(about: &'static str, says: impl Into<String>) -> Finding {
    Finding { verdict: Verdict::Problem, about, says: says.into() }
}

pub(crate) async fn check(
    args: &ServeArgs,
    file: &ConfigFile,
    location: &Location,
    output: &Output,
) -> anyhow::Result<()> {
    let settings = ServerSettings::choose(args, file)?;
    let mut findings = vec![listen(&settings), public_url(&settings)];
    findings.extend(settings.tls.as_ref().map(tls));
    findings.extend(settings.providers.as_deref().map(providers));
    let attestation = attestation(&settings.attestation);
    let trusts_nobody = attestation.is_empty();
    findings.extend(attestation);
    findings.extend(data(location, trusts_nobody).await);

    let problems = findings.iter().filter(|finding| finding.verdict == Verdict::Problem).count();
    let value = json!({
        "ok": problems == 0,
        "checks": findings.iter().map(|finding| json!({
            "about": finding.about, "verdict": finding.verdict.as_str(), "says": finding.says,
        })).collect::<Vec<_>>(),
    });
    let text: Vec<String> = findings
        .iter()
        .map(|finding| format!("{:<8} {}: {}", finding.verdict.as_str(), finding.about, finding.says))
        .collect();
    output.result(&value, &text.join("\n"));
    match problems {
        0 => Ok(()),
        1 => bail!("1 problem was found"),
        count => bail!("{count} problems were found"),
    }
}

fn listen(settings: &ServerSettings) -> Finding {
    let address = settings.listen;
    if address.ip().is_loopback() {
        ok("listen", format!("{address}, reached from this machine alone"))
    } else if settings.tls.is_some() {
        ok("listen", format!("{address} is open to the network, with TLS"))
    } else {
        warning("listen", format!("{address} is open to the network: only a proxy with TLS may reach it"))
    }
}

fn public_url(settings: &ServerSettings) -> Finding {
    match &settings.public_url {
        None if settings.listen.ip().is_loopback() => ok("public URL", "http://localhost and the port"),
        None => warning("public URL", "not given: name what clients reach the server by with --public-url"),
        Some(url) if url.starts_with("https://") => ok("public URL", url.as_str()),
        Some(url) if url.starts_with("http://localhost") => ok("public URL", url.as_str()),
        Some(url) => problem(
            "public URL",
            format!("{url} must begin with https://: browsers run passkeys nowhere else"),
        ),
    }
}

fn tls(files: &TlsFiles) -> Finding {
    match Tls::load(files.clone()) {
        Ok(_) => ok("TLS", format!("{} goes with its key", files.certificates.display())),
        Err(error) => problem("TLS", error.to_string()),
    }
}

fn providers(path: &Path) -> Finding {
    match providers_file::read(Some(path)) {
        Ok(_) => ok("providers", format!("{} names some", path.display())),
        Err(error) => problem("providers", format!("{error:#}")),
    }
}

/// Whom the server would trust to vouch for authenticators; nothing where it is to trust nobody.
fn attestation(files: &AttestationFiles) -> Vec<Finding> {
    let roots = match files.roots() {
        Ok(roots) => roots.map(|(path, roots)| {
            let count = counted(roots.len(), "certificate");
            ok("attestation roots", format!("{} holds {count}", path.display()))
        }),
        Err(error) => Some(problem("attestation roots", format!("{error:#}"))),
    };
    let metadata = match files.metadata(None) {
        Ok(found) => found.map(|(path, metadata)| {
            let path = path.display();
            let unreadable = metadata.unreadable().len();
            if metadata.is_stale(SystemClock.now().as_second()) {
                warning("metadata", format!("{path} is out of date: put the current BLOB in its place"))
            } else if unreadable > 0 {
                let count = counted(unreadable, "model");
                warning(
                    "metadata",
                    format!("{path} says of {count} what cannot be read: they are not trusted"),
                )
            } else {
                let count = counted(metadata.entries().len(), "model");
                ok("metadata", format!("{path} is BLOB {} and knows {count}", metadata.number()))
            }
        }),
        Err(error) => Some(problem("metadata", format!("{error:#}"))),
    };
    roots.into_iter().chain(metadata).collect()
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// The database, the master key in front of it, and what is in it. What rests on something that is missing is left out.
async fn data(location: &Location, trusts_nobody: bool) -> Vec<Finding> {
    if let Some(path) = location.file().filter(|path| !path.exists()) {
        return vec![new_database(path), new_master_key(location)];
    }
    let store = match location.look().await {
        Ok(store) => store,
        Err(error) => return vec![problem("database", error.to_string())],
    };
    let mut findings =
        vec![ok("database", format!("{location} opens, its schema is up to date")), clock(&*store).await];
    let has_keys = match (store.sealing_keys().await, store.apps().await) {
        (Ok(keys), Ok(apps)) => !keys.is_empty() || !apps.is_empty(),
        (Err(error), _) | (_, Err(error)) => {
            findings.push(problem("database", error.to_string()));
            return findings;
        }
    };
    drop(store);
    if !has_keys {
        findings.push(new_master_key(location));
        return findings;
    }
    match location.open().await {
        Ok(flex) => {
            findings.push(ok("master key", "opens the database's keys"));
            findings.extend(apps(&flex, trusts_nobody).await);
        }
        Err(error) => findings.push(problem("master key", format!("{error:#}"))),
    }
    findings
}

fn new_database(path: &Path) -> Finding {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if folder.is_dir() {
        ok("database", format!("{} would be made", path.display()))
    } else {
        problem(
            "database",
            format!("{} cannot be made: there is no folder {}", path.display(), folder.display()),
        )
    }
}

fn new_master_key(location: &Location) -> Finding {
    let source = location.master_key();
    match source.read() {
        Ok(_) => ok("master key", format!("{source} is there")),
        Err(error) if source.is_missing() && location.file().is_none() => {
            problem("master key", format!("{error:#}"))
        }
        Err(_) if source.is_missing() => ok("master key", format!("{source} would be made")),
        Err(error) => problem("master key", format!("{error:#}")),
    }
}

async fn clock(store: &dyn Store) -> Finding {
    let here = SystemClock.now();
    match store.now().await {
        Ok(there) if here.duration_since(there).abs() < CLOCKS_APART => {
            ok("clock", "agrees with the database's")
        }
        Ok(there) => problem(
            "clock",
            format!("it is {here} here and {there} in the database: set both by a time server"),
        ),
        Err(error) => problem("clock", error.to_string()),
    }
}

async fn apps(flex: &Flex, trusts_nobody: bool) -> Vec<Finding> {
    let apps = match flex.apps().await {
        Ok(apps) => apps,
        Err(error) => return vec![problem("apps", error.to_string())],
    };
    if apps.is_empty() {
        return vec![ok("apps", "none yet: passflex app create --name NAME --origin URL")];
    }
    let mut findings = Vec::new();
    for app in &apps {
        let fit = flex.check_app(app);
        // Also whether the key that user handles are derived with is undamaged.
        let sound = match fit {
            Ok(()) => flex.tenant(&app.id).await.map(drop),
            Err(error) => Err(error),
        };
        if let Err(error) = sound {
            findings.push(problem("apps", format!("{} ({}): {error}", app.id, app.name)));
        } else if trusts_nobody && app.settings.attestation == AttestationPolicy::RequireTrusted {
            let says = "requires trusted attestation, and nobody is trusted, so nobody could register: name somebody \
                        with --attestation-roots or --metadata-blob";
            findings.push(problem("apps", format!("{} ({}) {says}", app.id, app.name)));
        }
    }
    if findings.is_empty() {
        let says = format!("{} with origins that fit their RP ids", counted(apps.len(), "app"));
        findings.push(ok("apps", says));
    }
    findings
}
