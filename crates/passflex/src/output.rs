//! What a command prints: one JSON object for machines, or a few lines for people.
#![expect(clippy::print_stderr, reason = "the one place that prints")]

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::failure::advice;

/// Where results go.
pub(crate) struct Output {
    json: bool,
    /// Whether the one JSON object has been printed.
    printed: AtomicBool,
    /// Why something could not be printed.
    unprinted: Mutex<Option<io::Error>>,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, printed: AtomicBool::new(false), unprinted: Mutex::new(None) }
    }

    /// Whether results are for machines.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// A command's result: `value` for machines, `text` for people.
    pub(crate) fn result(&self, value: &Value, text: &str) {
        if self.json {
            self.object(value);
        } else {
            self.print(text.trim_end());
        }
    }

    /// Whether everything could be printed. Whoever closes a pipe has read enough.
    pub(crate) fn written(&self) -> anyhow::Result<()> {
        let unprinted = self.unprinted.lock().unwrap_or_else(PoisonError::into_inner).take();
        match unprinted {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(error).context("what was asked for is done, but the result could not be printed")
            }
            _ => Ok(()),
        }
    }

    fn print(&self, text: &str) {
        let mut stdout = io::stdout().lock();
        if let Err(error) = writeln!(stdout, "{text}").and_then(|()| stdout.flush()) {
            *self.unprinted.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
    }

    /// One of many results that come one after another: an object a line for machines, or `text` for people. The error
    /// means that nobody reads them any more.
    pub(crate) fn line(&self, value: &Value, text: &str) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        if self.json {
            self.printed.store(true, Ordering::Relaxed);
            writeln!(stdout, "{value}")?;
        } else {
            writeln!(stdout, "{text}")?;
        }
        stdout.flush()
    }

    /// What was typed cannot be understood, or only asked for help: clap says so in its own words.
    pub(crate) fn misunderstood(&self, error: &clap::Error) {
        if error.use_stderr() {
            self.object(&json!({ "error": error.to_string() }));
        }
        // Nobody is left to tell if the terminal is gone.
        let _ = error.print();
    }

    /// Prints the one JSON object, if it is wanted and has not been printed.
    fn object(&self, value: &Value) {
        if self.json && !self.printed.swap(true, Ordering::Relaxed) {
            self.print(&value.to_string());
        }
    }

    /// Why a command failed.
    pub(crate) fn failure(&self, error: &anyhow::Error) {
        self.object(&json!({ "error": format!("{error:#}") }));
        eprintln!("passflex: {error:#}");
        if let Some(advice) = advice(error) {
            eprintln!("{advice}");
        }
    }
}

/// Asks somebody at a terminal, on standard error so that standard output stays what it promises.
pub(crate) fn ask(text: &str) {
    eprintln!("{text}");
}

/// A text of somebody else's, which may hold anything, in a form that a terminal does not obey.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}
