//! When to stop.

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Becomes true once the process is asked to stop, by SIGTERM or SIGINT.
#[derive(Clone)]
pub(crate) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Starts to listen for the signals.
    pub(crate) fn on_signals() -> std::io::Result<Self> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let (sender, receiver) = watch::channel(false);
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::info!("stopping: requests under way have ten seconds");
            sender.send_replace(true);
        });
        Ok(Self(receiver))
    }

    /// Returns once the process is asked to stop.
    pub(crate) async fn asked(mut self) {
        // An error means that the sender is gone, which it only is once it has sent.
        let _ = self.0.wait_for(|asked| *asked).await;
    }
}
