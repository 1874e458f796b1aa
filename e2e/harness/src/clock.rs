//! A clock that is ahead of the machine's by as much as a test says.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use passflex_flex::{Clock, SystemClock};

/// The machine's clock, moved forward. It goes on ticking, so that times still follow one another.
#[derive(Debug, Default)]
pub(crate) struct MovableClock {
    ahead: Mutex<SignedDuration>,
}

impl MovableClock {
    /// Moves the clock forward by `duration`, in force for every request that is answered from then on.
    pub(crate) fn advance(&self, duration: SignedDuration) {
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        *ahead = ahead.saturating_add(duration);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Timestamp {
        let ahead = *self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        SystemClock.now().saturating_add(ahead).unwrap_or(Timestamp::MAX)
    }
}
