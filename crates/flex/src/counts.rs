//! Counts of ceremonies, kept in memory and written once in a while: a start writes nothing (invariant 10).

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use passflex_store::AppId;
use passflex_store::records::{CeremonyCount, CeremonyFact, CeremonyKind};

use crate::durations;

const HOUR_MICROSECONDS: i64 = 3_600_000_000;
const DAY_MICROSECONDS: i64 = 24 * HOUR_MICROSECONDS;

/// App, start, kind and outcome.
type Key = (AppId, i64, CeremonyKind, &'static str);

/// What a ceremony had in common with others: the names of facts, and which ones, all of closed lists.
pub(crate) type Facts = Vec<(&'static str, String)>;

/// What has been counted since the last flush. As many entries as apps that ran a ceremony since, times what the lists of
/// facts have.
#[derive(Default)]
pub(crate) struct Counts(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    ceremonies: HashMap<Key, u64>,
    /// By day instead.
    facts: HashMap<(Key, &'static str, String), u64>,
}

/// What was taken to be written.
pub(crate) struct Taken {
    pub(crate) ceremonies: Vec<CeremonyCount>,
    pub(crate) facts: Vec<CeremonyFact>,
}

impl Counts {
    pub(crate) fn started(&self, app: &AppId, kind: CeremonyKind, at: Timestamp) {
        self.count(app, kind, "started", at, Facts::new());
    }

    /// A ceremony ended after so long: a bucket of durations is one more fact of it.
    pub(crate) fn complete(
        &self,
        app: &AppId,
        kind: CeremonyKind,
        started_at: Timestamp,
        at: Timestamp,
        mut facts: Facts,
    ) {
        facts.push(("seconds", durations::bucket_of(at.duration_since(started_at)).to_owned()));
        self.count(app, kind, "complete", at, facts);
    }

    pub(crate) fn failed(&self, app: &AppId, kind: CeremonyKind, at: Timestamp, facts: Facts) {
        self.count(app, kind, "failed", at, facts);
    }

    fn count(&self, app: &AppId, kind: CeremonyKind, outcome: &'static str, at: Timestamp, facts: Facts) {
        let mut lock = self.lock();
        for (fact, value) in facts {
            let day = (app.clone(), start_of(DAY_MICROSECONDS, at), kind, outcome);
            add(&mut lock.facts, (day, fact, value), 1);
        }
        add(&mut lock.ceremonies, (app.clone(), start_of(HOUR_MICROSECONDS, at), kind, outcome), 1);
    }

    /// Takes everything counted so far.
    pub(crate) fn take(&self) -> Taken {
        let counted = std::mem::take(&mut *self.lock());
        let ceremonies = counted.ceremonies.into_iter().filter_map(|((app, hour, kind, outcome), count)| {
            let hour = Timestamp::from_microsecond(hour).ok()?;
            Some(CeremonyCount { app, hour, kind, outcome, count })
        });
        let facts = counted.facts.into_iter().filter_map(|((key, fact, value), count)| {
            let (app, day, kind, outcome) = key;
            let day = Timestamp::from_microsecond(day).ok()?;
            Some(CeremonyFact { app, day, kind, outcome, fact, value, count })
        });
        Taken { ceremonies: ceremonies.collect(), facts: facts.collect() }
    }

    /// Puts back what could not be written.
    pub(crate) fn put_back(&self, taken: Taken) {
        let mut lock = self.lock();
        for count in taken.ceremonies {
            let key = (count.app, count.hour.as_microsecond(), count.kind, count.outcome);
            add(&mut lock.ceremonies, key, count.count);
        }
        for fact in taken.facts {
            let key = (fact.app, fact.day.as_microsecond(), fact.kind, fact.outcome);
            add(&mut lock.facts, (key, fact.fact, fact.value), fact.count);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn add<K: Eq + Hash>(counts: &mut HashMap<K, u64>, key: K, count: u64) {
    *counts.entry(key).or_default() += count;
}

/// When the hour or the day of a moment began, in UTC.
fn start_of(length: i64, at: Timestamp) -> i64 {
    at.as_microsecond().div_euclid(length) * length
}
