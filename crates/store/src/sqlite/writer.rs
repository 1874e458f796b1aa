//! The one thread that writes.
//!
//! Verbs put their work into a bounded queue. The thread takes what has queued while the last commit ran, does it in
//! one transaction (see `batch.rs`) and answers after the commit. A lone sign-in waits for nobody, a hundred at once
//! share one sync of the disk; no timer is needed for either.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::batch::{Batches, Operation};
use super::failure::Stop;
use super::file::DatabaseFile;
use super::high_water::Mark;
use crate::{Error, Result};

/// How many operations may wait. At 10,000 a second this is under half a second of work.
const QUEUE: usize = 4_096;

/// How long a verb waits for room in a full queue.
const QUEUE_WAIT: Duration = Duration::from_secs(2);

/// How many operations share a commit at most, so that the first does not wait for thousands behind it.
const BATCH: usize = 512;

/// What becomes of what an operation wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict<T> {
    /// It is committed, then the answer is given.
    Keep(T),
    /// It is undone: the answer is a refusal, or there was nothing to change.
    Undo(T),
}

impl<T> Verdict<Option<T>> {
    /// Keeps what was written where there is something to say about it.
    pub(super) fn keep_if_some(answer: Option<T>) -> Self {
        if answer.is_some() { Self::Keep(answer) } else { Self::Undo(answer) }
    }
}

impl Verdict<bool> {
    /// Keeps what was written where the answer is yes.
    pub(super) fn keep_if_true(answer: bool) -> Self {
        if answer { Self::Keep(true) } else { Self::Undo(false) }
    }
}

impl<T, R> Verdict<Result<T, R>> {
    /// Keeps what was written unless a rule refused it.
    pub(super) fn unless_refused(outcome: Result<T, Stop<R>>) -> Result<Self> {
        match outcome {
            Ok(answer) => Ok(Self::Keep(Ok(answer))),
            Err(Stop::Refused(refusal)) => Ok(Self::Undo(Err(refusal))),
            Err(Stop::Failed(error)) => Err(error),
        }
    }
}

/// The way to the writing thread. Dropping it finishes what is queued and closes the connection.
pub(super) struct Writer {
    queue: Option<mpsc::Sender<Box<dyn Operation>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread, which owns the connection to this file and the mark from now on.
    pub(super) fn start(db: Connection, file: DatabaseFile, mark: Mark) -> Result<Self> {
        let (queue, work) = mpsc::channel(QUEUE);
        let batches = Batches::new(db, file, mark);
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || write(batches, work))
            .map_err(|error| Error::Open(format!("cannot start the thread that writes: {error}")))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Does `work` in a transaction, and returns its answer once that is durable. Where the caller stops waiting,
    /// the work is done all the same.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<Verdict<T>> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let operation = Pending { work: Some(work), outcome: None, answer };
        let queue = self.queue.as_ref().ok_or_else(stopped)?;
        queue.send_timeout(Box::new(operation), QUEUE_WAIT).await.map_err(|error| match error {
            mpsc::error::SendTimeoutError::Timeout(_) => Error::Busy("too many writes are waiting"),
            mpsc::error::SendTimeoutError::Closed(_) => stopped(),
        })?;
        answered.await.map_err(|_| stopped())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // The thread ends when the queue is closed and empty; its connection then folds the log into the database.
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that writes had panicked");
        }
    }
}

fn write(mut batches: Batches, mut work: mpsc::Receiver<Box<dyn Operation>>) {
    let mut batch = Vec::with_capacity(BATCH);
    while work.blocking_recv_many(&mut batch, BATCH) > 0 {
        batches.commit(&mut batch);
    }
}

fn stopped() -> Error {
    Error::Database("the thread that writes has stopped".to_owned())
}

#[cfg(test)]
mod tests;

/// An operation that waits for its turn, then for its commit.
struct Pending<T, F> {
    work: Option<F>,
    outcome: Option<Result<T>>,
    answer: oneshot::Sender<Result<T>>,
}

impl<T, F> Operation for Pending<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<Verdict<T>> + Send,
{
    fn run(&mut self, db: &Connection) -> Result<bool> {
        let Some(work) = self.work.take() else { return Ok(false) };
        // What a panicking operation leaves behind is undone by its savepoint.
        let outcome = catch_unwind(AssertUnwindSafe(|| work(db)))
            .unwrap_or_else(|_| Err(Error::Database("an operation panicked".to_owned())));
        let (outcome, keep) = match outcome {
            Ok(Verdict::Keep(answer)) => (Ok(answer), Ok(true)),
            Ok(Verdict::Undo(answer)) => (Ok(answer), Ok(false)),
            Err(error) => (Err(error.clone()), Err(error)),
        };
        self.outcome = Some(outcome);
        keep
    }

    fn answer(self: Box<Self>) {
        let outcome = self.outcome.unwrap_or_else(|| Err(stopped()));
        // Nobody may be waiting any more: the client went away.
        drop(self.answer.send(outcome));
    }

    fn fail(self: Box<Self>, error: Error) {
        drop(self.answer.send(Err(error)));
    }
}
