//! Counts of ceremonies, kept in memory and written once in a while: a start writes nothing (invariant 10).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use passflex_store::AppId;
use passflex_store::records::{CeremonyCount, CeremonyKind, EventAction};

const HOUR_MICROSECONDS: i64 = 3_600_000_000;

type Key = (AppId, i64, CeremonyKind, &'static str);

/// What has been counted since the last flush. As many entries as apps that ran a ceremony since.
#[derive(Default)]
pub(crate) struct Counts(Mutex<HashMap<Key, u64>>);

impl Counts {
    pub(crate) fn started(&self, app: &AppId, kind: CeremonyKind, at: Timestamp) {
        self.count(app, kind, "started", at);
    }

    pub(crate) fn complete(&self, app: &AppId, kind: CeremonyKind, at: Timestamp) {
        self.count(app, kind, "complete", at);
    }

    pub(crate) fn failed(&self, app: &AppId, action: EventAction, at: Timestamp) {
        let kind = match action {
            EventAction::Register => CeremonyKind::Register,
            EventAction::Authenticate => CeremonyKind::Authenticate,
        };
        self.count(app, kind, "failed", at);
    }

    fn count(&self, app: &AppId, kind: CeremonyKind, outcome: &'static str, at: Timestamp) {
        let hour = at.as_microsecond().div_euclid(HOUR_MICROSECONDS) * HOUR_MICROSECONDS;
        *self.lock().entry((app.clone(), hour, kind, outcome)).or_default() += 1;
    }

    /// Takes everything counted so far.
    pub(crate) fn take(&self) -> Vec<CeremonyCount> {
        std::mem::take(&mut *self.lock())
            .into_iter()
            .filter_map(|((app, hour, kind, outcome), count)| {
                let hour = Timestamp::from_microsecond(hour).ok()?;
                Some(CeremonyCount { app, hour, kind, outcome, count })
            })
            .collect()
    }

    /// Puts back what could not be written.
    pub(crate) fn put_back(&self, counts: Vec<CeremonyCount>) {
        let mut lock = self.lock();
        for count in counts {
            let key = (count.app, count.hour.as_microsecond(), count.kind, count.outcome);
            *lock.entry(key).or_default() += count.count;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Key, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
