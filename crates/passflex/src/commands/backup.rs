//! `passflex backup` and `passflex restore`.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use passflex_flex::backup::{Backup, BackupSummary, back_up};
use passflex_flex::store::Store;
use passflex_flex::{Actor, Clock as _, SystemClock, SystemRandom};
use serde_json::{Value, json};

use crate::cli::{BackupArgs, RestoreArgs};
use crate::database::Location;
use crate::failure::usage;
use crate::new_file;
use crate::output::Output;

/// The name that stands for standard output.
const STDOUT: &str = "-";

pub(crate) async fn make(args: BackupArgs, location: &Location, output: &Output) -> anyhow::Result<()> {
    if args.file == Path::new(STDOUT) && output.is_json() {
        return Err(usage(anyhow!(
            "standard output takes the backup or the JSON object of --json, not both"
        )));
    }
    let store = location.open_existing().await?;
    if args.file == Path::new(STDOUT) {
        // What is printed is the backup, so nothing else is.
        written(store.as_ref(), &args, io::stdout()).await?;
        return Ok(());
    }
    let shown = args.file.display();
    let file = new_file::begin(&args.file, "backup")?;
    let (file, summary) = written(store.as_ref(), &args, file).await?;
    new_file::put_in_place(file, &args.file, "backup")?;
    let opens = summary.master_key.as_ref().map(|id| {
        format!("\nIt opens only with the master key {id}: keep a copy of that, in another place.")
    });
    let text = format!("Wrote {shown}: {}.{}", counted(&summary), opens.unwrap_or_default());
    output.result(&to_json(&summary), &text);
    Ok(())
}

async fn written<W: Write + Send + 'static>(
    store: &dyn Store,
    args: &BackupArgs,
    to: W,
) -> anyhow::Result<(W, BackupSummary)> {
    let bar = bar("writing");
    let written = back_up(store, args.with_api_keys, SystemClock.now(), to, on(&bar)).await;
    bar.finish_and_clear();
    Ok(written?)
}

pub(crate) async fn restore(args: RestoreArgs, location: &Location, output: &Output) -> anyhow::Result<()> {
    let shown = args.file.display();
    let file = File::open(&args.file).with_context(|| format!("cannot read the backup {shown}"))?;
    let checking = bar("checking");
    let checked = Backup::check(file, on(&checking));
    checking.finish_and_clear();
    let backup = checked.with_context(|| format!("cannot restore {shown}"))?;
    if args.check {
        output.result(&to_json(backup.summary()), &described(&args.file, backup.summary()));
        return Ok(());
    }

    // Before there is a database: nothing is made for a backup that would not open.
    let may_make = location.file().is_some() && backup.summary().master_key.is_none();
    let master_keys = location.master_key().load(may_make);
    let backup = match (master_keys, &backup.summary().master_key) {
        (Err(error), Some(id)) => {
            return Err(error).with_context(|| format!("the backup opens only with the master key {id}"));
        }
        (master_keys, _) => backup.unlock(&master_keys?)?,
    };
    let store = location.open_store().await?;
    let restoring = bar("restoring");
    let restored =
        backup.restore(store.as_ref(), &SystemClock, &SystemRandom, &Actor::cli(), on(&restoring)).await;
    restoring.finish_and_clear();
    let summary = restored?;

    let mut text = format!(
        "Restored {}, as of {}.\nWhat was revoked, deactivated or deleted since then is live again: see \
         docs/backup.md for how to redo it.",
        counted(&summary),
        summary.made_at,
    );
    if !summary.with_access {
        text.push_str("\nNo API keys were in it: make new ones with `passflex key create`.");
    }
    output.result(&to_json(&summary), &text);
    Ok(())
}

fn described(file: &Path, summary: &BackupSummary) -> String {
    let api_keys = if summary.with_access { "with" } else { "without" };
    let opens = summary.master_key.as_ref().map(|id| format!("\nIt opens only with the master key {id}."));
    format!(
        "{} is whole: {}, {api_keys} API keys, as of {}, made by Passflex {}.{}",
        file.display(),
        counted(summary),
        summary.made_at,
        summary.made_by,
        opens.unwrap_or_default(),
    )
}

fn to_json(summary: &BackupSummary) -> Value {
    let rows: serde_json::Map<_, _> =
        summary.rows.iter().map(|(table, rows)| ((*table).to_owned(), (*rows).into())).collect();
    json!({
        "made_at": summary.made_at.to_string(),
        "made_by": summary.made_by,
        "with_api_keys": summary.with_access,
        "master_key": summary.master_key,
        "rows": rows,
    })
}

fn counted(summary: &BackupSummary) -> String {
    let of = |table, one: &str| match summary.rows_of(table) {
        1 => format!("1 {one}"),
        rows => format!("{rows} {one}s"),
    };
    format!("{}, {}, {}", of("apps", "app"), of("users", "user"), of("passkeys", "passkey"))
}

/// Shown only where standard error is a terminal.
fn bar(doing: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(0).with_message(doing);
    match ProgressStyle::with_template("{msg} {wide_bar} {human_pos} of {human_len} rows, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn on(bar: &ProgressBar) -> impl Fn(u64, u64) + Send + 'static {
    let bar = bar.clone();
    move |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    }
}
