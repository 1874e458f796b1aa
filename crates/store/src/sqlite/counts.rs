//! Ceremonies an hour, as each replica counted them.

use rusqlite::{Connection, params};

use super::column::to_integer;
use super::query::execute;
use crate::Result;
use crate::records::CeremonyCount;

/// Adds to the replica's rows. Counts of an app that is gone are passed over.
pub(super) fn add(db: &Connection, replica: &str, counts: &[CeremonyCount]) -> Result<()> {
    for count in counts {
        execute(
            db,
            "INSERT INTO ceremony_counts (app_id, hour, kind, outcome, replica, count)
             SELECT id, ?2, ?3, ?4, ?5, ?6 FROM apps WHERE id = ?1
             ON CONFLICT (app_id, hour, kind, outcome, replica) DO UPDATE SET count = count + excluded.count",
            params![
                count.app.as_str(),
                count.hour.as_microsecond(),
                count.kind.as_str(),
                count.outcome,
                replica,
                to_integer(count.count),
            ],
        )?;
    }
    Ok(())
}
