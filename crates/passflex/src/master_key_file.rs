//! The file with the master key: read, or made with a new database, readable by its owner only. Each line is a key;
//! there is more than one only while the master key is being rotated (`flex/src/master_keys.rs` says how and why).

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use passflex_flex::{MasterKey, MasterKeys, SystemRandom};

use crate::failure::usage;
use crate::folder::{folder_of, sync};

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
    /// The file that was named, or the variable that was set, or else a file beside the database, if that is a file.
    pub(crate) fn choose(named: Option<PathBuf>, database: Option<&Path>) -> anyhow::Result<Self> {
        match (named, std::env::var_os(VARIABLE).is_some()) {
            (Some(file), true) => bail!(
                "{VARIABLE} holds a master key, and the file {} is named for one too: give one of them",
                file.display()
            ),
            (Some(file), false) => Ok(Self::File(file)),
            (None, true) => Ok(Self::Variable),
            (None, false) => database.map(Self::beside).with_context(|| {
                format!(
                    "a PostgreSQL database needs a master key, the same for every server: set {VARIABLE}, or name a file \
                     with --master-key-file (`passflex master-key generate` makes a key)"
                )
            }),
        }
    }

    /// The file beside the database: its path with `.master-key` behind it.
    pub(crate) fn beside(database: &Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push(".master-key");
        Self::File(PathBuf::from(path))
    }

    /// The master keys. The file is made if it is not there and `may_make` allows it: a database that has keys already
    /// needs the very key that wraps them.
    pub(crate) fn load(&self, may_make: bool) -> anyhow::Result<MasterKeys> {
        if let Self::File(path) = self {
            if may_make && !path.exists() {
                make(path)?;
            }
            warn_if_others_may_read(path);
        }
        let source = self.clone();
        // All that it says goes into one text, because it is read again later, within the product.
        MasterKeys::read(move || source.read().map_err(|error| format!("{error:#}")))
            .map_err(|error| anyhow!(error))
    }

    /// The keys there are now, at least one.
    pub(crate) fn read(&self) -> anyhow::Result<Vec<MasterKey>> {
        match self {
            Self::File(path) => read(path),
            Self::Variable => {
                let text = std::env::var(VARIABLE).with_context(|| format!("cannot read {VARIABLE}"))?;
                MasterKey::parse_list(&text).with_context(|| format!("the variable {VARIABLE} is wrong"))
            }
        }
    }

    /// Whether it is a file that is not there.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::File(path) if !path.exists())
    }

    /// Puts the key that is to be in force in front of the one that is, unless it stands there already.
    pub(crate) fn begin_rotation(&self, in_force: &str) -> anyhow::Result<Rotation> {
        match self {
            Self::File(path) => Rotation::in_file(path, in_force),
            Self::Variable => Rotation::in_variable(&self.read()?, in_force),
        }
    }
}

impl fmt::Display for MasterKeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "the file {}", path.display()),
            Self::Variable => write!(f, "the variable {VARIABLE}"),
        }
    }
}

/// A rotation of the master key that is under way.
pub(crate) struct Rotation {
    /// Id of the key that is to be in force.
    pub(crate) to: String,
    /// The file, and the lock that keeps other rotations out of it. None where the variable holds the keys.
    file: Option<(PathBuf, File)>,
}

impl Rotation {
    fn in_file(path: &Path, in_force: &str) -> anyhow::Result<Self> {
        // What a symbolic link leads to is replaced, not the link.
        let path = fs::canonicalize(path).with_context(|| format!("cannot find {}", path.display()))?;
        let lock = lock(folder_of(&path))?;
        let mut keys = read(&path)?;
        // One in front that is not in force is what an earlier attempt left, or what an operator put there.
        if keys.first().is_some_and(|first| first.id() == in_force) {
            keys.insert(0, MasterKey::generate(&SystemRandom)?);
            replace(&path, &keys)?;
        }
        let to = keys.first().map(|key| key.id().to_owned()).context("there is no master key")?;
        Ok(Self { to, file: Some((path, lock)) })
    }

    fn in_variable(keys: &[MasterKey], in_force: &str) -> anyhow::Result<Self> {
        match keys.first() {
            Some(first) if first.id() != in_force => Ok(Self { to: first.id().to_owned(), file: None }),
            _ => Err(usage(anyhow!(
                "{VARIABLE} begins with the key that is in force. Put a new one in front of it, with a space between \
                 them (`passflex master-key generate` makes one), restart every server with both, and run this again"
            ))),
        }
    }

    /// Takes the other keys off the list, once the database does not need them. Says what is left to do, if anything.
    pub(crate) fn finish(self) -> anyhow::Result<Option<String>> {
        let Some((path, _lock)) = self.file else {
            return Ok(Some(format!("Now take the old key out of {VARIABLE}, and restart every server.")));
        };
        let keys: Vec<MasterKey> = read(&path)?.into_iter().filter(|key| key.id() == self.to).collect();
        replace(&path, &keys).with_context(|| {
            format!(
                "the database is under the new key, but the old one is still in {}: remove its line",
                path.display()
            )
        })?;
        Ok(None)
    }
}

/// Keeps a second rotation out of the folder until the file is closed.
fn lock(folder: &Path) -> anyhow::Result<File> {
    let opened =
        File::open(folder).with_context(|| format!("cannot open the folder {}", folder.display()))?;
    match opened.try_lock() {
        Ok(()) => Ok(opened),
        Err(TryLockError::WouldBlock) => {
            bail!("another rotation of this master key is under way; let it end first")
        }
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", folder.display()))
        }
    }
}

/// Writes the keys beside the file and moves them over it, so that nobody ever reads half of them. The file stays its
/// owner's: the server may run as somebody else than who rotates.
fn replace(path: &Path, keys: &[MasterKey]) -> anyhow::Result<()> {
    let cannot = || format!("cannot replace the master key file {}", path.display());
    let before = fs::metadata(path).with_context(cannot)?;
    let file = written(folder_of(path), keys).with_context(cannot)?;
    fchown(file.as_file(), Some(before.uid()), Some(before.gid())).with_context(cannot)?;
    file.as_file().set_permissions(before.permissions()).with_context(cannot)?;
    file.persist(path).with_context(cannot)?;
    sync(folder_of(path)).with_context(cannot)
}

/// A temporary file with these keys, safely on the disk. It is 0600 from its first byte.
fn written(folder: &Path, keys: &[MasterKey]) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    for key in keys {
        file.write_all(key.to_text().as_bytes())?;
        file.write_all(b"\n")?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

fn read(path: &Path) -> anyhow::Result<Vec<MasterKey>> {
    match fs::read_to_string(path) {
        Ok(text) => {
            MasterKey::parse_list(&text).with_context(|| format!("the file {} is wrong", path.display()))
        }
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
fn make(path: &Path) -> anyhow::Result<()> {
    let cannot = || format!("cannot make the master key file {}", path.display());
    let key = MasterKey::generate(&SystemRandom)?;
    let file = written(folder_of(path), &[key]).with_context(cannot)?;
    match file.persist_noclobber(path) {
        Ok(_) => sync(folder_of(path)).with_context(cannot),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.error).with_context(cannot),
    }
}

fn warn_if_others_may_read(path: &Path) {
    let open = fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0);
    if open {
        tracing::warn!(file = %path.display(), "others may read the master key: make it readable by its owner only (chmod 600)");
    }
}
