//! Files that people name: read within bounds, and again when they change.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::time::MissedTickBehavior;

/// How often files are looked at.
const EVERY: Duration = Duration::from_secs(5);

/// The file's bytes: all, or one more than `most`, to see that it is too long.
pub(crate) fn bounded(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Has `refresh` look at files every five seconds, and on SIGHUP, for as long as the process runs. It may block.
pub(crate) fn keep_current(refresh: impl Fn() + Clone + Send + 'static) -> io::Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        let mut rounds = tokio::time::interval(EVERY);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = rounds.tick() => {}
                _ = hangup.recv() => {}
            }
            // An error means that the runtime is shutting down.
            let _ = tokio::task::spawn_blocking(refresh.clone()).await;
        }
    });
    Ok(())
}
