//! From a file to a database.

use std::io::{Read, Seek, SeekFrom};

use passflex_store::backup::{self, Piece, Rows, Value};
use passflex_store::records::WrappedKey;
use passflex_store::{AppId, Store};
use serde_json::json;

use super::reader::Reader;
use super::{BackupError, BackupSummary};
use crate::actor::Actor;
use crate::clock::Clock;
use crate::master_keys::MasterKeys;
use crate::random::Random;
use crate::tenant::handle_key_purpose;

/// A backup that was read to its end and is as it was written.
pub struct Backup<R> {
    from: R,
    summary: BackupSummary,
    handle_keys: Vec<(AppId, WrappedKey)>,
}

/// A backup all of whose handle keys open.
pub struct UnlockedBackup<R>(Backup<R>);

impl<R: Read + Seek> Backup<R> {
    /// Reads the whole file, from where it stands. `progress` is told how many of how many rows were read.
    pub fn check(mut from: R, progress: impl Fn(u64, u64)) -> Result<Self, BackupError> {
        let start = from.stream_position().map_err(|_| BackupError::Pipe)?;
        let mut reader = Reader::open(&mut from)?;
        let mut handle_keys = Vec::new();
        let mut done = 0;
        loop {
            match reader.next()? {
                Piece::Rows(rows) => {
                    done += rows.rows.len() as u64;
                    if rows.table.name == "apps" {
                        collect_handle_keys(&rows, &mut handle_keys)?;
                    }
                    progress(done, reader.total());
                }
                Piece::End => break,
                Piece::Begin(_) => {}
            }
        }
        let summary = reader.into_summary();
        from.seek(SeekFrom::Start(start)).map_err(BackupError::Read)?;
        Ok(Self { from, summary, handle_keys })
    }

    /// What it says of itself.
    pub fn summary(&self) -> &BackupSummary {
        &self.summary
    }

    /// Opens every handle key: without them, every passkey of an app whose users are not known yet would get another
    /// handle than before.
    pub fn unlock(self, master_keys: &MasterKeys) -> Result<UnlockedBackup<R>, BackupError> {
        for (app, wrapped) in &self.handle_keys {
            master_keys
                .unwrap(&handle_key_purpose(app), wrapped)
                .map_err(|error| BackupError::MasterKey(error.to_string()))?;
        }
        Ok(UnlockedBackup(self))
    }
}

impl<R: Read + Send + 'static> UnlockedBackup<R> {
    /// Takes it into an empty database, in one commit. `progress` is told how many of how many rows are written.
    pub async fn restore(
        self,
        store: &dyn Store,
        clock: &dyn Clock,
        random: &dyn Random,
        actor: &Actor,
        progress: impl Fn(u64, u64) + Send + 'static,
    ) -> Result<BackupSummary, BackupError> {
        let Backup { from, summary, .. } = self.0;
        let changes = json!({ "made_at": summary.made_at.to_string(), "rows": summary.total() });
        let audit = actor
            .audit(random, clock.now(), "database.restore", None, "database", changes)
            .map_err(crate::Error::from)?;
        let (sender, receiver) = backup::channel();
        // Read again rather than kept: it may be larger than memory. Checked again, too: End comes after the checksum.
        let reading = tokio::task::spawn_blocking(move || -> Result<(), BackupError> {
            let mut reader = Reader::open(from)?;
            let mut done = 0;
            loop {
                let piece = reader.next()?;
                let is_last = matches!(piece, Piece::End);
                if let Piece::Rows(rows) = &piece {
                    done += rows.rows.len() as u64;
                }
                // Whoever takes no more says why.
                if sender.blocking_send(piece).is_err() || is_last {
                    return Ok(());
                }
                progress(done, reader.total());
            }
        });
        let (imported, read) = tokio::join!(store.import(receiver, audit), reading);
        read??;
        imported??;
        Ok(summary)
    }
}

fn collect_handle_keys(rows: &Rows, into: &mut Vec<(AppId, WrappedKey)>) -> Result<(), BackupError> {
    for row in &rows.rows {
        let value = |name| {
            let place = rows.columns.iter().position(|column| column.name == name);
            place.and_then(|place| row.get(place))
        };
        let (Some(Value::Text(app)), Some(Value::Text(wrapped_by)), Some(Value::Bytes(ciphertext))) =
            (value("id"), value("handle_key_wrapped_by"), value("handle_key"))
        else {
            return Err(BackupError::Damaged("an app lacks its handle key".to_owned()));
        };
        let wrapped = WrappedKey { wrapped_by: wrapped_by.clone(), ciphertext: ciphertext.clone() };
        into.push((AppId::new(app.as_str()), wrapped));
    }
    Ok(())
}
