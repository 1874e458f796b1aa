//! A walk over the chain, a row after the other.

use passflex_store::records::{AuditHead, ChainedRow};

use super::{AuditFault, AuditProof};

/// After this many faults it ends.
const ENOUGH: usize = 100;

/// What the first row follows.
const START: AuditHead = AuditHead { position: 0, hash: [0; 32] };

pub(super) struct Walk {
    /// Where the chain ends, by what is recorded.
    recorded: Option<AuditHead>,
    /// A hash that a row has to have.
    kept: Option<[u8; 32]>,
    last: AuditHead,
    faults: Vec<AuditFault>,
}

impl Walk {
    pub(super) fn new(recorded: Option<AuditHead>, kept: Option<[u8; 32]>) -> Self {
        Self { recorded, kept, last: START, faults: Vec::new() }
    }

    /// The place of the last row that was looked at.
    pub(super) fn place(&self) -> u64 {
        self.last.position
    }

    pub(super) fn is_enough(&self) -> bool {
        self.faults.len() >= ENOUGH
    }

    /// Looks at a row, which stands somewhere behind the last one.
    pub(super) fn step(&mut self, row: &ChainedRow) {
        let is_next = row.position == self.last.position + 1;
        if !is_next {
            self.miss(row.position - 1);
        }
        let follows = row.previous_hash == self.last.hash;
        if row.hash != row.computed || (self.last == START && is_next && !follows) {
            self.faults.push(AuditFault::Changed { position: row.position, id: row.id.clone() });
        } else {
            if is_next && !follows {
                self.faults.push(AuditFault::Replaced { position: self.last.position });
            }
            if self.recorded.is_some_and(|end| end.position == row.position && end.hash != row.computed) {
                self.faults.push(AuditFault::Replaced { position: row.position });
            }
            self.kept = self.kept.filter(|kept| *kept != row.computed);
        }
        // What it says of itself: so one fault is told once, and not again at the next row.
        let hash = row.hash.as_slice().try_into().unwrap_or(row.computed);
        self.last = AuditHead { position: row.position, hash };
    }

    /// There was no further row.
    pub(super) fn ended(mut self) -> AuditProof {
        match self.recorded {
            Some(end) if end.position > self.last.position => self.miss(end.position),
            None if self.last != START => self.faults.push(AuditFault::EndUnknown),
            _ => {}
        }
        if self.kept.is_some() {
            self.faults.push(AuditFault::HeadUnknown);
        }
        self.broken_off()
    }

    /// There was enough.
    pub(super) fn broken_off(self) -> AuditProof {
        AuditProof { head: Some(self.last).filter(|last| *last != START), faults: self.faults }
    }

    fn miss(&mut self, last: u64) {
        self.faults.push(AuditFault::Missing { first: self.last.position + 1, last });
    }
}
