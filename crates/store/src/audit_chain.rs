//! The chain of the audit log, as both backends link it: each row's hash covers the row, its place and the hash of the
//! row before. docs/audit.md says the same to whoever wants to check an export without this program.

use aws_lc_rs::digest::{Context, SHA256};

/// How many rows are chained in one commit.
pub(crate) const BATCH: u32 = 500;

/// What the first row has for the hash of the row before.
pub(crate) const START: [u8; 32] = [0; 32];

/// Says what is hashed, and in which form.
const FORM: &[u8] = b"passflex audit row 1";

/// The columns of a row as they are in the database, whatever they say: a row that was changed into nonsense still has a
/// hash.
pub(crate) struct Columns {
    pub(crate) id: String,
    pub(crate) at: i64,
    pub(crate) actor_kind: String,
    pub(crate) actor_id: Option<String>,
    pub(crate) verb: String,
    pub(crate) app_id: Option<String>,
    pub(crate) target: String,
    pub(crate) request_id: Option<String>,
    pub(crate) changes: String,
}

impl Columns {
    /// The hash of the row at this place, behind a row with this hash.
    ///
    /// SHA-256 over fields, in an order that never changes: each is a byte 1, its length in 8 bytes, and itself, or a
    /// byte 0 where it is NULL. So no two rows have the same encoding.
    pub(crate) fn hash(&self, position: u64, previous_hash: &[u8]) -> [u8; 32] {
        let (position, at) = (position.to_string(), self.at.to_string());
        let fields = [
            Some(FORM),
            Some(position.as_bytes()),
            Some(previous_hash),
            Some(self.id.as_bytes()),
            Some(at.as_bytes()),
            Some(self.actor_kind.as_bytes()),
            self.actor_id.as_deref().map(str::as_bytes),
            Some(self.verb.as_bytes()),
            self.app_id.as_deref().map(str::as_bytes),
            Some(self.target.as_bytes()),
            self.request_id.as_deref().map(str::as_bytes),
            Some(self.changes.as_bytes()),
        ];
        let mut context = Context::new(&SHA256);
        for field in fields {
            let Some(bytes) = field else {
                context.update(&[0]);
                continue;
            };
            context.update(&[1]);
            context.update(&(bytes.len() as u64).to_be_bytes());
            context.update(bytes);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        hash
    }
}
