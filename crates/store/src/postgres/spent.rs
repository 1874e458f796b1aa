//! Ids of sealed tokens that were used up.

use super::connection::Connection;
use super::constraint::{Constraint, violated};
use super::failure::Fault;
use super::query::{fetch_all, fetch_one};
use crate::records::SpentToken;
use crate::{AppId, Result, TokenId};

/// What came of using tokens up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spending {
    /// They are used up now.
    Spent,
    /// The first of them that was used up before has this place.
    SpentBefore(usize),
    /// Their app does not exist any more.
    AppGone,
}

/// Whether a token was used up.
pub(super) async fn is_spent(db: &Connection, app: &AppId, id: &TokenId) -> Result<bool, Fault> {
    let found = fetch_one(
        db,
        "SELECT 1 FROM spent WHERE app_id = $1 AND id = $2",
        &[&app.as_str(), &id.as_str()],
        |_| Ok(()),
    )
    .await?;
    Ok(found.is_some())
}

/// Uses tokens up. The table's key decides, so of any number of attempts one spends them.
pub(super) async fn spend(db: &Connection, app: &AppId, tokens: &[&SpentToken]) -> Result<Spending, Fault> {
    let ids: Vec<&str> = tokens.iter().map(|token| token.id.as_str()).collect();
    let keep_until: Vec<i64> = tokens.iter().map(|token| token.keep_until.as_microsecond()).collect();
    let inserted = fetch_all(
        db,
        "INSERT INTO spent (app_id, id, keep_until)
         SELECT $1::text, token.id, token.keep_until FROM unnest($2::text[], $3::bigint[]) AS token (id, keep_until)
         ON CONFLICT (app_id, id) DO NOTHING
         RETURNING id",
        &[&app.as_str(), &ids, &keep_until],
        |row| super::column::Columns::new("spent", row, 0).read::<String>("id"),
    )
    .await;
    match inserted {
        Ok(inserted) => {
            let before = ids.iter().position(|id| !inserted.iter().any(|inserted| inserted == id));
            Ok(before.map_or(Spending::Spent, Spending::SpentBefore))
        }
        Err(fault) if violated(&fault) == Some(Constraint::App) => Ok(Spending::AppGone),
        Err(fault) => Err(fault),
    }
}
