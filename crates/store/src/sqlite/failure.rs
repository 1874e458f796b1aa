//! SQLite's errors in the store's words.

use rusqlite::ErrorCode;

use super::reader;
use crate::Error;

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::Busy("another process holds the database")
            }
            // What an operator puts right, and not this process: the next call may succeed.
            Some(
                ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied,
            ) => Self::Unavailable(error.to_string()),
            Some(ErrorCode::OperationInterrupted) => Self::TooSlow(reader::PATIENCE.as_millis()),
            _ => Self::Database(error.to_string()),
        }
    }
}

/// Why a verb's work stops early: a rule says no, or the database does. Lets both be raised with `?`.
#[derive(Debug)]
pub(super) enum Stop<R> {
    /// The rule's refusal, which becomes the verb's inner `Err`.
    Refused(R),
    /// The verb's outer `Err`.
    Failed(Error),
}

impl<R> From<Error> for Stop<R> {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl<R> From<rusqlite::Error> for Stop<R> {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.into())
    }
}
