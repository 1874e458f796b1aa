//! The file with the master key: read, or made with a new database, readable by its owner only.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use passflex_flex::{MasterKey, SystemRandom};

/// The variable that may hold the key itself.
const VARIABLE: &str = "PASSFLEX_MASTER_KEY";

/// Where the master key is.
#[derive(Clone, Debug)]
pub(crate) enum MasterKeySource {
    /// In this file.
    File(PathBuf),
    /// In the variable `PASSFLEX_MASTER_KEY`.
    Variable,
}

impl MasterKeySource {
    /// The file that was named, or the variable that was set, or else a file beside the database.
    pub(crate) fn choose(named: Option<PathBuf>, database: &Path) -> anyhow::Result<Self> {
        match (named, std::env::var_os(VARIABLE).is_some()) {
            (Some(file), true) => bail!(
                "{VARIABLE} holds a master key, and the file {} is named for one too: give one of them",
                file.display()
            ),
            (Some(file), false) => Ok(Self::File(file)),
            (None, true) => Ok(Self::Variable),
            (None, false) => Ok(Self::beside(database)),
        }
    }

    /// The file beside the database: its path with `.master-key` behind it.
    pub(crate) fn beside(database: &Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push(".master-key");
        Self::File(PathBuf::from(path))
    }

    /// The master key. Its file is made if it is not there and `may_make` allows it: a database that has keys already
    /// needs the very key that wraps them.
    pub(crate) fn load(&self, may_make: bool) -> anyhow::Result<MasterKey> {
        match self {
            Self::File(path) => load(path, may_make),
            Self::Variable => {
                let text = std::env::var(VARIABLE).with_context(|| format!("cannot read {VARIABLE}"))?;
                MasterKey::parse(&text).with_context(|| format!("the variable {VARIABLE} is wrong"))
            }
        }
    }
}

fn load(path: &Path, may_make: bool) -> anyhow::Result<MasterKey> {
    match fs::read_to_string(path) {
        Ok(text) => {
            warn_if_others_may_read(path);
            MasterKey::parse(&text).with_context(|| format!("the file {} is wrong", path.display()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && may_make => make(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(
            "the database has keys, but its master key file {} is missing. Put it back, or name it with \
             --master-key-file; without it these keys cannot be read",
            path.display()
        ),
        Err(error) => {
            Err(error).with_context(|| format!("cannot read the master key file {}", path.display()))
        }
    }
}

/// Writes a new key beside its final place and links it there, so that nobody ever reads half of it, and of two
/// processes that start together both use the same.
fn make(path: &Path) -> anyhow::Result<MasterKey> {
    let key = MasterKey::generate(&SystemRandom)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let cannot = || format!("cannot make the master key file {}", path.display());
    // A temporary file is 0600 from its first byte.
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(cannot)?;
    file.write_all(key.to_text().as_bytes()).with_context(cannot)?;
    file.write_all(b"\n").with_context(cannot)?;
    file.as_file().sync_all().with_context(cannot)?;
    match file.persist_noclobber(path) {
        Ok(_) => {
            fs::File::open(folder).and_then(|folder| folder.sync_all()).with_context(cannot)?;
            Ok(key)
        }
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => load(path, false),
        Err(error) => Err(error.error).with_context(cannot),
    }
}

fn warn_if_others_may_read(path: &Path) {
    let open = fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0);
    if open {
        tracing::warn!(file = %path.display(), "others may read the master key: make it readable by its owner only (chmod 600)");
    }
}
