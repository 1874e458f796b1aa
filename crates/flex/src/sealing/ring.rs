//! The sealing keys of the server, and when each seals and opens.
//!
//! - The newest key whose `seals_from` has come seals.
//! - A new key seals from 60 s after it was made, so that every replica can open what it seals.
//! - An old key opens until the longest token lifetime after its successor began to seal, and then never again;
//!   the next rotation drops it.
//! - A token that names an unknown key causes a reload from the database, at most once a second. Whoever comes
//!   while it runs waits for it.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::{SignedDuration, Timestamp};
use passflex_store::Store;
use passflex_store::records::SealingKey;
use tokio::sync::Mutex;

use super::key::{UnwrappedKey, generate};
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::master_key::MasterKey;
use crate::random::Random;

/// How long a new key only opens.
const OPENS_BEFORE_SEALING: SignedDuration = SignedDuration::from_secs(60);
/// How long after it was sealed the last token of a key can still be presented, whatever an app's settings: the
/// longest transaction plus the longest handshake that settings allow.
pub(crate) const LONGEST_TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(3);
/// How old the sealing key may grow before a new one is made.
const ROTATE_AFTER: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How often an unknown key id may cause a look into the database.
const RELOAD_EVERY: SignedDuration = SignedDuration::from_secs(1);

/// All keys that open, oldest first.
pub(crate) struct Ring {
    keys: RwLock<Arc<[UnwrappedKey]>>,
    reloaded_at: Mutex<Timestamp>,
}

impl Ring {
    pub(crate) async fn open(
        store: &dyn Store,
        now: Timestamp,
        random: &dyn Random,
        master_key: &MasterKey,
    ) -> Result<Self> {
        // The very first key seals at once: there is no replica yet that would not know it.
        let first = generate(random, master_key, now, now)?;
        let stored = store.ensure_sealing_key(&first).await?;
        let keys = unwrap_all(master_key, &stored)?;
        Ok(Self { keys: RwLock::new(keys), reloaded_at: Mutex::new(now) })
    }

    fn keys(&self) -> Arc<[UnwrappedKey]> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn replace(&self, keys: Arc<[UnwrappedKey]>) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// The key id and what it sealed.
    pub(crate) fn seal(
        &self,
        now: Timestamp,
        random: &dyn Random,
        authenticated: impl Fn(u32) -> Vec<u8>,
        plain: Vec<u8>,
    ) -> Result<(u32, Vec<u8>)> {
        let keys = self.keys();
        let key = keys
            .iter()
            .rev()
            .find(|key| key.seals_from <= now)
            .or_else(|| keys.first())
            .ok_or_else(|| Error::Internal("there is no sealing key".to_owned()))?;
        Ok((key.id, key.seal(random, &authenticated(key.id), plain)?))
    }

    /// What the key of this id sealed. `None` where the bytes are not its own, or it no longer opens.
    pub(crate) fn open_with(
        &self,
        id: u32,
        now: Timestamp,
        authenticated: &[u8],
        sealed: &[u8],
    ) -> Option<Vec<u8>> {
        let keys = self.keys();
        let place = keys.iter().position(|key| key.id == id)?;
        let outlived = keys.get(place + 1).is_some_and(|successor| is_outlived(successor.seals_from, now));
        keys.get(place).filter(|_| !outlived)?.open(authenticated, sealed)
    }

    pub(crate) fn knows(&self, id: u32) -> bool {
        self.keys().iter().any(|key| key.id == id)
    }
}

/// Whether no token can be left of a key whose successor began to seal then.
fn is_outlived(successor_seals_from: Timestamp, now: Timestamp) -> bool {
    successor_seals_from + LONGEST_TOKEN_LIFETIME < now
}

fn unwrap_all(master_key: &MasterKey, stored: &[SealingKey]) -> Result<Arc<[UnwrappedKey]>> {
    stored.iter().map(|key| UnwrappedKey::unwrap(master_key, key)).collect()
}

impl Flex {
    /// Reads the sealing keys from the database again.
    pub(crate) async fn reload_ring(&self) -> Result<()> {
        self.reload_ring_at(&mut *self.ring.reloaded_at.lock().await).await
    }

    async fn reload_ring_at(&self, reloaded_at: &mut Timestamp) -> Result<()> {
        let now = self.clock.now();
        let stored = self.store.sealing_keys().await?;
        self.ring.replace(unwrap_all(&self.master_key, &stored)?);
        *reloaded_at = now;
        Ok(())
    }

    /// Learns of a key that another replica made, unless that was tried a moment ago. Whether it is known now.
    pub(crate) async fn learn_sealing_key(&self, id: u32) -> Result<bool> {
        if self.ring.knows(id) {
            return Ok(true);
        }
        let mut reloaded_at = self.ring.reloaded_at.lock().await;
        let age = self.clock.now().duration_since(*reloaded_at).abs();
        if !self.ring.knows(id) && age >= RELOAD_EVERY {
            self.reload_ring_at(&mut reloaded_at).await?;
        }
        Ok(self.ring.knows(id))
    }

    /// Adds a sealing key, and drops those that nothing can name any more.
    pub async fn rotate_sealing_key(&self, actor: &Actor) -> Result<()> {
        let now = self.clock.now();
        let stored = self.store.sealing_keys().await?;
        let added = generate(self.random.as_ref(), &self.master_key, now, now + OPENS_BEFORE_SEALING)?;
        let dropped: Vec<u32> = stored
            .iter()
            .zip(stored.iter().skip(1))
            .filter(|(_, successor)| is_outlived(successor.seals_from, now))
            .map(|(old, _)| old.id)
            .collect();
        let audit = actor.audit(
            self.random.as_ref(),
            now,
            "sealing_key.rotate",
            None,
            &format!("{:08x}", added.id),
            serde_json::json!({ "dropped": dropped.iter().map(|id| format!("{id:08x}")).collect::<Vec<_>>() }),
        )?;
        self.store.rotate_sealing_keys(&added, &dropped, audit).await?;
        self.reload_ring().await
    }

    /// Rotates if the newest key has grown old.
    pub(crate) async fn rotate_sealing_key_on_schedule(&self) -> Result<()> {
        self.reload_ring().await?;
        let newest = self.ring.keys().iter().map(|key| key.seals_from).max();
        match newest {
            Some(seals_from) if self.clock.now().duration_since(seals_from) < ROTATE_AFTER => Ok(()),
            _ => self.rotate_sealing_key(&Actor::system()).await,
        }
    }
}
