//! Reading a backup, strictly: whatever is not as it was written is refused.

use std::io::{BufRead, BufReader, Read};

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::HEXLOWER;
use passflex_store::backup::{BATCH, Column, Piece, Rows, TABLES, Table};

use super::format::{AnyHeader, Header, MAX_LINE, Section, TableLine, VERSION, from_json};
use super::{BackupError, BackupSummary};

/// How many bytes of lines make a batch, whatever the number of rows.
const BATCH_BYTES: usize = 1024 * 1024;

/// A backup that is being read.
pub(super) struct Reader<R> {
    from: BufReader<R>,
    line: Vec<u8>,
    digest: Context,
    header: Header,
    /// The tables so far, and how many rows each has.
    tables: Vec<(&'static Table, u64)>,
    /// The columns of the last of them, and how many of its rows are still to come.
    columns: Vec<&'static Column>,
    left: u64,
}

impl<R: Read> Reader<R> {
    /// Reads the first line.
    pub(super) fn open(from: R) -> Result<Self, BackupError> {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        read_line(&mut from, &mut line)?;
        let any: AnyHeader = serde_json::from_slice(&line).map_err(|_| BackupError::NotABackup)?;
        if any.passflex_backup > VERSION {
            let what = format!("format {}", any.passflex_backup);
            return Err(BackupError::Newer { what, made_by: any.made_by });
        }
        let header: Header = parsed(&line)?;
        let mut digest = Context::new(&SHA256);
        digest.update(&line);
        Ok(Self { from, line, digest, header, tables: Vec::new(), columns: Vec::new(), left: 0 })
    }

    /// How many rows there are.
    pub(super) fn total(&self) -> u64 {
        self.header.rows
    }

    /// What it says of itself, once it has been read to its end.
    pub(super) fn into_summary(self) -> BackupSummary {
        BackupSummary {
            made_at: self.header.made_at,
            made_by: self.header.made_by,
            with_access: self.header.with_access,
            master_key: self.header.master_key,
            rows: self.tables.iter().map(|(table, rows)| (table.name, *rows)).collect(),
        }
    }

    /// The next rows, or [`Piece::End`] once everything has been found to be as it was written.
    pub(super) fn next(&mut self) -> Result<Piece, BackupError> {
        while self.left == 0 {
            read_line(&mut self.from, &mut self.line)?;
            match parsed(&self.line)? {
                Section::Table(table) => self.begin(&table)?,
                Section::End(end) => return self.end(&end.sha256),
            }
            self.digest.update(&self.line);
        }
        self.rows()
    }

    fn rows(&mut self) -> Result<Piece, BackupError> {
        let Some((table, _)) = self.tables.last().copied() else { return Err(damaged("rows of no table")) };
        let mut rows = Vec::with_capacity(BATCH);
        let mut bytes = 0;
        while self.left > 0 && rows.len() < BATCH && bytes < BATCH_BYTES {
            read_line(&mut self.from, &mut self.line)?;
            let values: Vec<serde_json::Value> = parsed(&self.line)?;
            if values.len() != self.columns.len() {
                return Err(damaged("a row has more or fewer values than its table has columns"));
            }
            let row = self.columns.iter().zip(values).map(|(column, value)| {
                from_json(column.kind, value)
                    .ok_or_else(|| damaged("a value is of another kind than its column"))
            });
            rows.push(row.collect::<Result<_, _>>()?);
            self.digest.update(&self.line);
            bytes += self.line.len();
            self.left -= 1;
        }
        Ok(Piece::Rows(Rows { table, columns: self.columns.clone(), rows }))
    }

    fn begin(&mut self, line: &TableLine<'_>) -> Result<(), BackupError> {
        let newer = |what| BackupError::Newer { what, made_by: self.header.made_by.clone() };
        let table = Table::named(&line.table).ok_or_else(|| newer(format!("a table `{}`", line.table)))?;
        let mut columns = Vec::with_capacity(line.columns.len());
        for name in &line.columns {
            let column = table
                .column(name)
                .ok_or_else(|| newer(format!("a column `{name}` in its table `{}`", table.name)))?;
            if columns.iter().any(|known: &&Column| known.name == column.name) {
                return Err(damaged("a table has a column twice"));
            }
            columns.push(column);
        }
        if self.tables.last().is_some_and(|(last, _)| place(last) >= place(table)) {
            return Err(damaged("a table is not in its place"));
        }
        if table.is_access && !self.header.with_access {
            return Err(damaged("a table is in it that should not be"));
        }
        self.tables.push((table, line.rows));
        self.columns = columns;
        self.left = line.rows;
        Ok(())
    }

    fn end(&mut self, sha256: &str) -> Result<Piece, BackupError> {
        let found = HEXLOWER.encode(self.digest.clone().finish().as_ref());
        if found != sha256 {
            return Err(damaged("its checksum is another one"));
        }
        let mut rest = [0];
        if self.from.read(&mut rest).map_err(BackupError::Read)? > 0 {
            return Err(damaged("something stands behind its end"));
        }
        if self.tables.iter().map(|(_, rows)| rows).sum::<u64>() != self.header.rows {
            return Err(damaged("it has another number of rows than it says"));
        }
        Ok(Piece::End)
    }
}

fn place(table: &Table) -> Option<usize> {
    TABLES.iter().position(|known| known == table)
}

/// Reads a line with its end, no longer than one may be.
fn read_line(from: &mut impl BufRead, line: &mut Vec<u8>) -> Result<(), BackupError> {
    line.clear();
    from.take(MAX_LINE as u64).read_until(b'\n', line).map_err(BackupError::Read)?;
    match line.last() {
        Some(b'\n') => Ok(()),
        Some(_) if line.len() == MAX_LINE => Err(damaged("a line is too long")),
        _ => Err(damaged("it ends in the middle")),
    }
}

fn parsed<'a, T: serde::Deserialize<'a>>(line: &'a [u8]) -> Result<T, BackupError> {
    serde_json::from_slice(line).map_err(|_| damaged("a line is not as it was written"))
}

fn damaged(how: &str) -> BackupError {
    BackupError::Damaged(how.to_owned())
}
