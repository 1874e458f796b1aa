//! What a command prints: one JSON object for machines, or a few lines for people.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the one place that prints")]

use serde_json::{Value, json};

use crate::failure::advice;

/// Where results go.
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// A command's result: `value` for machines, `text` for people.
    pub(crate) fn result(&self, value: &Value, text: &str) {
        if self.json {
            println!("{value}");
        } else {
            println!("{}", text.trim_end());
        }
    }

    /// Why a command failed.
    pub(crate) fn failure(&self, error: &anyhow::Error) {
        if self.json {
            println!("{}", json!({ "error": format!("{error:#}") }));
        }
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
