//! A few connections that all single statements share. Many are under way on each at once: the next is sent before the
//! last is answered, and PostgreSQL works them off in order, each a transaction of its own.
//!
//! A connection that is lost is opened again by whoever needs it next, with pauses in between that grow. Nobody waits
//! longer than [`PATIENCE`], for that or for room.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, RwLock, Semaphore};
use tokio::time::{Instant, sleep_until, timeout};

use super::address::with_causes;
use super::connection::{Connection, Connector};
use super::failure::{Fault, Remedy, Stop};
use super::retry::{Attempts, pause};
use crate::{Error, Result};

/// How many connections there are. A commit waits for the disk while its connection waits with it, so there are more
/// of them than a server has cores.
const LINKS: usize = 8;

/// How many statements may be under way on all of them.
const UNDER_WAY: usize = 1_024;

/// How long a verb waits for room or for a connection.
pub(super) const PATIENCE: Duration = Duration::from_secs(3);

/// How long a statement may take with those in front of it. PostgreSQL ends one that runs too long itself; this is for
/// a database that does not answer at all.
pub(super) const SILENCE: Duration = Duration::from_secs(10);

/// The pauses between attempts to connect: random, up to this, doubled each time up to the other.
pub(super) const FIRST_PAUSE: Duration = Duration::from_millis(50);
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The shared connections.
pub(super) struct Links {
    connector: Arc<Connector>,
    all: [Link; LINKS],
    next: AtomicUsize,
    room: Semaphore,
}

#[derive(Default)]
struct Link {
    /// What is there, which may be closed.
    open: RwLock<Option<Arc<Connection>>>,
    /// Held by whoever connects.
    opening: Mutex<Opening>,
}

/// How the attempts to open a link went.
#[derive(Default)]
struct Opening {
    failures: u32,
    not_before: Option<Instant>,
}

impl Links {
    /// Links that are opened when they are needed.
    pub(super) fn new(connector: Arc<Connector>) -> Self {
        Self {
            connector,
            all: Default::default(),
            next: AtomicUsize::new(0),
            room: Semaphore::new(UNDER_WAY),
        }
    }

    /// Runs a statement that only reads. Where its connection is lost it is run again on another. A text with U+0000
    /// finds nothing.
    pub(super) async fn read<T, F>(&self, work: impl Fn(Arc<Connection>) -> F) -> Result<T>
    where
        T: Default,
        F: Future<Output = Result<T, Fault>>,
    {
        match self.run(work, true).await {
            Err(fault) if fault.names_nothing() => Ok(T::default()),
            other => Ok(other?),
        }
    }

    /// Runs a statement that writes. Where its connection is lost after it was sent, nobody knows whether it was
    /// committed: that is [`Error::Interrupted`]. A text with U+0000 names nothing that could be changed.
    pub(super) async fn write<T, F>(&self, work: impl Fn(Arc<Connection>) -> F) -> Result<T>
    where
        T: Default,
        F: Future<Output = Result<T, Fault>>,
    {
        match self.run(work, false).await {
            Err(fault) if fault.names_nothing() => Ok(T::default()),
            other => Ok(other?),
        }
    }

    /// The same for a statement that rules may refuse.
    pub(super) async fn decide<T, R, F>(&self, work: impl Fn(Arc<Connection>) -> F) -> Result<Result<T, R>>
    where
        F: Future<Output = Result<T, Stop<R>>>,
    {
        let decided = |db| {
            let worked = work(db);
            async {
                match worked.await {
                    Ok(answer) => Ok(Ok(answer)),
                    Err(Stop::Refused(refusal)) => Ok(Err(refusal)),
                    Err(Stop::Failed(fault)) => Err(fault),
                }
            }
        };
        Ok(self.run(decided, false).await?)
    }

    async fn run<T, F>(&self, work: impl Fn(Arc<Connection>) -> F, harmless: bool) -> Result<T, Fault>
    where
        F: Future<Output = Result<T, Fault>>,
    {
        let room = timeout(PATIENCE, self.room.acquire()).await;
        let Ok(Ok(_room)) = room else {
            return Err(Error::Busy("too many statements are under way").into());
        };
        let mut attempts = Attempts::default();
        loop {
            let (link, db) = self.get().await?;
            let fault = match timeout(SILENCE, work(Arc::clone(&db))).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(fault)) => fault,
                Err(_) => {
                    tracing::warn!("the database did not answer in {SILENCE:?}; the connection is given up");
                    link.close(&db).await;
                    return Err(if harmless {
                        Error::Busy("the database does not answer").into()
                    } else {
                        Error::Interrupted.into()
                    });
                }
            };
            let again = match fault.remedy() {
                Remedy::Again => true,
                Remedy::Elsewhere => {
                    link.close(&db).await;
                    true
                }
                Remedy::Unknown => {
                    link.close(&db).await;
                    harmless
                }
                Remedy::None => false,
            };
            if !again || !attempts.another().await {
                return Err(fault);
            }
        }
    }

    /// An open connection, within [`PATIENCE`].
    async fn get(&self) -> Result<(&Link, Arc<Connection>)> {
        let found = timeout(PATIENCE, self.find()).await;
        found.map_err(|_| Error::Busy("the database cannot be reached"))
    }

    /// The next connection in turn, or another where that one is closed; opened where all are.
    async fn find(&self) -> (&Link, Arc<Connection>) {
        let first = self.next.fetch_add(1, Ordering::Relaxed) % LINKS;
        let (before, from) = self.all.split_at(first);
        let mut own = &self.all[0];
        for (place, link) in from.iter().chain(before).enumerate() {
            if let Some(db) = link.current().await {
                return (link, db);
            }
            if place == 0 {
                own = link;
                // One caller at a time opens a link; the others go on with those that are open.
                if let Ok(mut opening) = own.opening.try_lock()
                    && let Ok(db) = own.open_now(&self.connector, &mut opening).await
                {
                    return (own, db);
                }
            }
        }
        (own, own.wait_until_open(&self.connector).await)
    }
}

impl Link {
    /// The connection, if it is open.
    async fn current(&self) -> Option<Arc<Connection>> {
        self.open.read().await.as_ref().filter(|db| !db.is_closed()).cloned()
    }

    /// Opens it, or finds it opened by somebody else, however long that takes.
    async fn wait_until_open(&self, connector: &Connector) -> Arc<Connection> {
        let mut opening = self.opening.lock().await;
        loop {
            if let Some(at) = opening.not_before {
                sleep_until(at).await;
            }
            if let Ok(db) = self.open_now(connector, &mut opening).await {
                return db;
            }
        }
    }

    /// Opens it, unless an attempt has failed just now.
    async fn open_now(&self, connector: &Connector, opening: &mut Opening) -> Result<Arc<Connection>, ()> {
        if let Some(db) = self.current().await {
            return Ok(db);
        }
        if opening.not_before.is_some_and(|at| Instant::now() < at) {
            return Err(());
        }
        match connector.connect().await {
            Ok(db) => {
                let db = Arc::new(db);
                *self.open.write().await = Some(Arc::clone(&db));
                *opening = Opening::default();
                Ok(db)
            }
            Err(error) => {
                if opening.failures == 0 {
                    tracing::error!(error = with_causes(&error), "cannot connect to the database");
                }
                let pause = pause(opening.failures, FIRST_PAUSE, LONGEST_PAUSE);
                opening.failures = opening.failures.saturating_add(1);
                opening.not_before = Some(Instant::now() + pause);
                Err(())
            }
        }
    }

    /// Gives this connection up, unless another has taken its place.
    async fn close(&self, given_up: &Arc<Connection>) {
        let mut open = self.open.write().await;
        if open.as_ref().is_some_and(|db| Arc::ptr_eq(db, given_up)) {
            *open = None;
        }
    }
}
