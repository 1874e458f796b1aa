//! What has to be done once in a while, on every replica alike.

use jiff::SignedDuration;
use passflex_store::Swept;

use crate::error::Result;
use crate::flex::Flex;

/// How long events are kept.
pub(crate) const KEEP_EVENTS: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How many sweeps one round may take: enough for what the busiest server leaves behind between two rounds.
const SWEEPS_A_ROUND: u32 = 200;

impl Flex {
    /// Writes counts and key uses that were kept in memory. Also to be called before the process ends.
    pub async fn flush(&self, replica: &str) -> Result<()> {
        let used = self.used_keys.take();
        if !used.is_empty()
            && let Err(error) = self.store.touch_api_keys(&used).await
        {
            self.used_keys.put_back(used);
            return Err(error.into());
        }
        let counted = self.counts.take();
        if counted.ceremonies.is_empty() {
            return Ok(());
        }
        let added = self.store.add_ceremony_counts(replica, &counted.ceremonies, &counted.facts).await;
        if let Err(error) = added {
            self.counts.put_back(counted);
            return Err(error.into());
        }
        Ok(())
    }

    /// Flushes, chains the audit log, forgets what may be forgotten, and rotates the sealing key when it has grown old.
    pub async fn maintain(&self, replica: &str) -> Result<()> {
        self.flush(replica).await?;
        self.chain_audit().await?;
        self.rotate_sealing_key_on_schedule().await?;
        for _ in 0..SWEEPS_A_ROUND {
            if self.store.sweep(self.clock.now() - KEEP_EVENTS).await? == Swept::default() {
                break;
            }
        }
        Ok(())
    }
}
