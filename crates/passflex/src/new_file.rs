//! Files that a command makes: readable by whoever runs it alone, and whole or not there at all.

use std::path::Path;

use anyhow::{Context as _, anyhow};
use tempfile::NamedTempFile;

use crate::failure::usage;
use crate::folder::{folder_of, sync};

/// A file to write into, which is nowhere yet. `what` is what it will hold, for errors.
pub(crate) fn begin(path: &Path, what: &str) -> anyhow::Result<NamedTempFile> {
    let shown = path.display();
    if path.exists() {
        return Err(usage(anyhow!("{shown} exists already: name a file that does not")));
    }
    let folder = folder_of(path);
    if !folder.is_dir() {
        return Err(usage(anyhow!("{} is no folder: make it first", folder.display())));
    }
    let made = tempfile::Builder::new().prefix(".passflex-").tempfile_in(folder);
    made.with_context(|| format!("cannot write the {what} {shown}"))
}

/// Puts it in its place, for good.
pub(crate) fn put_in_place(file: NamedTempFile, path: &Path, what: &str) -> anyhow::Result<()> {
    let cannot = || format!("cannot write the {what} {}", path.display());
    file.as_file().sync_all().with_context(cannot)?;
    file.persist_noclobber(path).map_err(|error| error.error).with_context(cannot)?;
    sync(folder_of(path)).with_context(cannot)
}
