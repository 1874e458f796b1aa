//! Passwords: Argon2id, never on an async thread, never more at once than there are cores.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::secrets::Token;

/// Hashes and checks passwords. Each takes 19 MiB and tens of milliseconds, so a few at a time are let in and the
/// others wait.
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    /// The hash of a password that nobody has, checked for names that nobody has.
    decoy: String,
}

impl Passwords {
    pub(crate) fn new() -> anyhow::Result<Self> {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let decoy = hash(Token::random()?.to_text().as_bytes())?;
        Ok(Self { turns: Arc::new(Semaphore::new(cores)), decoy })
    }

    /// The hash of a new password, as a PHC string.
    pub(crate) async fn hash(&self, password: String) -> anyhow::Result<String> {
        self.in_turn(move || hash(password.as_bytes())).await?
    }

    /// Whether `password` is the one behind `stored`. Takes as long when there is none to compare it with, so that
    /// the time of an answer does not tell which names exist.
    pub(crate) async fn verify(&self, password: String, stored: Option<String>) -> anyhow::Result<bool> {
        let exists = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.clone());
        let matches = self
            .in_turn(move || {
                PasswordHash::new(&stored).is_ok_and(|stored| {
                    Argon2::default().verify_password(password.as_bytes(), &stored).is_ok()
                })
            })
            .await?;
        Ok(matches && exists)
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> anyhow::Result<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await?;
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work is done, even if nobody waits for it any longer.
            let _turn = turn;
            work()
        });
        Ok(done.await?)
    }
}

fn hash(password: &[u8]) -> anyhow::Result<String> {
    Ok(Argon2::default().hash_password(password)?.to_string())
}
