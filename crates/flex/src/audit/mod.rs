//! The audit log as a chain: appending to it, and proving it whole.

mod export;
mod walk;

pub use export::AuditExport;

use passflex_store::AuditId;
use passflex_store::records::{AuditHead, AuditQuery, AuditRow};

use self::walk::Walk;
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::page::Page;

/// How many rows are looked at together.
const PAGE: u32 = 1_000;

/// What became of a walk over the whole chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditProof {
    /// The last row there is. Whoever keeps it elsewhere can prove later that nothing up to it was touched.
    pub head: Option<AuditHead>,
    /// What is wrong, in the order of the rows. After a hundred faults the walk ends: then `head` is where.
    pub faults: Vec<AuditFault>,
}

/// Something that is wrong with the chain. Rows are named by their place in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditFault {
    /// Rows were taken out.
    #[error("{}", missing(*.first, *.last))]
    Missing {
        /// The first of them.
        first: u64,
        /// The last of them.
        last: u64,
    },
    /// A row does not say what it said when it was chained.
    #[error("row {position} ({id}) was changed")]
    Changed {
        /// Its place.
        position: u64,
        /// Its id.
        id: AuditId,
    },
    /// Another row is in this place than the one that the next row, or the recorded end, follows.
    #[error("row {position} was replaced by another one")]
    Replaced {
        /// Its place.
        position: u64,
    },
    /// The record of where the chain ends was taken out, so rows may be missing behind the last one.
    #[error("where the log ends is not recorded any more: rows may be missing at its end")]
    EndUnknown,
    /// No row has the hash that was kept elsewhere.
    #[error(
        "no row has the hash that you kept: it was replaced or cut off since, or an older backup was restored"
    )]
    HeadUnknown,
}

fn missing(first: u64, last: u64) -> String {
    if first == last {
        format!("row {first} is missing")
    } else {
        format!("rows {first} to {last} are missing")
    }
}

impl Flex {
    /// A page of the audit log. `limit` is the caller's to bound.
    pub async fn find_audit(&self, query: &AuditQuery) -> Result<Page<AuditRow>> {
        // One more than is shown tells whether there is another page.
        let asked = AuditQuery { limit: query.limit.saturating_add(1), ..query.clone() };
        let rows = self.store.audit_rows(&asked).await.map_err(Error::of_list)?;
        Ok(Page::of(rows, query.limit, |last| last.entry.id.as_str().to_owned()))
    }

    /// Where the audit log's chain ends by now.
    pub async fn audit_head(&self) -> Result<Option<AuditHead>> {
        Ok(self.store.audit_head().await?)
    }

    /// Chains what is not chained yet, and walks over the whole chain. With `kept`, a hash of earlier, also that the row
    /// that had it is still there.
    pub async fn prove_audit(&self, kept: Option<&[u8; 32]>) -> Result<AuditProof> {
        self.chain_audit().await?;
        // First: what is chained meanwhile is behind it.
        let recorded = self.store.audit_head().await?;
        let mut walk = Walk::new(recorded, kept.copied());
        loop {
            let page = self.store.chained_audit(walk.place(), PAGE).await?;
            if page.is_empty() {
                return Ok(walk.ended());
            }
            for row in &page {
                walk.step(row);
                if walk.is_enough() {
                    return Ok(walk.broken_off());
                }
            }
        }
    }

    /// Chains what is not chained yet.
    pub(crate) async fn chain_audit(&self) -> Result<()> {
        while self.store.chain_audit().await? > 0 {}
        Ok(())
    }
}
