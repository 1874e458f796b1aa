//! Trying again, a bounded number of times, after a pause that is never the same for two.

use std::time::Duration;

use aws_lc_rs::rand;

/// How often a verb is tried at most.
const ATTEMPTS: u32 = 12;

/// The pauses before the second attempt, the third, …: random, up to this, doubled each time.
const FIRST: Duration = Duration::from_millis(2);

/// No pause is longer.
const LONGEST: Duration = Duration::from_millis(250);

/// Counts attempts.
#[derive(Default)]
pub(super) struct Attempts(u32);

impl Attempts {
    /// Waits before the next attempt; `false`, at once, where there have been enough.
    pub(super) async fn another(&mut self) -> bool {
        self.0 += 1;
        if self.0 >= ATTEMPTS {
            return false;
        }
        tokio::time::sleep(pause(self.0 - 1, FIRST, LONGEST)).await;
        true
    }
}

/// A random pause of at most `first`, doubled `doublings` times, and of at most `longest`.
pub(super) fn pause(doublings: u32, first: Duration, longest: Duration) -> Duration {
    let bound = first.saturating_mul(1 << doublings.min(16)).min(longest);
    let mut random = [0; 4];
    // Without randomness: the whole pause.
    let share = rand::fill(&mut random).map_or(u32::MAX, |()| u32::from_ne_bytes(random));
    bound.mul_f64(f64::from(share) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::pause;

    #[test]
    fn a_pause_is_random_and_bounded() {
        let (first, longest) = (Duration::from_millis(2), Duration::from_millis(250));
        for (doublings, bound) in [(0, 2), (1, 4), (5, 64), (7, 250), (u32::MAX, 250)] {
            let pauses: Vec<_> = (0..50).map(|_| pause(doublings, first, longest)).collect();
            assert!(pauses.iter().all(|pause| *pause <= Duration::from_millis(bound)), "{pauses:?}");
            assert!(pauses.iter().any(|pause| *pause != pauses[0]), "{pauses:?}");
        }
    }
}
