//! A cache of what was found, and never of what was not: a key made a moment ago must work at once.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::RwLock;

use jiff::{SignedDuration, Timestamp};

/// How stale settings and keys may be on a replica that did not change them (DESIGN.md, invariant 3).
const FRESH_FOR: SignedDuration = SignedDuration::from_secs(2);

/// Values that were found less than two seconds ago. Bounded by how many there are to find.
pub(crate) struct Hits<K, V>(RwLock<HashMap<K, (Timestamp, V)>>);

impl<K: Eq + Hash, V: Clone> Hits<K, V> {
    pub(crate) fn new() -> Self {
        Self(RwLock::new(HashMap::new()))
    }

    /// The value, if it was found within the last two seconds.
    pub(crate) fn get(&self, key: &K, now: Timestamp) -> Option<V> {
        let hits = self.0.read().ok()?;
        let (found_at, value) = hits.get(key)?;
        let age = now.duration_since(*found_at);
        (age >= SignedDuration::ZERO && age < FRESH_FOR).then(|| value.clone())
    }

    /// Remembers that `key` was just found, or that it is gone.
    pub(crate) fn set(&self, key: K, found: Option<V>, now: Timestamp) {
        let Ok(mut hits) = self.0.write() else { return };
        match found {
            Some(value) => hits.insert(key, (now, value)),
            None => hits.remove(&key),
        };
    }

    /// Forgets everything: something changed here.
    pub(crate) fn clear(&self) {
        if let Ok(mut hits) = self.0.write() {
            hits.clear();
        }
    }
}
