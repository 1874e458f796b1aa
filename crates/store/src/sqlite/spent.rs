//! Ids of sealed tokens that were used up.

use rusqlite::{Connection, params};

use super::constraint::{Constraint, violated};
use super::query::execute;
use crate::records::SpentToken;
use crate::{AppId, Result};

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
