//! What can go wrong between Passflex and its database.

/// The database could not answer. Nothing of the verb has been written, unless the variant says otherwise.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database refused, failed or went away. The text is for the operator's log, never for a caller.
    #[error("database: {0}")]
    Database(String),
    /// The database is busy beyond the bound; the same call may succeed later.
    #[error("database is overloaded: {0}")]
    Busy(&'static str),
    /// The connection was lost before the database answered: what was asked of it may have been done or not.
    #[error("the connection to the database was lost before it answered")]
    Interrupted,
    /// The database cannot do it for the moment: its disk is full or read-only, or it is gone. The same call succeeds
    /// once that is put right. The text is for the operator's log, never for a caller.
    #[error("the database cannot be used: {0}")]
    Unavailable(String),
    /// A scan took longer than it may. Narrower conditions, or an order that an index serves, may do.
    #[error("a scan was stopped after {0} ms")]
    TooSlow(u128),
    /// A stored value does not read back as what it should be.
    #[error("{table}.{column} of row {row} does not decode: {reason}")]
    Corrupt {
        /// The table that holds it.
        table: &'static str,
        /// Its column.
        column: &'static str,
        /// The row's id.
        row: String,
        /// What was wrong with it.
        reason: String,
    },
    /// The schema is not the one this version needs, and may not be migrated now.
    #[error("schema: {0}")]
    Schema(String),
    /// The database cannot be opened or made.
    #[error("{0}")]
    Open(String),
}

/// What every verb returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;
