//! Whether this server can serve.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

use crate::flex::Flex;

/// How far the server's clock may be from the database's (DESIGN.md, "Of any number of concurrent repeats").
const MAX_CLOCK_DIFFERENCE: SignedDuration = SignedDuration::from_secs(5);

/// How old the last proof may be that the database takes writes. Asking more often costs no more commits than that.
const PROVEN_FOR: SignedDuration = SignedDuration::from_secs(2);

/// Why a server must get no requests for the moment.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// The database does not answer.
    #[error("the database does not answer: {0}")]
    NoAnswer(#[source] passflex_store::Error),
    /// The database can be read but takes no writes.
    #[error("the database takes no writes: {0}")]
    NoWrites(#[source] passflex_store::Error),
    /// The server's clock and the database's differ by more than five seconds.
    #[error("the server's clock and the database's differ by {} ms", .0.as_millis())]
    Clock(SignedDuration),
}

/// When the database was last seen to take a write, in Unix microseconds.
#[derive(Debug)]
pub(crate) struct LastWrite(AtomicI64);

impl Default for LastWrite {
    fn default() -> Self {
        Self(AtomicI64::new(i64::MIN))
    }
}

impl LastWrite {
    fn is_recent(&self, now: Timestamp) -> bool {
        let age = now.as_microsecond().saturating_sub(self.0.load(Ordering::Relaxed));
        (0..PROVEN_FOR.as_micros()).contains(&i128::from(age))
    }

    fn was_at(&self, now: Timestamp) {
        self.0.store(now.as_microsecond(), Ordering::Relaxed);
    }
}

impl Flex {
    /// Whether the database answers, takes writes, and has the same time as this machine.
    pub async fn ready(&self) -> Result<(), NotReady> {
        let now = self.clock.now();
        let database = self.store.now().await.map_err(NotReady::NoAnswer)?;
        let difference = now.duration_since(database).abs();
        if difference > MAX_CLOCK_DIFFERENCE {
            return Err(NotReady::Clock(difference));
        }
        if !self.last_write.is_recent(now) {
            self.store.check_writes().await.map_err(NotReady::NoWrites)?;
            self.last_write.was_at(now);
        }
        Ok(())
    }
}
