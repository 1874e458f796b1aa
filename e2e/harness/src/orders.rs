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
