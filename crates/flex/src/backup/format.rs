//! How a backup is written down: JSON, a value a line, so that it can be read by a person and piped through any
//! program that compresses or encrypts.
//!
//! ```text
//! {"passflex_backup":1,"made_by":"0.1.0","made_at":"2026-11-25T09:00:00Z","with_access":false,"master_key":"8 digits","rows":2}
//! {"table":"apps","columns":["id","name",…],"rows":1}
//! ["…","Shop",…]
//! {"table":"users",…,"rows":1}
//! ["…",…,null]
//! {"sha256":"…"}
//! ```
//!
//! A row has its values in the order of its table's `columns`: numbers, `true` and `false`, texts, bytes in base64, or
//! `null`. The last line has the SHA-256 of every byte before it, its own not among them. Times are microseconds since
//! 1970.
//!
//! The format's number changes where an older Passflex would take a backup for something that it is not. A table or a
//! column that it does not know it refuses anyway, and an older backup lacks what was added since: such columns get the
//! schema's default.

use std::borrow::Cow;

use data_encoding::BASE64;
use jiff::Timestamp;
use passflex_store::backup::{Kind, Value};
use serde::{Deserialize, Serialize};

/// The format that is written, and the latest that is read.
pub(super) const VERSION: u32 = 1;

/// How long a line may be, in bytes. No row comes near it.
pub(super) const MAX_LINE: usize = 4 * 1024 * 1024;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) passflex_backup: u32,
    pub(super) made_by: String,
    pub(super) made_at: Timestamp,
    pub(super) with_access: bool,
    pub(super) master_key: Option<String>,
    pub(super) rows: u64,
}

/// What the first line of every format has.
#[derive(Debug, Deserialize)]
pub(super) struct AnyHeader {
    pub(super) passflex_backup: u32,
    pub(super) made_by: String,
}

/// A line that is not a row.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Section<'a> {
    /// So many rows of a table follow.
    Table(TableLine<'a>),
    /// The last line.
    End(EndLine),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableLine<'a> {
    pub(super) table: Cow<'a, str>,
    pub(super) columns: Vec<Cow<'a, str>>,
    pub(super) rows: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EndLine {
    pub(super) sha256: String,
}

/// A value as it stands in a row.
pub(super) fn to_json(value: Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Integer(number) => number.into(),
        Value::Flag(flag) => flag.into(),
        Value::Text(text) => text.into(),
        Value::Bytes(bytes) => BASE64.encode(&bytes).into(),
    }
}

/// The value of a column, if it is one of its kind.
pub(super) fn from_json(kind: Kind, json: serde_json::Value) -> Option<Value> {
    match (kind, json) {
        (_, serde_json::Value::Null) => Some(Value::Null),
        (Kind::Integer, serde_json::Value::Number(number)) => number.as_i64().map(Value::Integer),
        (Kind::Flag, serde_json::Value::Bool(flag)) => Some(Value::Flag(flag)),
        (Kind::Text, serde_json::Value::String(text)) => Some(Value::Text(text)),
        (Kind::Bytes, serde_json::Value::String(text)) => {
            BASE64.decode(text.as_bytes()).ok().map(Value::Bytes)
        }
        _ => None,
    }
}
