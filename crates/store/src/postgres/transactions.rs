//! The verbs that take more than one statement, on connections of their own: nobody else's statement may come between.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{sleep, timeout};

use super::address::with_causes;
use super::connection::{Connection, Connector};
use super::failure::{Fault, Remedy, Stop};
use super::links::{FIRST_PAUSE, LONGEST_PAUSE, PATIENCE, SILENCE};
use super::retry::{Attempts, pause};
use crate::{Error, Result};

/// How many transactions run at once. Registrations and what administrators do; sign-ins take none.
const CONNECTIONS: usize = 8;

/// How many scans with conditions of a caller's run at once, so that one tenant's leave connections to registrations.
const BOUNDED_SCANS: usize = 2;

/// How long such a scan may take, in milliseconds.
const SCAN_MILLISECONDS: u16 = 3_000;

/// What a transaction begins with, whatever the database's default is: each statement sees what was committed when it
/// began. Where all of them saw the transaction's first moment, one that had waited for a lock would go by what was
/// before the wait.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// What a scan begins with: all that it reads is of one moment.
const BEGIN_SCAN: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '3s'";

/// The connections for transactions.
pub(super) struct Transactions {
    connector: Arc<Connector>,
    idle: Mutex<Vec<Connection>>,
    room: Semaphore,
    scanning: Semaphore,
}

impl Transactions {
    /// Connections that are opened when they are needed.
    pub(super) fn new(connector: Arc<Connector>) -> Self {
        Self {
            connector,
            idle: Mutex::default(),
            room: Semaphore::new(CONNECTIONS),
            scanning: Semaphore::new(BOUNDED_SCANS),
        }
    }

    /// Runs a transaction and commits it.
    pub(super) async fn commit<T, F>(&self, work: impl Fn(Arc<Connection>) -> F) -> Result<T>
    where
        F: Future<Output = Result<T, Fault>>,
    {
        Ok(self.unrefused(BEGIN, work).await?)
    }

    /// The same for what changes something that is there. A text with U+0000 names nothing.
    pub(super) async fn change<T, F>(&self, work: impl Fn(Arc<Connection>) -> F) -> Result<T>
    where
        T: Default,
        F: Future<Output = Result<T, Fault>>,
    {
        match self.unrefused(BEGIN, work).await {
            Err(fault) if fault.names_nothing() => Ok(T::default()),
            other => Ok(other?),
        }
    }

    /// Runs a transaction and commits it, unless a rule refuses it: then nothing of it has happened.
    pub(super) async fn decide<T, R, F>(&self, work: impl Fn(Arc<Connection>) -> F) -> Result<Result<T, R>>
    where
        F: Future<Output = Result<T, Stop<R>>>,
    {
        Ok(self.run(BEGIN, work).await?)
    }

    /// Reads at one moment, with an end to it: what takes longer is [`Error::TooSlow`].
    pub(super) async fn bounded_scan<T, F>(&self, work: impl Fn(Arc<Connection>) -> F) -> Result<T>
    where
        F: Future<Output = Result<T, Fault>>,
    {
        let turn = self.scanning.acquire().await;
        let _turn = turn.map_err(|error| Error::Database(format!("no scan can run: {error}")))?;
        match self.unrefused(BEGIN_SCAN, work).await {
            Err(fault) if fault.is_too_slow() => Err(Error::TooSlow(SCAN_MILLISECONDS.into())),
            other => Ok(other?),
        }
    }

    async fn unrefused<T, F>(&self, begin: &str, work: impl Fn(Arc<Connection>) -> F) -> Result<T, Fault>
    where
        F: Future<Output = Result<T, Fault>>,
    {
        let decided = |db| {
            let worked = work(db);
            async { worked.await.map_err(Stop::<Infallible>::Failed) }
        };
        self.run(begin, decided).await.map(|Ok(answer)| answer)
    }

    async fn run<T, R, F>(
        &self,
        begin: &str,
        work: impl Fn(Arc<Connection>) -> F,
    ) -> Result<Result<T, R>, Fault>
    where
        F: Future<Output = Result<T, Stop<R>>>,
    {
        let mut attempts = Attempts::default();
        loop {
            let fault = match self.attempt(begin, &work).await {
                Ok(answer) => return Ok(Ok(answer)),
                Err(Stop::Refused(refusal)) => return Ok(Err(refusal)),
                Err(Stop::Failed(fault)) => fault,
            };
            let again = matches!(fault.remedy(), Remedy::Again | Remedy::Elsewhere);
            if !again || !attempts.another().await {
                return Err(fault);
            }
        }
    }

    /// One attempt. Where it is dropped before its commit its connection closes, which rolls it back.
    async fn attempt<T, R, F>(&self, begin: &str, work: &impl Fn(Arc<Connection>) -> F) -> Result<T, Stop<R>>
    where
        F: Future<Output = Result<T, Stop<R>>>,
    {
        let (db, _room) = self.get().await?;
        let silent = |_| Stop::from(Error::Busy("the database does not answer"));
        let worked = timeout(SILENCE, async {
            db.client().batch_execute(begin).await.map_err(Fault::Unsent)?;
            work(Arc::clone(&db)).await
        });
        let ended = match worked.await.map_err(silent)? {
            Ok(answer) => match timeout(SILENCE, db.client().batch_execute("COMMIT")).await {
                Ok(committed) => committed.map(|()| answer).map_err(|error| Fault::Sent(error).into()),
                Err(_) => return Err(Error::Interrupted.into()),
            },
            Err(stop) => {
                timeout(SILENCE, db.client().batch_execute("ROLLBACK")).await.map_err(silent)?.ok();
                Err(match stop {
                    // Nothing of a transaction has happened before its commit is sent.
                    Stop::Failed(Fault::Sent(error)) => Stop::Failed(Fault::Unsent(error)),
                    other => other,
                })
            }
        };
        self.put_back(db);
        ended
    }

    /// A connection for one long piece of work, which is closed with it and takes none of the others' room.
    pub(super) async fn own(&self) -> Result<Connection> {
        match timeout(PATIENCE, self.connector.connect()).await {
            Ok(Ok(db)) => Ok(db),
            Ok(Err(error)) => Err(Fault::Unsent(error).into()),
            Err(_) => Err(Error::Busy("the database cannot be reached")),
        }
    }

    /// A connection that nobody else has, within [`PATIENCE`].
    async fn get(&self) -> Result<(Arc<Connection>, SemaphorePermit<'_>)> {
        let room = timeout(PATIENCE, self.room.acquire()).await;
        let Ok(Ok(room)) = room else {
            return Err(Error::Busy("all connections to the database are in use"));
        };
        let connected = timeout(PATIENCE, async {
            for failures in 0.. {
                if let Some(idle) = self.take_idle() {
                    return idle;
                }
                match self.connector.connect().await {
                    Ok(db) => return db,
                    Err(error) if failures == 0 => {
                        tracing::error!(error = with_causes(&error), "cannot connect to the database");
                    }
                    Err(_) => {}
                }
                sleep(pause(failures, FIRST_PAUSE, LONGEST_PAUSE)).await;
            }
            std::future::pending().await
        });
        match connected.await {
            Ok(db) => Ok((Arc::new(db), room)),
            Err(_) => Err(Error::Busy("the database cannot be reached")),
        }
    }

    fn take_idle(&self) -> Option<Connection> {
        // Nothing can panic while it is held.
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|db| !db.is_closed());
        idle.pop()
    }

    fn put_back(&self, db: Arc<Connection>) {
        if let Some(db) = Arc::into_inner(db).filter(|db| !db.is_closed()) {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(db);
        }
    }
}
