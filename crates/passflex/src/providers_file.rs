//! The operator's list of passkey providers.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use anyhow::Context;
use passflex_flex::Providers;

use crate::failure::usage;

/// Reads the list, or takes what is built in where no file is named.
pub(crate) fn read(path: Option<&Path>) -> anyhow::Result<Providers> {
    let Some(path) = path else { return Ok(Providers::default()) };
    let json = bounded(path)
        .with_context(|| format!("cannot read the list of providers {}", path.display()))
        .map_err(usage)?;
    Providers::from_json(&json)
        .with_context(|| format!("the list of providers {} is wrong", path.display()))
        .map_err(usage)
}

/// The file, or enough of it to see that it is too long.
fn bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut json = Vec::new();
    File::open(path)?.take(Providers::MAX_JSON as u64 + 1).read_to_end(&mut json)?;
    Ok(json)
}
