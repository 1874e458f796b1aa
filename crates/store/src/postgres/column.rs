//! Reading a row back, value by value. Whatever does not decode is reported with its table, column and row.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

use super::address::with_causes;
use crate::{Error, Result};

/// A cursor over the columns of one table within a row, in the order of the `SELECT`. The table's first selected
/// column is the row's id.
pub(super) struct Columns<'a> {
    table: &'static str,
    row: &'a Row,
    first: usize,
    next: usize,
}

impl<'a> Columns<'a> {
    /// The columns of `table`, which begin at the `first` of `row`.
    pub(super) fn new(table: &'static str, row: &'a Row, first: usize) -> Self {
        Self { table, row, first, next: first }
    }

    /// The next column, which must be called `column`.
    pub(super) fn read<T: FromSql<'a>>(&mut self, column: &'static str) -> Result<T> {
        debug_assert_eq!(
            self.row.columns().get(self.next).map(tokio_postgres::Column::name),
            Some(column),
            "the SELECT has another order"
        );
        let value = self.row.try_get(self.next).map_err(|error| self.corrupt(column, with_causes(&error)))?;
        self.next += 1;
        Ok(value)
    }

    /// Goes past a column that was only selected to name the row in errors.
    pub(super) fn skip_id(&mut self) {
        self.next += 1;
    }

    /// Goes past columns that this kind of row has nothing in.
    pub(super) fn skip(&mut self, columns: usize) {
        self.next += columns;
    }

    /// The next column as a time.
    pub(super) fn time(&mut self, column: &'static str) -> Result<Timestamp> {
        let microseconds = self.read(column)?;
        self.timestamp(column, microseconds)
    }

    /// The next column as a time that may be missing.
    pub(super) fn optional_time(&mut self, column: &'static str) -> Result<Option<Timestamp>> {
        let microseconds: Option<i64> = self.read(column)?;
        microseconds.map(|microseconds| self.timestamp(column, microseconds)).transpose()
    }

    /// The next column as a number that is never negative.
    pub(super) fn count(&mut self, column: &'static str) -> Result<u64> {
        let number: i64 = self.read(column)?;
        u64::try_from(number).map_err(|error| self.corrupt(column, error.to_string()))
    }

    /// The next column as a number of 32 bits that is never negative.
    pub(super) fn small_count(&mut self, column: &'static str) -> Result<u32> {
        let number: i64 = self.read(column)?;
        u32::try_from(number).map_err(|error| self.corrupt(column, error.to_string()))
    }

    /// The next column as bytes of this length.
    pub(super) fn bytes<const N: usize>(&mut self, column: &'static str) -> Result<[u8; N]> {
        let bytes: &[u8] = self.read(column)?;
        bytes.try_into().map_err(|_| self.corrupt(column, format!("it has {} bytes, not {N}", bytes.len())))
    }

    /// The next column as bytes of this length that may be missing.
    pub(super) fn optional_bytes<const N: usize>(&mut self, column: &'static str) -> Result<Option<[u8; N]>> {
        let bytes: Option<&[u8]> = self.read(column)?;
        let sized = |bytes: &[u8]| {
            bytes
                .try_into()
                .map_err(|_| self.corrupt(column, format!("it has {} bytes, not {N}", bytes.len())))
        };
        bytes.map(sized).transpose()
    }

    /// The next column as JSON text.
    pub(super) fn json<T: DeserializeOwned>(&mut self, column: &'static str) -> Result<T> {
        let text: String = self.read(column)?;
        self.document(column, &text)
    }

    /// The next column as JSON text that may be missing.
    pub(super) fn optional_json<T: DeserializeOwned>(&mut self, column: &'static str) -> Result<Option<T>> {
        let text: Option<String> = self.read(column)?;
        text.map(|text| self.document(column, &text)).transpose()
    }

    /// The next column as the word of one of `values`.
    pub(super) fn word<T: Copy>(
        &mut self,
        column: &'static str,
        values: &[T],
        as_str: fn(T) -> &'static str,
    ) -> Result<T> {
        let word: String = self.read(column)?;
        let value = values.iter().copied().find(|value| as_str(*value) == word);
        value.ok_or_else(|| self.corrupt(column, format!("unknown word {word:?}")))
    }

    fn timestamp(&self, column: &'static str, microseconds: i64) -> Result<Timestamp> {
        Timestamp::from_microsecond(microseconds).map_err(|error| self.corrupt(column, error.to_string()))
    }

    fn document<T: DeserializeOwned>(&self, column: &'static str, text: &str) -> Result<T> {
        serde_json::from_str(text).map_err(|error| self.corrupt(column, error.to_string()))
    }

    fn corrupt(&self, column: &'static str, reason: String) -> Error {
        let id: Result<String, _> = self.row.try_get(self.first);
        // A key's id is a number.
        let id = id.or_else(|_| self.row.try_get(self.first).map(|id: i64| id.to_string()));
        Error::Corrupt { table: self.table, column, row: id.unwrap_or_else(|_| "?".to_owned()), reason }
    }
}

/// A value as JSON text for a column. What is written this way always has a JSON form; the error is for the type.
pub(super) fn to_json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Database(format!("no JSON form: {error}")))
}

/// A count as a bigint. Bounded there: no count comes near it.
pub(super) fn to_integer(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
