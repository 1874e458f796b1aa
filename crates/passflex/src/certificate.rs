//! The TLS certificate of `serve`: which files, and when they are read again.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::anyhow;
use passflex_server::{Tls, TlsFiles};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::MissedTickBehavior;

use crate::failure::usage;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(5);

/// The pair, if one is named.
pub(crate) fn files(certificates: Option<PathBuf>, key: Option<PathBuf>) -> anyhow::Result<Option<TlsFiles>> {
    match (certificates, key) {
        (None, None) => Ok(None),
        (Some(certificates), Some(key)) => Ok(Some(TlsFiles { certificates, key })),
        (Some(_), None) => Err(usage(anyhow!("--tls-cert needs its key: name that with --tls-key"))),
        (None, Some(_)) => Err(usage(anyhow!("--tls-key needs its certificate: name that with --tls-cert"))),
    }
}

/// Loads the pair, and keeps it current for as long as the process runs.
pub(crate) fn load(files: TlsFiles) -> anyhow::Result<Tls> {
    let tls = Tls::load(files)?;
    let mut hangup = signal(SignalKind::hangup())?;
    let current = tls.clone();
    tokio::spawn(async move {
        let mut rounds = tokio::time::interval(EVERY);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = rounds.tick() => {}
                _ = hangup.recv() => {}
            }
            let tls = current.clone();
            // An error means that the runtime is shutting down.
            let _ = tokio::task::spawn_blocking(move || tls.refresh()).await;
        }
    });
    Ok(tls)
}
