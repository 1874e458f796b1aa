//! How many failed ceremonies of an app become events (invariant 10).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use passflex_store::AppId;

const EVENTS_PER_MINUTE: u32 = 60;
const MINUTE_MICROSECONDS: i64 = 60_000_000;

/// Counts the failed events of the current minute by app. Apps of past minutes are forgotten.
#[derive(Default)]
pub(crate) struct FailureBudget(Mutex<(i64, HashMap<AppId, u32>)>);

impl FailureBudget {
    /// Gives an event back that was not written after all.
    pub(crate) fn give_back(&self, app: &AppId) {
        let mut lock = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(used) = lock.1.get_mut(app) {
            *used = used.saturating_sub(1);
        }
    }

    /// Whether one more event of this app may be written in this minute; counts it if so.
    pub(crate) fn allows(&self, app: &AppId, now: Timestamp) -> bool {
        let minute = now.as_microsecond().div_euclid(MINUTE_MICROSECONDS);
        let mut lock = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lock.0 != minute {
            *lock = (minute, HashMap::new());
        }
        let used = lock.1.entry(app.clone()).or_default();
        let allowed = *used < EVENTS_PER_MINUTE;
        *used += u32::from(allowed);
        allowed
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use passflex_store::AppId;

    use super::FailureBudget;

    #[test]
    fn an_app_leaves_sixty_failed_events_a_minute_and_no_more() {
        let budget = FailureBudget::default();
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let (loud, quiet) = (AppId::new("loud"), AppId::new("quiet"));
        assert_eq!((0..100).filter(|_| budget.allows(&loud, now)).count(), 60);
        assert!(budget.allows(&quiet, now));
        assert!(budget.allows(&loud, now + SignedDuration::from_mins(1)));
    }
}
