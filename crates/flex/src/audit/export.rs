//! All rows that meet conditions, page by page, oldest first.

use passflex_store::records::{AuditQuery, AuditRow};

use crate::error::{Error, Result};
use crate::flex::Flex;

/// Rows a page.
const PAGE: u32 = 1_000;

/// An export that is under way.
#[derive(Clone, Debug)]
pub struct AuditExport(AuditQuery);

impl AuditExport {
    /// An export of what this asks for, whatever its order, beginning and limit.
    pub fn new(query: AuditQuery) -> Self {
        Self(AuditQuery { behind: None, oldest_first: true, limit: PAGE, ..query })
    }

    /// The next rows, at most 1,000. `None` after the last ones.
    pub async fn next(&mut self, flex: &Flex) -> Result<Option<Vec<AuditRow>>> {
        let rows = flex.store.audit_rows(&self.0).await.map_err(Error::of_list)?;
        let Some(last) = rows.last() else { return Ok(None) };
        self.0.behind = Some(last.entry.id.clone());
        Ok(Some(rows))
    }
}
