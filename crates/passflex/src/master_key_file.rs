//! The file with the master key: read, or made with a new database, readable by its owner only.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use passflex_flex::{MasterKey, SystemRandom};

/// The variable that may hold the key itself.
const VARIABLE: &str = "PASSFLEX_MASTER_KEY";

/// Where the key of a database at `database` is unless somebody says otherwise.
pub(crate) fn beside(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".master-key");
    PathBuf::from(path)
}

/// The master key. Made if the file is not there and `may_make` allows it: a database that has keys already needs
/// the very key that wraps them.
pub(crate) fn load(path: &Path, may_make: bool) -> anyhow::Result<MasterKey> {
    if let Ok(text) = std::env::var(VARIABLE) {
        return MasterKey::parse(&text).with_context(|| format!("the variable {VARIABLE} is wrong"));
    }
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
