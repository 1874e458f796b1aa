//! One transaction for everything that has queued, with a savepoint for each operation.

use rusqlite::{Connection, TransactionBehavior};

use super::file::DatabaseFile;
use super::high_water::{self, Mark};
use super::query::execute;
use crate::{Error, Result};

/// One verb's work within a batch.
pub(super) trait Operation: Send {
    /// Does the work, inside a savepoint. Whether what it wrote stays; the error, where it could not be done.
    fn run(&mut self, db: &Connection) -> Result<bool>;

    /// Gives the answer. Called after the commit.
    fn answer(self: Box<Self>);

    /// Gives an error instead of the answer, because the batch could not be committed.
    fn fail(self: Box<Self>, error: Error);
}

/// Commits batch after batch on the connection that writes.
pub(super) struct Batches {
    db: Connection,
    file: DatabaseFile,
    mark: Mark,
}

impl Batches {
    /// On this connection to this file, with its mark.
    pub(super) fn new(db: Connection, file: DatabaseFile, mark: Mark) -> Self {
        Self { db, file, mark }
    }

    /// Commits the operations and answers each. Where the commit fails none of them has happened, whatever it
    /// would have answered: also a refusal may have rested on what another operation of the batch wrote.
    pub(super) fn commit(&mut self, batch: &mut Vec<Box<dyn Operation>>) {
        match self.try_commit(batch) {
            Ok(()) => batch.drain(..).for_each(Operation::answer),
            Err(error) => batch.drain(..).for_each(|operation| operation.fail(error.clone())),
        }
    }

    fn try_commit(&mut self, batch: &mut [Box<dyn Operation>]) -> Result<()> {
        // IMMEDIATE: the right to write is had before anything is read, so no read of the batch is ever outdated.
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut wrote = false;
        for operation in batch {
            wrote |= in_savepoint(&transaction, operation.as_mut())?;
        }
        if !wrote {
            // Refusals alone are not worth a sync of the disk.
            return Ok(transaction.rollback()?);
        }
        let sequence = high_water::advance(&transaction)?;
        // A file that was deleted takes commits as before, and nobody would ever see them again.
        self.file.check_in_place()?;
        transaction.commit()?;
        if let Err(error) = self.mark.raise(sequence) {
            // It is committed, so it is answered. The guard against older copies is one batch behind until the
            // next one writes the mark.
            tracing::error!(%error, "the mark beside the database could not be written");
        }
        Ok(())
    }
}

/// Runs one operation so that its failure undoes it alone. An error means that the whole transaction is lost.
fn in_savepoint(db: &Connection, operation: &mut dyn Operation) -> Result<bool> {
    execute(db, "SAVEPOINT operation", [])?;
    let ran = operation.run(db);
    if db.is_autocommit() {
        // Out of disk or memory: SQLite has rolled back everything.
        return Err(ran
            .err()
            .unwrap_or_else(|| Error::Database("the transaction was rolled back".to_owned())));
    }
    let keep = ran.unwrap_or(false);
    if !keep {
        execute(db, "ROLLBACK TO operation", [])?;
    }
    execute(db, "RELEASE operation", [])?;
    Ok(keep)
}
