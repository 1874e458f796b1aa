//! The only clock of the tests.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use passflex_flex::Clock;

/// A clock that stands still until a test moves it.
pub(crate) struct TestClock(Mutex<Timestamp>);

impl TestClock {
    /// At 2100-01-01 00:00:00 UTC: far ahead, so that by the database's own clock nothing has expired.
    pub(crate) fn far_ahead() -> Arc<Self> {
        Self::at(4_102_444_800)
    }

    /// At this moment, in Unix seconds.
    pub(crate) fn at(seconds: i64) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Timestamp::from_second(seconds).unwrap())))
    }

    /// Moves it.
    pub(crate) fn advance(&self, by: SignedDuration) {
        *self.0.lock().unwrap() += by;
    }

    /// Moves it by so many seconds.
    pub(crate) fn advance_seconds(&self, seconds: i64) {
        self.advance(SignedDuration::from_secs(seconds));
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}
