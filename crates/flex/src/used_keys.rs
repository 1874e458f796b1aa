//! Which API keys were used and when, kept in memory and written at most once a minute for each.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use passflex_store::records::ApiKey;
use passflex_store::{ApiKeyId, AppId};

/// How exact `last_used_at` is.
const RESOLUTION: SignedDuration = SignedDuration::from_mins(1);

/// Uses that have not been written yet. As many entries as keys there are.
#[derive(Default)]
pub(crate) struct UsedKeys(Mutex<HashMap<(AppId, ApiKeyId), Timestamp>>);

impl UsedKeys {
    pub(crate) fn note(&self, app: &AppId, key: &ApiKey, at: Timestamp) {
        if key.last_used_at.is_some_and(|last| at.duration_since(last) < RESOLUTION) {
            return;
        }
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert((app.clone(), key.id.clone()), at);
    }

    /// Puts back what could not be written, unless a later use has been noted since.
    pub(crate) fn put_back(&self, used: Vec<(AppId, ApiKeyId, Timestamp)>) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (app, key, at) in used {
            noted.entry((app, key)).or_insert(at);
        }
    }

    /// Takes everything noted so far.
    pub(crate) fn take(&self) -> Vec<(AppId, ApiKeyId, Timestamp)> {
        let noted = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        noted.into_iter().map(|((app, key), at)| (app, key, at)).collect()
    }
}
