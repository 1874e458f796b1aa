//! What a test tells the harness: one order a line on standard input, one JSON object a line in return.
#![expect(clippy::print_stdout, reason = "the test reads it")]

use std::io;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, bail};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::clock::MovableClock;

/// Tells the test something.
pub(crate) fn tell(value: &Value) {
    println!("{value}");
}

/// Carries orders out until standard input ends, on a thread of its own.
pub(crate) fn obey(clock: Arc<MovableClock>) {
    thread::spawn(move || {
        for line in io::stdin().lines().map_while(Result::ok) {
            match carry_out(&line, &clock) {
                Ok(()) => tell(&json!({ "done": line })),
                Err(error) => tell(&json!({ "refused": format!("{error:#}") })),
            }
        }
    });
}

/// `advance SECONDS` is the only order.
fn carry_out(line: &str, clock: &MovableClock) -> anyhow::Result<()> {
    match line.split_once(' ') {
        Some(("advance", seconds)) => {
            let seconds = seconds.parse().context("advance by how many seconds?")?;
            clock.advance(SignedDuration::from_secs(seconds));
            Ok(())
        }
        _ => bail!("no such order"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use passflex_flex::{Clock as _, SystemClock};

    use super::carry_out;
    use crate::clock::MovableClock;

    #[test]
    fn the_clock_is_ahead_by_all_that_it_was_moved() {
        let clock = MovableClock::default();

        carry_out("advance 600", &clock).unwrap();
        carry_out("advance 60", &clock).unwrap();

        let before = SystemClock.now();
        let ahead = clock.now().duration_since(before);
        let took = SystemClock.now().duration_since(before);
        let moved = SignedDuration::from_mins(11);
        assert!(moved <= ahead && ahead <= moved + took, "{ahead:?}");
    }

    #[test]
    fn what_is_not_an_order_is_refused_and_moves_nothing() {
        let clock = MovableClock::default();

        for line in ["", "advance", "advance soon", "stop 1"] {
            assert!(carry_out(line, &clock).is_err(), "{line}");
        }

        let before = SystemClock.now();
        assert!(clock.now().duration_since(before) <= SystemClock.now().duration_since(before));
    }
}
