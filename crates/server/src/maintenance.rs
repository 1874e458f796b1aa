//! The clockwork beside the requests.

use std::time::Duration;

use crate::state::AppState;

const EVERY: Duration = Duration::from_secs(30);

/// Looks after the database and the rate limiter until it is dropped. `replica` names this process in counts.
///
/// A round that fails is logged and tried again in the next one.
pub async fn maintain(state: AppState, replica: String) {
    let mut rounds = tokio::time::interval(EVERY);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        if let Err(error) = state.flex.maintain(&replica).await {
            tracing::error!(%error, "maintenance failed; it is tried again in 30 seconds");
        }
        if let Some(limiter) = &state.rate_limiter {
            limiter.forget_the_quiet();
        }
    }
}
