//! The sealing keys of the server, and when each seals and opens.
//!
//! - The newest key whose `seals_from` has come seals.
//! - A new key seals from 60 s after it was made, so that every replica can open what it seals.
//! - An old key opens until the longest token lifetime after its successor began to seal, and then never again;
//!   the next rotation drops it.
//! - After a leak nothing of the old keys may open: the new key then seals at once, and all others are dropped.
//! - What is in memory is read again from the database before it seals or opens anything if it is two seconds old, so
//!   that a key that was dropped elsewhere is refused here by then.
//! - A token that names an unknown key causes a reload too, at most once a second. Whoever comes while a reload runs
//!   waits for it.

use std::cmp::Ordering;
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
use crate::master_keys::MasterKeys;
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
/// How old what is in memory may be: a dropped key is refused everywhere after that.
const FRESH_FOR: SignedDuration = SignedDuration::from_secs(2);

/// All keys that open, oldest first, and when they were read.
#[derive(Clone)]
struct Held {
    keys: Arc<[UnwrappedKey]>,
    read_at: Timestamp,
}

impl Held {
    fn is_younger_than(&self, age: SignedDuration, now: Timestamp) -> bool {
        now.duration_since(self.read_at).abs() < age
    }

    fn knows(&self, id: u32) -> bool {
        self.keys.iter().any(|key| key.id == id)
    }
}

/// The keys in memory.
pub(crate) struct Ring {
    held: RwLock<Held>,
    /// Held by whoever reads the database.
    reload: Mutex<()>,
}

impl Ring {
    pub(crate) async fn open(
        store: &dyn Store,
        now: Timestamp,
        random: &dyn Random,
        wrapping: &MasterKey,
        master_keys: &MasterKeys,
    ) -> Result<Self> {
        // The very first key seals at once: there is no replica yet that would not know it.
        let first = generate(random, wrapping, now, now)?;
        let stored = store.ensure_sealing_key(&first).await?;
        let keys = unwrap_all(master_keys, &stored)?;
        Ok(Self { held: RwLock::new(Held { keys, read_at: now }), reload: Mutex::new(()) })
    }

    fn held(&self) -> Held {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keys(&self) -> Arc<[UnwrappedKey]> {
        self.held().keys
    }

    fn replace(&self, held: Held) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = held;
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
}

/// Whether no token can be left of a key whose successor began to seal then.
fn is_outlived(successor_seals_from: Timestamp, now: Timestamp) -> bool {
    successor_seals_from + LONGEST_TOKEN_LIFETIME < now
}

fn unwrap_all(master_keys: &MasterKeys, stored: &[SealingKey]) -> Result<Arc<[UnwrappedKey]>> {
    stored.iter().map(|key| UnwrappedKey::unwrap(master_keys, key)).collect()
}

impl Flex {
    /// Reads the sealing keys from the database again.
    pub(crate) async fn reload_ring(&self) -> Result<()> {
        let _alone = self.ring.reload.lock().await;
        self.reload_ring_alone().await
    }

    async fn reload_ring_alone(&self) -> Result<()> {
        let read_at = self.clock.now();
        let stored = self.store.sealing_keys().await?;
        self.ring.replace(Held { keys: unwrap_all(&self.master_keys, &stored)?, read_at });
        Ok(())
    }

    /// Sees to it that what is in memory is less than two seconds old.
    pub(crate) async fn freshen_ring(&self) -> Result<()> {
        let is_fresh = || self.ring.held().is_younger_than(FRESH_FOR, self.clock.now());
        if is_fresh() {
            return Ok(());
        }
        let _alone = self.ring.reload.lock().await;
        if is_fresh() { Ok(()) } else { self.reload_ring_alone().await }
    }

    /// Learns of a key that another replica made, unless that was tried a moment ago. Whether it is known now.
    pub(crate) async fn learn_sealing_key(&self, id: u32) -> Result<bool> {
        self.freshen_ring().await?;
        if self.ring.held().knows(id) {
            return Ok(true);
        }
        let _alone = self.ring.reload.lock().await;
        let held = self.ring.held();
        if !held.knows(id) && !held.is_younger_than(RELOAD_EVERY, self.clock.now()) {
            self.reload_ring_alone().await?;
        }
        Ok(self.ring.held().knows(id))
    }

    /// Adds a sealing key that seals in a minute, and drops those that nothing can name any more.
    pub async fn rotate_sealing_key(&self, actor: &Actor) -> Result<RotatedSealingKeys> {
        let now = self.clock.now();
        let stored = self.store.sealing_keys().await?;
        let outlived = stored.iter().zip(stored.iter().skip(1));
        let outlived = outlived.filter(|(_, successor)| is_outlived(successor.seals_from, now));
        let dropped = outlived.map(|(old, _)| old.id).collect();
        self.rotate_ring(actor, now, false, dropped).await
    }

    /// After a leak: a new sealing key takes over at once and all others are dropped. Ceremonies under way fail: here
    /// at once, on other replicas within two seconds.
    pub async fn rotate_sealing_key_now(&self, actor: &Actor) -> Result<RotatedSealingKeys> {
        let dropped = self.store.sealing_keys().await?.iter().map(|key| key.id).collect();
        self.rotate_ring(actor, self.clock.now(), true, dropped).await
    }

    async fn rotate_ring(
        &self,
        actor: &Actor,
        now: Timestamp,
        at_once: bool,
        dropped: Vec<u32>,
    ) -> Result<RotatedSealingKeys> {
        let seals_from = if at_once { now } else { now + OPENS_BEFORE_SEALING };
        let master_key = self.master_key_in_force().await?;
        let added = generate(self.random.as_ref(), &master_key, now, seals_from)?;
        let rotated = RotatedSealingKeys {
            added: key_name(added.id),
            seals_from,
            dropped: dropped.iter().copied().map(key_name).collect(),
        };
        let changes = serde_json::json!({ "now": at_once, "dropped": rotated.dropped });
        let random = self.random.as_ref();
        let audit = actor.audit(random, now, "sealing_key.rotate", None, &rotated.added, changes)?;
        self.store.rotate_sealing_keys(&added, &dropped, audit).await?;
        self.reload_ring().await?;
        Ok(rotated)
    }

    /// Rotates if the newest key has grown old.
    pub(crate) async fn rotate_sealing_key_on_schedule(&self) -> Result<()> {
        self.reload_ring().await?;
        let newest = self.ring.keys().iter().map(|key| key.seals_from).max();
        match newest {
            Some(seals_from) if self.clock.now().duration_since(seals_from) < ROTATE_AFTER => Ok(()),
            _ => self.rotate_sealing_key(&Actor::system()).await.map(drop),
        }
    }

    /// The sealing keys as they are in the database, oldest first, and what each does at this moment.
    pub async fn sealing_keys(&self) -> Result<Vec<ListedSealingKey>> {
        let now = self.clock.now();
        let stored = self.store.sealing_keys().await?;
        let sealing = stored.iter().rposition(|key| key.seals_from <= now).unwrap_or_default();
        let successors = stored.iter().skip(1).map(|key| Some(key.seals_from)).chain([None]);
        let listed = stored.iter().zip(successors).enumerate().map(|(place, (key, successor))| {
            let opens_until = successor.map(|seals_from| seals_from + LONGEST_TOKEN_LIFETIME);
            let state = match place.cmp(&sealing) {
                Ordering::Greater => SealingKeyState::Waits,
                Ordering::Equal => SealingKeyState::Seals,
                Ordering::Less if successor.is_some_and(|at| is_outlived(at, now)) => {
                    SealingKeyState::Outlived
                }
                Ordering::Less => SealingKeyState::Opens,
            };
            ListedSealingKey {
                id: key_name(key.id),
                state,
                created_at: key.created_at,
                seals_from: key.seals_from,
                opens_until,
                wrapped_by: key.key.wrapped_by.clone(),
            }
        });
        Ok(listed.collect())
    }
}

/// A sealing key's id as people see it: eight hex digits.
fn key_name(id: u32) -> String {
    format!("{id:08x}")
}

/// What a rotation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotatedSealingKeys {
    /// Id of the new key, eight hex digits.
    pub added: String,
    /// From when it seals.
    pub seals_from: Timestamp,
    /// Ids of the keys that were dropped.
    pub dropped: Vec<String>,
}

/// A sealing key without the key itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSealingKey {
    /// Its id, eight hex digits.
    pub id: String,
    /// What it does at this moment.
    pub state: SealingKeyState,
    /// When it was made. It opens from then on.
    pub created_at: Timestamp,
    /// From when it seals.
    pub seals_from: Timestamp,
    /// Until when it opens, where a successor is known.
    pub opens_until: Option<Timestamp>,
    /// Id of the master key that wraps it.
    pub wrapped_by: String,
}

/// What a sealing key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealingKeyState {
    /// It opens, and will seal once every replica knows it.
    Waits,
    /// It seals and opens.
    Seals,
    /// It opens what it sealed until its successor took over.
    Opens,
    /// It does nothing more: the next rotation drops it.
    Outlived,
}

impl SealingKeyState {
    /// A word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::Seals => "seals",
            Self::Opens => "opens",
            Self::Outlived => "outlived",
        }
    }
}
