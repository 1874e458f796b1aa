//! `passflex audit …`.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{anyhow, bail};
use data_encoding::HEXLOWER;
use passflex_flex::store::AppId;
use passflex_flex::store::records::{ActorKind, AuditHead, AuditQuery, AuditRow};
use passflex_flex::{AuditExport, AuditFault, AuditProof, Flex};
use passflex_server::audit_row;
use serde_json::json;

use crate::cli::{AuditActor, AuditCommand, AuditFilters};
use crate::failure::usage;
use crate::new_file;
use crate::output::{Output, printable};

/// The name that stands for standard output.
const STDOUT: &str = "-";

pub(crate) async fn run(command: AuditCommand, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    match command {
        AuditCommand::List { filters, limit } => list(filters, limit, flex, output).await,
        AuditCommand::Export { file, filters } => export(&file, filters, flex, output).await,
        AuditCommand::Verify { head } => verify(head, flex, output).await,
    }
}

async fn list(filters: AuditFilters, limit: u32, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    let mut rows = flex.find_audit(&AuditQuery { limit, ..query(filters) }).await?.items;
    rows.reverse();
    let text: Vec<String> = rows.iter().map(line).collect();
    let text = if text.is_empty() { "There are no such rows.".to_owned() } else { text.join("\n") };
    let rows: Vec<_> = rows.into_iter().map(audit_row).collect();
    output.result(&json!({ "rows": rows }), &text);
    Ok(())
}

async fn export(file: &Path, filters: AuditFilters, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    if file == Path::new(STDOUT) {
        if output.is_json() {
            return Err(usage(anyhow!(
                "standard output takes the export or the JSON object of --json, not both"
            )));
        }
        // What is printed is the export, so nothing else is. Whoever closes a pipe has read enough.
        return match write_rows(filters, flex, BufWriter::new(io::stdout())).await {
            Err(error) if is_closed_pipe(&error) => Ok(()),
            other => other.map(drop),
        };
    }
    let mut new = new_file::begin(file, "export")?;
    let rows = write_rows(filters, flex, BufWriter::new(&mut new)).await?;
    new_file::put_in_place(new, file, "export")?;
    let counted = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    output.result(&json!({ "rows": rows }), &format!("Wrote {}: {counted}.", file.display()));
    Ok(())
}

/// One JSON object a line, oldest first. How many it were.
async fn write_rows(filters: AuditFilters, flex: &Flex, mut to: impl Write) -> anyhow::Result<u64> {
    let mut export = AuditExport::new(query(filters));
    let mut written = 0;
    while let Some(rows) = export.next(flex).await? {
        for row in rows {
            serde_json::to_writer(&mut to, &audit_row(row)).map_err(io::Error::from)?;
            to.write_all(b"\n")?;
            written += 1;
        }
    }
    to.flush()?;
    Ok(written)
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

async fn verify(head: Option<[u8; 32]>, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    let AuditProof { head, faults } = flex.prove_audit(head.as_ref()).await?;
    let told: Vec<String> = faults.iter().map(AuditFault::to_string).collect();
    let value = json!({
        "whole": faults.is_empty(),
        "head": head.map(|head| json!({ "position": head.position, "hash": HEXLOWER.encode(&head.hash) })),
        "faults": told,
    });
    let Some(head) = head.filter(|_| faults.is_empty()) else {
        if faults.is_empty() {
            output.result(&value, "The audit log is empty.");
            return Ok(());
        }
        output.result(&value, &told.join("\n"));
        bail!(
            "the audit log is not whole: keep a copy of the database as it is, and look for who had access to it"
        );
    };
    output.result(&value, &whole(head));
    Ok(())
}

fn whole(AuditHead { position, hash }: AuditHead) -> String {
    let rows = if position == 1 { "1 row".to_owned() } else { format!("{position} rows") };
    let hash = HEXLOWER.encode(&hash);
    format!(
        "The audit log is whole: {rows}. The last one's hash is\n{hash}\nKeep it in another place: `passflex audit \
         verify --head` with it proves later that none of these rows was touched."
    )
}

fn query(filters: AuditFilters) -> AuditQuery {
    AuditQuery {
        app: filters.app.map(AppId::new),
        actor_kind: filters.actor_kind.map(|kind| match kind {
            AuditActor::Cli => ActorKind::Cli,
            AuditActor::ApiKey => ActorKind::ApiKey,
            AuditActor::Administrator => ActorKind::Administrator,
            AuditActor::System => ActorKind::System,
        }),
        actor_id: filters.actor,
        verb: filters.verb,
        from: filters.from,
        until: filters.until,
        ..AuditQuery::default()
    }
}

fn line(row: &AuditRow) -> String {
    let AuditRow { entry, .. } = row;
    let id = entry.actor_id.as_deref().map_or_else(String::new, |id| format!(" {}", printable(id)));
    let app =
        entry.app_id.as_ref().map_or_else(String::new, |app| format!("  of {}", printable(app.as_str())));
    let (verb, target) = (printable(&entry.verb), printable(&entry.target));
    format!("{}  {verb} {target}{app}  by {}{id}", entry.at, entry.actor_kind.as_str())
}
