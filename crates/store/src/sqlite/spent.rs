//! Ids of sealed tokens that were used up.

use rusqlite::{Connection, params};

use super::constraint::{Constraint, violated};
use super::query::{execute, fetch_one};
use crate::records::SpentToken;
use crate::{AppId, Result, TokenId};

/// What came of using a token up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spending {
    /// It is used up now.
    Spent,
    /// It was used up before.
    SpentBefore,
    /// Its app does not exist any more.
    AppGone,
}

/// Whether a token was used up.
pub(super) fn is_spent(db: &Connection, app: &AppId, id: &TokenId) -> Result<bool> {
    let found = fetch_one(
        db,
        "SELECT 1 FROM spent WHERE app_id = ?1 AND id = ?2",
        params![app.as_str(), id.as_str()],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Uses a token up. The table's key decides, so of any number of attempts one spends it.
pub(super) fn spend(db: &Connection, app: &AppId, token: &SpentToken) -> Result<Spending> {
    let inserted = execute(
        db,
        "INSERT INTO spent (app_id, id, keep_until) VALUES (?1, ?2, ?3)",
        params![app.as_str(), token.id.as_str(), token.keep_until.as_microsecond()],
    );
    match inserted {
        Ok(_) => Ok(Spending::Spent),
        Err(error) => match violated(&error) {
            Some(Constraint::SpentToken) => Ok(Spending::SpentBefore),
            Some(Constraint::Reference) => Ok(Spending::AppGone),
            _ => Err(error.into()),
        },
    }
}
