//! A limit on guesses at a password.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Wrong passwords that one may try within a window.
const LIMIT: u32 = 10;
const WINDOW: Duration = Duration::from_mins(10);

/// A fixed number of counters, so that no number of made-up names fills the memory. Keys that fall on the same one
/// share it, which costs an honest person nothing: counters only fill where someone guesses.
const COUNTERS: usize = 16_384;

/// Counts attempts per key and says when there were too many.
pub(crate) struct Attempts {
    /// Keyed at random, so that nobody can work out which names share a counter.
    hasher: RandomState,
    counters: Mutex<Vec<Counter>>,
}

#[derive(Clone, Copy)]
struct Counter {
    window_started: Instant,
    attempts: u32,
}

impl Attempts {
    pub(crate) fn new() -> Self {
        let unused = Counter { window_started: Instant::now(), attempts: 0 };
        Self { hasher: RandomState::new(), counters: Mutex::new(vec![unused; COUNTERS]) }
    }

    /// Counts an attempt before it is made; `Err` with the time to wait if there were too many.
    pub(crate) fn count(&self, key: &impl Hash) -> Result<(), Duration> {
        self.with_counter(key, |counter| {
            let age = counter.window_started.elapsed();
            if age >= WINDOW {
                *counter = Counter { window_started: Instant::now(), attempts: 0 };
            }
            if counter.attempts >= LIMIT {
                return Err(WINDOW.saturating_sub(age));
            }
            counter.attempts += 1;
            Ok(())
        })
    }

    /// Takes back the attempt that turned out to be right.
    pub(crate) fn forgive(&self, key: &impl Hash) {
        self.with_counter(key, |counter| counter.attempts = counter.attempts.saturating_sub(1));
    }

    fn with_counter<T>(&self, key: &impl Hash, work: impl FnOnce(&mut Counter) -> T) -> T {
        let bucket = self.hasher.hash_one(key) % COUNTERS as u64;
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner);
        // The remainder is below COUNTERS, which fits every usize.
        let index = usize::try_from(bucket).unwrap_or(0);
        work(&mut counters[index])
    }
}
