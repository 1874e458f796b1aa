//! The TLS certificate of `serve`: which files, and when they are read again.

use std::path::PathBuf;

use anyhow::anyhow;
use passflex_server::{Tls, TlsFiles};

use crate::failure::usage;
use crate::files::keep_current;

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
    let current = tls.clone();
    keep_current(move || current.refresh())?;
    Ok(tls)
}
