//! Where things are in this repository.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::program::Program;

/// The root of the repository.
#[derive(Debug)]
pub(crate) struct Workspace(Folder);

/// A folder of the repository.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Workspace {
    /// The repository that this program was built from.
    pub(crate) fn here() -> Self {
        Self(Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")))
    }

    /// A folder, by its path from the root.
    pub(crate) fn folder(&self, path: &str) -> Folder {
        Folder(self.0.0.join(path))
    }

    /// Cargo, at the root.
    pub(crate) fn cargo<const N: usize>(&self, arguments: [&str; N]) -> Program {
        Program::new("cargo", arguments).in_folder(&self.0.0)
    }
}

impl Folder {
    /// A file in the folder.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    /// Where the folder is.
    pub(crate) fn path(&self) -> &std::ffi::OsStr {
        self.0.as_os_str()
    }

    /// npm, in the folder.
    pub(crate) fn npm<const N: usize>(&self, arguments: [&str; N]) -> Program {
        Program::new("npm", arguments).in_folder(&self.0)
    }
}

/// A program of the workspace that cargo has built. It lies beside this one, for both are debug builds.
pub(crate) fn built_program(name: &str) -> anyhow::Result<PathBuf> {
    let this = std::env::current_exe().context("cannot tell where this program is")?;
    Ok(this.with_file_name(name))
}
