//! When to stop.

use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Becomes true once the process is asked to stop, by SIGTERM or SIGINT.
#[derive(Clone)]
pub(crate) struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    /// Starts to listen for the signals.
    pub(crate) fn on_signals() -> std::io::Result<Self> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let stop = Self(Arc::new(watch::Sender::new(false)));
        let on_signal = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::info!("stopping: requests under way have ten seconds");
            on_signal.ask();
        });
        Ok(stop)
    }

    /// Asks the process to stop, for a reason of its own.
    pub(crate) fn ask(&self) {
        self.0.send_replace(true);
    }

    /// Returns once the process is asked to stop.
    pub(crate) async fn asked(self) {
        // The sender is in `self`, so there is no error to wait for.
        let _ = self.0.subscribe().wait_for(|asked| *asked).await;
    }
}
