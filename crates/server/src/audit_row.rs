//! Rows of the audit log in the form in which they leave the server, wherever they do.

use data_encoding::HEXLOWER;
use passflex_api::admin::AuditRow as WireRow;
use passflex_flex::store::AppId;
use passflex_flex::store::records::AuditRow;

/// The row for the wire: an element of a list, or a line of an export.
pub fn audit_row(row: AuditRow) -> WireRow {
    let AuditRow { entry, link } = row;
    WireRow {
        id: entry.id.as_str().to_owned(),
        at: entry.at,
        actor_kind: entry.actor_kind.as_str().to_owned(),
        actor_id: entry.actor_id,
        verb: entry.verb.into_owned(),
        app_id: entry.app_id.as_ref().map(AppId::as_str).map(str::to_owned),
        target: entry.target,
        request_id: entry.request_id,
        changes: entry.changes,
        position: link.map(|link| link.position),
        previous_hash: link.map(|link| HEXLOWER.encode(&link.previous_hash)),
        hash: link.map(|link| HEXLOWER.encode(&link.hash)),
    }
}
