//! The operator's list of passkey providers.

use std::path::Path;

use anyhow::Context;
use passflex_flex::Providers;

use crate::failure::usage;
use crate::files::bounded;

/// Reads the list, or takes what is built in where no file is named.
pub(crate) fn read(path: Option<&Path>) -> anyhow::Result<Providers> {
    let Some(path) = path else { return Ok(Providers::default()) };
    let json = bounded(path, Providers::MAX_JSON)
        .with_context(|| format!("cannot read the list of providers {}", path.display()))
        .map_err(usage)?;
    Providers::from_json(&json)
        .with_context(|| format!("the list of providers {} is wrong", path.display()))
        .map_err(usage)
}
