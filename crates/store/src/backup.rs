//! What a backup keeps, as both backends write and read it.
//!
//! [`TABLES`] lists every table and column that a backup has, in an order in which each row finds what it refers to.
//! Rows travel without meaning, as [`Value`]s: what they mean is the schema's, and its constraints judge them when they
//! come back. So a new column is one word here, and none in either backend; a test compares the list with the schema.
//!
//! What is not listed is left behind, because forgetting it is what makes a restore safe:
//! - `sealing_keys`, `nonces`, `spent`: a token or nonce of before the restore is refused, whatever became of it since.
//! - `deleted_users`: tombstones hold back tokens that were sealed before a deletion, and none of those opens any more.
//!   They would only keep a digest of somebody who asked to be forgotten.
//! - `admin_sessions`, `one_time_links`: what has been signed out or used up since would be good again.
//! - `leases`, `commits`: they tell of the database that was, not of the one that will be.

use std::fmt;

use tokio::sync::mpsc;

/// How many rows travel together.
pub const BATCH: usize = 256;

/// How many batches wait at most for whoever takes them, so that memory is bounded whatever the size of the database.
const WAITING: usize = 4;

/// A way for pieces, from whoever reads a database or a file to whoever writes the other.
pub fn channel() -> (mpsc::Sender<Piece>, mpsc::Receiver<Piece>) {
    mpsc::channel(WAITING)
}

/// One table of a backup.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What of it is kept: every column.
    pub columns: &'static [Column],
    /// Whether its rows let somebody in, so that they only come along when they are asked for.
    pub is_access: bool,
}

/// One column of a table.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds. Any may be NULL, as far as the schema lets it.
    pub kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number: 64 bits, signed.
    Integer,
    /// A yes or no.
    Flag,
    /// Text, JSON documents among it.
    Text,
    /// Bytes.
    Bytes,
}

/// The value of a column in a row.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// None.
    Null,
    /// Of [`Kind::Integer`].
    Integer(i64),
    /// Of [`Kind::Flag`].
    Flag(bool),
    /// Of [`Kind::Text`].
    Text(String),
    /// Of [`Kind::Bytes`].
    Bytes(Vec<u8>),
}

impl fmt::Debug for Value {
    /// Says what it is and not what it says: rows have wrapped keys and hashes in them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Integer(_) => "Integer",
            Self::Flag(_) => "Flag",
            Self::Text(_) => "Text",
            Self::Bytes(_) => "Bytes",
        })
    }
}

/// A part of a backup on its way. First comes [`Piece::Begin`], last [`Piece::End`]; where that is missing, the rest is
/// good for nothing.
#[derive(Clone, Debug)]
pub enum Piece {
    /// What is to come.
    Begin(Contents),
    /// Some rows. Tables come one after another, in the order of [`TABLES`].
    Rows(Rows),
    /// That was all.
    End,
}

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Id of the master key that wraps the apps' handle keys; `None` where there is no app.
    pub master_key: Option<String>,
    /// How many rows there are of each table that is in it, in the order of [`TABLES`].
    pub counts: Vec<(&'static Table, u64)>,
}

/// Some rows of one table.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The table.
    pub table: &'static Table,
    /// Which of its columns, in this order. An older backup may lack some: they are as if nothing was said.
    pub columns: Vec<&'static Column>,
    /// At most [`BATCH`] rows, each with a value for each of the columns.
    pub rows: Vec<Vec<Value>>,
}

impl Table {
    /// The table of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// Its column of this name.
    pub fn column(&'static self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Table {}

/// The tables that a backup has, with or without those that let somebody in.
pub fn tables(with_access: bool) -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(move |table| with_access || !table.is_access)
}

/// Every table that a backup can have.
pub static TABLES: [Table; 14] = [
    table(
        "apps",
        &[
            text("id"),
            text("name"),
            text("status"),
            text("rp_id"),
            text("settings"),
            text("handle_key_wrapped_by"),
            bytes("handle_key"),
            integer("created_at"),
            integer("updated_at"),
        ],
    ),
    access(
        "api_keys",
        &[
            text("app_id"),
            text("id"),
            text("prefix"),
            bytes("hash"),
            text("name"),
            text("scopes"),
            integer("expires_at"),
            integer("last_used_at"),
            text("created_by"),
            integer("created_at"),
        ],
    ),
    table(
        "native_clients",
        &[
            text("app_id"),
            text("id"),
            text("platform"),
            text("team_id"),
            text("bundle_id"),
            text("package_name"),
            text("fingerprints"),
            integer("created_at"),
        ],
    ),
    table(
        "users",
        &[
            text("app_id"),
            text("id"),
            text("external_id"),
            text("user_handle"),
            text("status"),
            text("metadata"),
            integer("passkey_count"),
            integer("login_count"),
            integer("created_at"),
            integer("updated_at"),
            integer("last_login_at"),
        ],
    ),
    table(
        "passkeys",
        &[
            text("app_id"),
            text("id"),
            text("user_id"),
            bytes("credential_id"),
            bytes("public_key"),
            integer("algorithm"),
            integer("sign_count"),
            text("transports"),
            text("attachment"),
            bytes("aaguid"),
            flag("backup_eligible"),
            flag("backup_state"),
            flag("uv_at_registration"),
            text("attestation_format"),
            text("attestation_trust"),
            text("rp_id"),
            text("origin"),
            text("source"),
            text("friendly_name"),
            integer("created_at"),
            integer("updated_at"),
            integer("last_used_at"),
            integer("usage_count"),
        ],
    ),
    table(
        "events",
        &[
            text("app_id"),
            text("id"),
            integer("at"),
            integer("started_at"),
            text("action"),
            text("outcome"),
            text("rule"),
            text("user_id"),
            text("passkey_id"),
            text("transaction_id"),
            text("handshake_id"),
            text("origin"),
            bytes("aaguid"),
            flag("user_verified"),
            flag("backup_state"),
            text("user_agent"),
            text("ip"),
            text("request_id"),
            text("attestation_format"),
            text("attestation_trust"),
            flag("user_present"),
            flag("backup_eligible"),
            text("browser"),
            text("os"),
        ],
    ),
    table(
        "ceremony_counts",
        &[text("app_id"), integer("hour"), text("kind"), text("outcome"), text("replica"), integer("count")],
    ),
    table(
        "ceremony_facts",
        &[
            text("app_id"),
            integer("day"),
            text("kind"),
            text("outcome"),
            text("fact"),
            text("value"),
            text("replica"),
            integer("count"),
        ],
    ),
    table("user_months", &[text("app_id"), integer("month"), text("user_id")]),
    table(
        "admins",
        &[text("id"), text("name"), text("status"), integer("created_at"), integer("updated_at")],
    ),
    access(
        "admin_tokens",
        &[
            text("id"),
            text("admin_id"),
            text("prefix"),
            bytes("hash"),
            text("name"),
            text("scopes"),
            integer("expires_at"),
            integer("last_used_at"),
            integer("created_at"),
        ],
    ),
    table("grants", &[text("id"), text("admin_id"), text("app_id"), text("role"), integer("created_at")]),
    table(
        "audit",
        &[
            text("id"),
            integer("at"),
            text("actor_kind"),
            text("actor_id"),
            text("verb"),
            text("app_id"),
            text("target"),
            text("request_id"),
            text("changes"),
            bytes("previous_hash"),
            bytes("hash"),
            integer("position"),
        ],
    ),
    table("audit_head", &[integer("one"), integer("position"), bytes("hash")]),
];

const fn table(name: &'static str, columns: &'static [Column]) -> Table {
    Table { name, columns, is_access: false }
}

const fn access(name: &'static str, columns: &'static [Column]) -> Table {
    Table { name, columns, is_access: true }
}

const fn integer(name: &'static str) -> Column {
    Column { name, kind: Kind::Integer }
}

const fn flag(name: &'static str) -> Column {
    Column { name, kind: Kind::Flag }
}

const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text }
}

const fn bytes(name: &'static str) -> Column {
    Column { name, kind: Kind::Bytes }
}
