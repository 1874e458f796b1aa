//! Which master key is in force, and how another takes its place.
//!
//! All wrapped rows of a database name one and the same master key: that one is in force. A rotation wraps all of them
//! anew in one commit, and the store refuses whatever was wrapped under another key meanwhile, so there is no moment
//! at which two are needed, and none at which a row is left behind.
//!
//! Master keys are kept outside the database, in a list. While a rotation is under way the list holds both keys, the
//! new one first:
//!
//! 1. the new key is written in front of the list, beside the one in force;
//! 2. the commit: from now on the rows name the new key;
//! 3. the old key is taken off the list.
//!
//! Whatever stops in between leaves a list that opens the database. Going on means to rotate again: a key at the front
//! that is not in force is the one that was about to be.
//!
//! A running server has read the list when it started. A row that names a key it does not know makes it read the list
//! again. It keeps the old key in memory for what it read just before the commit. Before it wraps something, it asks
//! the database which key is in force.

use std::sync::{Arc, PoisonError, RwLock};

use passflex_store::records::{RewrappedKeys, WrappedKey};
use serde_json::json;
use zeroize::Zeroizing;

use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::master_key::{MasterKey, MasterKeyError};
use crate::sealing::sealing_key_purpose;
use crate::tenant::handle_key_purpose;

/// Reads the list again. The error is a sentence for the operator.
type Reread = Box<dyn Fn() -> Result<Vec<MasterKey>, String> + Send + Sync>;

/// How often a rotation begins anew because something was wrapped under the old key meanwhile.
const ATTEMPTS: u32 = 10;

/// The master keys at hand. At least one.
pub struct MasterKeys {
    known: RwLock<Vec<Arc<MasterKey>>>,
    first: Arc<MasterKey>,
    reread: Reread,
}

impl MasterKeys {
    /// The list that `read` returns now, and later when the database names a key that was not in it. Its first key
    /// wraps what a new database begins with.
    pub fn read(
        read: impl Fn() -> Result<Vec<MasterKey>, String> + Send + Sync + 'static,
    ) -> Result<Self, String> {
        let known: Vec<_> = read()?.into_iter().map(Arc::new).collect();
        let first = known.first().map(Arc::clone).ok_or_else(|| "there is no master key".to_owned())?;
        Ok(Self { known: RwLock::new(known), first, reread: Box::new(read) })
    }

    /// The key that a new database begins with.
    pub(crate) fn first(&self) -> &MasterKey {
        &self.first
    }

    /// The key of this id.
    pub(crate) fn named(&self, id: &str) -> Result<Arc<MasterKey>> {
        if let Some(key) = self.find(id) {
            return Ok(key);
        }
        let read = (self.reread)().map_err(Error::Internal)?;
        {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            for key in read {
                if known.iter().all(|known| known.id() != key.id()) {
                    known.push(Arc::new(key));
                }
            }
        }
        self.find(id).ok_or_else(|| {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            let given: Vec<&str> = known.iter().map(|key| key.id()).collect();
            let error = MasterKeyError::Other { wrapped_by: id.to_owned(), given: given.join(", ") };
            Error::Internal(error.to_string())
        })
    }

    /// Opens what one of the keys wrapped with the same `purpose`.
    pub(crate) fn unwrap(&self, purpose: &str, wrapped: &WrappedKey) -> Result<Zeroizing<[u8; 32]>> {
        let key = self.named(&wrapped.wrapped_by)?;
        key.unwrap(purpose, wrapped).map_err(|error| Error::Internal(error.to_string()))
    }

    fn find(&self, id: &str) -> Option<Arc<MasterKey>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|key| key.id() == id).map(Arc::clone)
    }
}

impl From<MasterKey> for MasterKeys {
    /// One key, and never another.
    fn from(key: MasterKey) -> Self {
        let first = Arc::new(key);
        let known = RwLock::new(vec![Arc::clone(&first)]);
        Self { known, first, reread: Box::new(|| Ok(Vec::new())) }
    }
}

/// What a rotation of the master key did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotatedMasterKey {
    /// Id of the key that was in force before.
    pub from: String,
    /// How many apps' handle keys were wrapped anew.
    pub apps: usize,
    /// How many sealing keys were wrapped anew.
    pub sealing_keys: usize,
}

impl Flex {
    /// Id of the master key in force.
    pub async fn master_key_id(&self) -> Result<String> {
        if let Some(newest) = self.store.sealing_keys().await?.pop() {
            return Ok(newest.key.wrapped_by);
        }
        // An older copy that was opened has no sealing key until the next is made.
        let app = self.store.apps().await?.pop();
        Ok(app.map_or_else(|| self.master_keys.first().id().to_owned(), |app| app.handle_key.wrapped_by))
    }

    /// The master key to wrap something under.
    pub(crate) async fn master_key_in_force(&self) -> Result<Arc<MasterKey>> {
        self.master_keys.named(&self.master_key_id().await?)
    }

    /// Puts the master key of this id, which must be at hand, in force: wraps all sealing keys and all apps' handle
    /// keys under it, in one commit. `progress` is told how many of how many are wrapped.
    pub async fn rotate_master_key(
        &self,
        actor: &Actor,
        to: &str,
        progress: impl Fn(usize, usize) + Send + Sync,
    ) -> Result<RotatedMasterKey> {
        let to = self.master_keys.named(to)?;
        for _ in 0..ATTEMPTS {
            let from = self.master_key_in_force().await?;
            let rewrapped = self.rewrap(&from, &to, &progress).await?;
            let done = RotatedMasterKey {
                from: from.id().to_owned(),
                apps: rewrapped.handle_keys.len(),
                sealing_keys: rewrapped.sealing_keys.len(),
            };
            let changes = json!({ "from": done.from, "apps": done.apps, "sealing_keys": done.sealing_keys });
            let now = self.clock.now();
            let audit =
                actor.audit(self.random.as_ref(), now, "master_key.rotate", None, to.id(), changes)?;
            if self.store.rewrap_keys(rewrapped, audit).await? {
                return Ok(done);
            }
        }
        Err(Error::Unavailable(passflex_store::Error::Busy("apps or sealing keys keep being made")))
    }

    async fn rewrap(
        &self,
        from: &MasterKey,
        to: &MasterKey,
        progress: &(impl Fn(usize, usize) + Send + Sync),
    ) -> Result<RewrappedKeys> {
        let (apps, sealing_keys) = (self.store.apps().await?, self.store.sealing_keys().await?);
        let total = apps.len() + sealing_keys.len();
        let rewrap = |purpose: &str, wrapped: &WrappedKey| -> Result<WrappedKey> {
            let secret = self.master_keys.unwrap(purpose, wrapped)?;
            Ok(to.wrap(self.random.as_ref(), purpose, secret.as_slice())?)
        };
        let mut rewrapped = RewrappedKeys {
            from: from.id().to_owned(),
            to: to.id().to_owned(),
            sealing_keys: Vec::with_capacity(sealing_keys.len()),
            handle_keys: Vec::with_capacity(apps.len()),
        };
        for key in sealing_keys {
            rewrapped.sealing_keys.push((key.id, rewrap(&sealing_key_purpose(key.id), &key.key)?));
        }
        for app in apps {
            let wrapped = rewrap(&handle_key_purpose(&app.id), &app.handle_key)?;
            rewrapped.handle_keys.push((app.id, wrapped));
            progress(rewrapped.sealing_keys.len() + rewrapped.handle_keys.len(), total);
        }
        Ok(rewrapped)
    }
}
