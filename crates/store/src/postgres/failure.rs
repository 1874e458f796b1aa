//! PostgreSQL's errors in the store's words, and what may be done about each.

use tokio_postgres::error::SqlState;

use super::address::with_causes;
use crate::Error;

/// Why a verb's work stops early: a rule says no, or the database does. Lets both be raised with `?`.
#[derive(Debug)]
pub(super) enum Stop<R> {
    /// The rule's refusal, which becomes the verb's inner `Err`.
    Refused(R),
    /// The verb's outer `Err`.
    Failed(Fault),
}

impl<R> From<Fault> for Stop<R> {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault)
    }
}

impl<R> From<Error> for Stop<R> {
    fn from(error: Error) -> Self {
        Self::Failed(Fault::Told(error))
    }
}

impl<R> Stop<R> {
    /// Whether the statement only failed because another one of the transaction had.
    fn is_consequence(&self) -> bool {
        matches!(self, Self::Failed(fault) if fault.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION))
    }
}

/// The outcome of statements that were sent together: the first that stops it, what made the transaction fail before
/// what failed because of it.
pub(super) fn settle<R, const N: usize>(outcomes: [Result<(), Stop<R>>; N]) -> Result<(), Stop<R>> {
    let stops = outcomes.into_iter().filter_map(Result::err);
    let (consequences, causes): (Vec<_>, Vec<_>) = stops.partition(Stop::is_consequence);
    causes.into_iter().chain(consequences).next().map_or(Ok(()), Err)
}

/// What came of a statement, and apart from it its answer.
pub(super) fn apart<T, R>(outcome: Result<T, Stop<R>>) -> (Result<(), Stop<R>>, Option<T>) {
    match outcome {
        Ok(answer) => (Ok(()), Some(answer)),
        Err(stop) => (Err(stop), None),
    }
}

/// What the database did instead of answering.
#[derive(Debug)]
pub(super) enum Fault {
    /// It failed before the statement was sent: nothing was done.
    Unsent(tokio_postgres::Error),
    /// It failed the statement, or was lost on the way.
    Sent(tokio_postgres::Error),
    /// It has been put into words.
    Told(Error),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Told(error)
    }
}

/// What may be done about a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Nothing was done and the same may well succeed: another transaction was in the way.
    Again,
    /// The connection is gone, and nothing was done.
    Elsewhere,
    /// The connection is gone, and whether anything was done is not known.
    Unknown,
    /// None: it is the answer.
    None,
}

impl Fault {
    /// What may be done about it.
    pub(super) fn remedy(&self) -> Remedy {
        match self {
            Self::Unsent(error) | Self::Sent(error) if is_conflict(error) => Remedy::Again,
            Self::Unsent(error) if is_loss(error) => Remedy::Elsewhere,
            Self::Sent(error) if is_loss(error) => Remedy::Unknown,
            Self::Unsent(_) | Self::Sent(_) | Self::Told(_) => Remedy::None,
        }
    }

    /// Whether a parameter was a text with U+0000, which PostgreSQL cannot hold: it names nothing.
    pub(super) fn names_nothing(&self) -> bool {
        self.code() == Some(&SqlState::CHARACTER_NOT_IN_REPERTOIRE)
    }

    /// Whether the statement was stopped because it took too long.
    pub(super) fn is_too_slow(&self) -> bool {
        self.code() == Some(&SqlState::QUERY_CANCELED)
    }

    /// The constraint that made the statement fail, if one did.
    pub(super) fn constraint(&self) -> Option<&str> {
        match self {
            Self::Sent(error) => error.as_db_error()?.constraint(),
            Self::Unsent(_) | Self::Told(_) => None,
        }
    }

    fn code(&self) -> Option<&SqlState> {
        match self {
            Self::Unsent(error) | Self::Sent(error) => error.code(),
            Self::Told(_) => None,
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let (error, sent) = match fault {
            Fault::Told(error) => return error,
            Fault::Sent(error) => (error, true),
            Fault::Unsent(error) => (error, false),
        };
        match error.code() {
            _ if is_conflict(&error) => Self::Busy("other transactions kept getting in the way"),
            Some(code) if *code == SqlState::QUERY_CANCELED => Self::Busy("a statement took too long"),
            Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE => Self::Busy("a row stayed locked"),
            Some(code) if *code == SqlState::READ_ONLY_SQL_TRANSACTION => {
                Self::Busy("the database takes no writes: it is a standby, or read-only")
            }
            // What an operator puts right, and not this process: the next call may succeed.
            Some(code) if [SqlState::DISK_FULL, SqlState::IO_ERROR].contains(code) => {
                Self::Unavailable(with_causes(&error))
            }
            _ if is_loss(&error) && sent => Self::Interrupted,
            _ if is_loss(&error) => Self::Busy("the connection to the database was lost"),
            _ => Self::Database(with_causes(&error)),
        }
    }
}

/// Whether the transaction was rolled back because another one was in the way.
fn is_conflict(error: &tokio_postgres::Error) -> bool {
    [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED]
        .iter()
        .any(|conflict| error.code() == Some(conflict))
}

/// Whether the connection is gone: closed, broken, or ended by the database, which says so last.
pub(super) fn is_loss(error: &tokio_postgres::Error) -> bool {
    use std::error::Error as _;
    let broken = || error.source().is_some_and(|cause| cause.downcast_ref::<std::io::Error>().is_some());
    let ended = [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW];
    error.is_closed()
        || broken()
        || error.code().is_some_and(|code| ended.contains(code) || code.code().starts_with("08"))
}
