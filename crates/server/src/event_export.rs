//! All events of an app in one file, which is written as it is read from the database. Where that fails half-way the
//! connection breaks, so that no half file passes for a whole one.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http::{HeaderValue, header};
use passflex_api::admin::AdminEvent;
use passflex_flex::{EventExport, FindEvents, Flex, Tenant};

use crate::event_view::admin_event;

/// How a line is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Format {
    /// RFC 4180, with a line of names first.
    Csv,
    /// A JSON object a line.
    Ndjson,
}

const COLUMNS: &str = "id,at,started_at,action,outcome,rule,user_id,passkey_id,transaction_id,origin,aaguid,provider,\
    attestation_format,attestation_trust,user_present,user_verified,backup_eligible,backup_state,browser,os,user_agent,\
    ip,request_id\r\n";

/// Streams what `find` finds.
pub(crate) fn stream(flex: Arc<Flex>, tenant: Arc<Tenant>, find: FindEvents, format: Format) -> Response {
    let export = flex.export_events(find);
    let begun = match format {
        Format::Csv => Some(COLUMNS.to_owned()),
        Format::Ndjson => None,
    };
    let pieces = stream::try_unfold((export, begun), move |(mut export, begun)| {
        let (flex, tenant) = (Arc::clone(&flex), Arc::clone(&tenant));
        async move {
            if let Some(text) = begun {
                return Ok(Some((Bytes::from(text), (export, None))));
            }
            let text = next(&flex, &tenant, &mut export, format).await?;
            Ok::<_, std::io::Error>(text.map(|text| (Bytes::from(text), (export, None))))
        }
    });
    let (content_type, disposition) = match format {
        Format::Csv => ("text/csv; charset=utf-8; header=present", "attachment; filename=\"events.csv\""),
        Format::Ndjson => ("application/x-ndjson", "attachment; filename=\"events.ndjson\""),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
    ];
    (headers, Body::from_stream(pieces)).into_response()
}

/// The next lines.
async fn next(
    flex: &Flex,
    tenant: &Tenant,
    export: &mut EventExport,
    format: Format,
) -> std::io::Result<Option<String>> {
    let events = export.next(flex, tenant).await.map_err(|error| {
        tracing::error!(%error, app_id = %tenant.id(), "an export of events ended early");
        std::io::Error::other("the export ended early")
    })?;
    let Some(events) = events else { return Ok(None) };
    let mut text = String::new();
    for event in events {
        let event = admin_event(flex, event);
        match format {
            Format::Csv => csv_line(&mut text, &event),
            Format::Ndjson => {
                text.push_str(&serde_json::to_string(&event).map_err(std::io::Error::other)?);
                text.push('\n');
            }
        }
    }
    Ok(Some(text))
}

fn csv_line(text: &mut String, event: &AdminEvent) {
    let flag = |flag: Option<bool>| flag.map(|flag| flag.to_string());
    let cells = [
        Some(event.id.clone()),
        Some(event.at.to_string()),
        Some(event.started_at.to_string()),
        Some(event.action.clone()),
        Some(event.outcome.clone()),
        event.rule.clone(),
        event.user_id.clone(),
        event.passkey_id.clone(),
        event.transaction_id.clone(),
        event.origin.clone(),
        event.aaguid.clone(),
        event.provider.clone(),
        event.attestation_format.clone(),
        event.attestation_trust.clone(),
        flag(event.user_present),
        flag(event.user_verified),
        flag(event.backup_eligible),
        flag(event.backup_state),
        event.browser.clone(),
        event.os.clone(),
        event.user_agent.clone(),
        event.ip.clone(),
        event.request_id.clone(),
    ];
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        csv_cell(text, &cell.unwrap_or_default());
    }
    text.push_str("\r\n");
}

/// One cell. What a spreadsheet would take for a formula has an apostrophe before it: clients choose their `User-Agent`.
fn csv_cell(text: &mut String, cell: &str) {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let guarded = if formula { "'" } else { "" };
    let needs_quotes = formula || cell.contains([',', '"', '\r', '\n']);
    if needs_quotes {
        // Writing to a string does not fail.
        let _ = write!(text, "\"{guarded}{}\"", cell.replace('"', "\"\""));
    } else {
        text.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::csv_cell;

    #[test]
    fn a_cell_is_quoted_where_it_has_to_be_and_is_never_a_formula() {
        for (cell, expected) in [
            ("", ""),
            ("plain text", "plain text"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\r\nlines", "\"two\r\nlines\""),
            ("=1+1", "\"'=1+1\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("=\"a\"", "\"'=\"\"a\"\"\""),
        ] {
            let mut text = String::new();
            csv_cell(&mut text, cell);
            assert_eq!(text, expected, "{cell:?}");
        }
    }
}
