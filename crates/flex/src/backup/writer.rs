//! Writing a backup, piece after piece.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use passflex_store::backup::{Contents, Piece, Rows, Table};
use serde::Serialize;
use tokio::sync::mpsc;

use super::format::{EndLine, Header, MAX_LINE, Section, TableLine, VERSION, to_json};
use super::{BackupError, BackupSummary};

/// Writes lines and remembers their digest.
pub(super) struct Writer<W: Write> {
    to: BufWriter<W>,
    digest: Context,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(to: W) -> Self {
        Self { to: BufWriter::new(to), digest: Context::new(&SHA256) }
    }

    /// Writes all pieces as they come. Gives back what was written to, flushed.
    pub(super) fn write(
        mut self,
        mut pieces: mpsc::Receiver<Piece>,
        with_access: bool,
        made_at: Timestamp,
        progress: impl Fn(u64, u64),
    ) -> Result<(W, BackupSummary), BackupError> {
        let Some(Piece::Begin(contents)) = pieces.blocking_recv() else { return Err(stopped()) };
        let summary = summary_of(&contents, with_access, made_at);
        let total = summary.total();
        self.line(&Header {
            passflex_backup: VERSION,
            made_by: summary.made_by.clone(),
            made_at,
            with_access,
            master_key: contents.master_key,
            rows: total,
        })?;
        let mut announced = contents.counts.into_iter();
        let mut current = None;
        let mut done = 0;
        progress(done, total);
        loop {
            match pieces.blocking_recv() {
                Some(Piece::Rows(rows)) => {
                    while current != Some(rows.table) {
                        current = Some(self.next_table(&mut announced)?);
                    }
                    done += rows.rows.len() as u64;
                    self.rows(rows)?;
                    progress(done, total);
                }
                Some(Piece::End) => break,
                Some(Piece::Begin(_)) | None => return Err(stopped()),
            }
        }
        // Tables behind the last row.
        while announced.len() > 0 {
            self.next_table(&mut announced)?;
        }
        let sha256 = HEXLOWER.encode(self.digest.clone().finish().as_ref());
        self.line(&Section::End(EndLine { sha256 }))?;
        let to = self.to.into_inner().map_err(|error| BackupError::Write(error.into_error()))?;
        Ok((to, summary))
    }

    fn next_table(
        &mut self,
        announced: &mut impl Iterator<Item = (&'static Table, u64)>,
    ) -> Result<&'static Table, BackupError> {
        let (table, rows) = announced.next().ok_or_else(stopped)?;
        let columns = table.columns.iter().map(|column| Cow::Borrowed(column.name)).collect();
        self.line(&Section::Table(TableLine { table: Cow::Borrowed(table.name), columns, rows }))?;
        Ok(table)
    }

    fn rows(&mut self, rows: Rows) -> Result<(), BackupError> {
        for row in rows.rows {
            let values: Vec<_> = row.into_iter().map(to_json).collect();
            self.line(&values)?;
        }
        Ok(())
    }

    fn line(&mut self, value: &impl Serialize) -> Result<(), BackupError> {
        let mut line = serde_json::to_vec(value).map_err(|error| BackupError::Write(error.into()))?;
        line.push(b'\n');
        if line.len() > MAX_LINE {
            // A restore would refuse it.
            return Err(BackupError::Write(io::Error::other("a row is too long for a backup")));
        }
        self.digest.update(&line);
        self.to.write_all(&line).map_err(BackupError::Write)
    }
}

fn summary_of(contents: &Contents, with_access: bool, made_at: Timestamp) -> BackupSummary {
    BackupSummary {
        made_at,
        made_by: env!("CARGO_PKG_VERSION").to_owned(),
        with_access,
        master_key: contents.master_key.clone(),
        rows: contents.counts.iter().map(|(table, rows)| (table.name, *rows)).collect(),
    }
}

/// The export has failed, and says why.
fn stopped() -> BackupError {
    BackupError::Internal("the database stopped in the middle of the backup".to_owned())
}
