//! Asking before what cannot be undone.

use std::io::{IsTerminal as _, stdin};

use anyhow::{anyhow, bail};

use crate::failure::usage;
use crate::output::ask;

/// Wants `word` typed at a terminal. `what` names the act and `consequences` tells what it does, in a sentence.
pub(crate) fn confirm(what: &str, consequences: &str, word: &str) -> anyhow::Result<()> {
    if !stdin().is_terminal() {
        return Err(usage(anyhow!("{what} cannot be undone: add --yes to do it without being asked")));
    }
    ask(&format!("{consequences}\nType {word} to go on:"));
    let mut typed = String::new();
    stdin().read_line(&mut typed)?;
    if typed.trim_end_matches(['\r', '\n']) != word {
        bail!("that is not {word}; nothing was changed");
    }
    Ok(())
}
