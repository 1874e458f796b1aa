//! What a test tells the harness: one order a line on standard input, one JSON object a line in return.
#![expect(clippy::print_stdout, reason = "the test reads it")]

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use anyhow::{Context, bail};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::clock::MovableClock;
use crate::history;

/// Tells the test something.
pub(crate) fn tell(value: &Value) {
    println!("{value}");
}

/// What orders are about.
pub(crate) struct Ordered {
    pub(crate) clock: Arc<MovableClock>,
    pub(crate) database: PathBuf,
    pub(crate) app_id: String,
}

/// Carries orders out until standard input ends, on a thread of its own.
pub(crate) fn obey(ordered: Ordered) {
    thread::spawn(move || {
        for line in io::stdin().lines().map_while(Result::ok) {
            match ordered.carry_out(&line) {
                Ok(()) => tell(&json!({ "done": line })),
                Err(error) => tell(&json!({ "refused": format!("{error:#}") })),
            }
        }
    });
}

impl Ordered {
    /// `advance SECONDS` moves the clock, `history` makes up a past for the app.
    fn carry_out(&self, line: &str) -> anyhow::Result<()> {
        match line.split_once(' ').unwrap_or((line, "")) {
            ("advance", seconds) => {
                let seconds = seconds.parse().context("advance by how many seconds?")?;
                self.clock.advance(SignedDuration::from_secs(seconds));
                Ok(())
            }
            ("history", "") => history::make_up(&self.database, &self.app_id, self.clock.as_ref()),
            _ => bail!("no such order"),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use passflex_flex::{Clock as _, SystemClock};

    use std::path::PathBuf;
    use std::sync::Arc;

    use super::Ordered;
    use crate::clock::MovableClock;

    fn ordered() -> Ordered {
        Ordered { clock: Arc::new(MovableClock::default()), database: PathBuf::new(), app_id: String::new() }
    }

    #[test]
    fn the_clock_is_ahead_by_all_that_it_was_moved() {
        let ordered = ordered();

        ordered.carry_out("advance 600").unwrap();
        ordered.carry_out("advance 60").unwrap();

        let before = SystemClock.now();
        let ahead = ordered.clock.now().duration_since(before);
        let took = SystemClock.now().duration_since(before);
        let moved = SignedDuration::from_mins(11);
        assert!(moved <= ahead && ahead <= moved + took, "{ahead:?}");
    }

    #[test]
    fn what_is_not_an_order_is_refused_and_moves_nothing() {
        let ordered = ordered();

        for line in ["", "advance", "advance soon", "stop 1"] {
            assert!(ordered.carry_out(line).is_err(), "{line}");
        }

        let before = SystemClock.now();
        assert!(ordered.clock.now().duration_since(before) <= SystemClock.now().duration_since(before));
    }
}
