//! The only clock of the tests.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use passflex_flex::Clock;

/// A clock that stands still until a test moves it.
pub(crate) struct TestClock(Mutex<Timestamp>);

impl TestClock {
    /// At 2100-01-01 00:00:00 UTC: far ahead, so that by the database's own clock nothing of a story has expired.
    pub(crate) fn far_ahead() -> Arc<Self> {
        Self::at(Timestamp::from_second(4_102_444_800).unwrap())
    }

    /// At this moment, in whole microseconds.
    pub(crate) fn at(moment: Timestamp) -> Arc<Self> {
        let moment = Timestamp::from_microsecond(moment.as_microsecond()).unwrap();
        Arc::new(Self(Mutex::new(moment)))
    }

    /// Moves it forward.
    pub(crate) fn advance(&self, by: SignedDuration) {
        *self.0.lock().unwrap() += by;
    }

    /// Moves it forward by so many seconds.
    pub(crate) fn advance_seconds(&self, seconds: i64) {
        self.advance(SignedDuration::from_secs(seconds));
    }

    /// Sets it.
    pub(crate) fn set(&self, moment: Timestamp) {
        *self.0.lock().unwrap() = moment;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}
