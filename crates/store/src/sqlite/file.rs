//! The database file, as the file system sees it.
//!
//! It is never opened here while it exists: when a process closes any handle of a file, the system drops all locks
//! that the process has on it, SQLite's among them.

use std::fs::{self, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// A database file that exists.
#[derive(Clone, Debug)]
pub(super) struct DatabaseFile {
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl DatabaseFile {
    /// The file at `path`; an empty one is made, readable by its owner only, where there is none. The error says
    /// in a sentence what the operator has to look at.
    pub(super) fn find_or_make(path: &Path) -> Result<Self> {
        // Absolute, so that a name such as `:memory:` means a file and a later change of folder nothing.
        let path = std::path::absolute(path)
            .map_err(|error| Error::Open(format!("the database needs the name of a file: {error}")))?;
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
            Ok(_) => tracing::info!(path = %path.display(), "made the database file"),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(cannot_make(&path, error.kind(), &error)),
        }
        let found = fs::metadata(&path)
            .map_err(|error| Error::Open(format!("cannot look at {}: {error}", path.display())))?;
        if found.is_dir() {
            return Err(Error::Open(format!("{} is a folder, not a database file", path.display())));
        }
        Ok(Self { device: found.dev(), inode: found.ino(), path })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the path still leads to this file.
    pub(super) fn check_in_place(&self) -> Result<()> {
        match fs::metadata(&self.path) {
            Ok(now) if now.dev() == self.device && now.ino() == self.inode => Ok(()),
            Ok(_) => Err(self.gone("is another file now")),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(self.gone("was deleted")),
            Err(error) => Err(Error::Unavailable(format!("cannot look at {}: {error}", self.path.display()))),
        }
    }

    fn gone(&self, what: &str) -> Error {
        let path = self.path.display();
        Error::Unavailable(format!("{path} {what} while it was in use; put it back, or restart Passflex"))
    }
}

fn cannot_make(path: &Path, kind: ErrorKind, error: &std::io::Error) -> Error {
    let shown = path.display();
    Error::Open(match kind {
        ErrorKind::NotFound => {
            let folder = path.parent().unwrap_or(path).display();
            format!("cannot make the database {shown}: the folder {folder} does not exist")
        }
        ErrorKind::PermissionDenied => {
            format!("cannot make the database {shown}: no permission to write to its folder")
        }
        ErrorKind::ReadOnlyFilesystem => {
            format!("cannot make the database {shown}: its file system is read-only")
        }
        _ => format!("cannot make the database {shown}: {error}"),
    })
}
