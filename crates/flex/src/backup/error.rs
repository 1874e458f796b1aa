//! Why a backup was not made, or not taken in.

use passflex_store::ImportRefused;

use crate::error::Error;

/// Each is a sentence that says what to do. Nothing was restored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// It is some other file.
    #[error("this is not a backup of Passflex")]
    NotABackup,
    /// A later version made it, and wrote what this one does not know.
    #[error(
        "the backup has {what}, which this Passflex does not know: restore it with version {made_by} or later"
    )]
    Newer {
        /// What is not known.
        what: String,
        /// The version that made it.
        made_by: String,
    },
    /// It is not what was written.
    #[error("the backup is damaged or incomplete ({0}): use another copy of it, or another backup")]
    Damaged(String),
    /// A handle key does not open.
    #[error("the backup opens with the master key of the database that it was made of: {0}")]
    MasterKey(String),
    /// The database has something already.
    #[error(
        "{0}. A backup is restored into a new database: name one that does not exist yet with --database"
    )]
    NotEmpty(ImportRefused),
    /// It cannot be read from its beginning again.
    #[error("a backup is read twice, first to check it, so it must be a file and not a pipe: save it to one")]
    Pipe,
    /// The file cannot be read.
    #[error("the backup cannot be read")]
    Read(#[source] std::io::Error),
    /// The file cannot be written.
    #[error("the backup cannot be written")]
    Write(#[source] std::io::Error),
    /// The database could not answer.
    #[error("the database could not be read or written")]
    Store(#[from] passflex_store::Error),
    /// A fault of ours.
    #[error("{0}")]
    Internal(String),
}

impl From<tokio::task::JoinError> for BackupError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Internal(format!("a thread did not finish: {error}"))
    }
}

impl From<ImportRefused> for BackupError {
    fn from(refused: ImportRefused) -> Self {
        match refused {
            ImportRefused::Incomplete => Self::Damaged(refused.to_string()),
            ImportRefused::NotEmpty { .. } => Self::NotEmpty(refused),
        }
    }
}

impl From<Error> for BackupError {
    fn from(error: Error) -> Self {
        Self::Internal(error.to_string())
    }
}
