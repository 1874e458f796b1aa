//! The configuration file, and what wins over what: flags, then `PASSFLEX_…` variables, then the file.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use passflex_server::TrustedProxy;
use serde::Deserialize;

use crate::cli::{Common, OnOff};
use crate::failure::usage;

/// What a file may say. A key that is not here is refused with its place.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfigFile {
    pub(crate) database: Option<String>,
    pub(crate) master_key_file: Option<PathBuf>,
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) public_url: Option<String>,
    pub(crate) tls_cert: Option<PathBuf>,
    pub(crate) tls_key: Option<PathBuf>,
    pub(crate) rate_limits: Option<OnOff>,
    pub(crate) providers: Option<PathBuf>,
    pub(crate) attestation_roots: Option<PathBuf>,
    pub(crate) metadata_blob: Option<PathBuf>,
    pub(crate) metadata_root: Option<PathBuf>,
    #[serde(default)]
    pub(crate) trusted_proxies: Vec<TrustedProxy>,
}

impl ConfigFile {
    /// Reads the file that `--config` names, if it names one.
    pub(crate) fn read(common: &Common) -> anyhow::Result<Self> {
        common.config.as_deref().map_or_else(|| Ok(Self::default()), read)
    }
}

fn read(path: &Path) -> anyhow::Result<ConfigFile> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read the configuration file {}", path.display()))
        .map_err(usage)?;
    toml::from_str(&text)
        .map_err(|error| anyhow!("{}", error.to_string().trim_end()))
        .with_context(|| format!("the configuration file {} is wrong", path.display()))
        .map_err(usage)
}
