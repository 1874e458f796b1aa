//! Rows of the audit log in one file, which is written as it is read from the database. Where that fails half-way the
//! connection breaks, so that no half file passes for a whole one.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use http::header;
use passflex_flex::store::records::AuditQuery;
use passflex_flex::{AuditExport, Flex};

use crate::audit_row::audit_row;

const HEADERS: [(header::HeaderName, &str); 2] = [
    (header::CONTENT_TYPE, "application/x-ndjson"),
    (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.ndjson\""),
];

/// Streams what the query finds, oldest first, a JSON object a line.
pub(crate) fn stream(flex: Arc<Flex>, query: AuditQuery) -> Response {
    let pieces = stream::try_unfold(AuditExport::new(query), move |mut export| {
        let flex = Arc::clone(&flex);
        async move {
            let text = next(&flex, &mut export).await?;
            Ok::<_, std::io::Error>(text.map(|text| (Bytes::from(text), export)))
        }
    });
    (HEADERS, Body::from_stream(pieces)).into_response()
}

/// The next lines.
async fn next(flex: &Flex, export: &mut AuditExport) -> std::io::Result<Option<String>> {
    let rows = export.next(flex).await.map_err(|error| {
        tracing::error!(%error, "an export of the audit log ended early");
        std::io::Error::other("the export ended early")
    })?;
    let Some(rows) = rows else { return Ok(None) };
    let mut text = String::new();
    for row in rows {
        text.push_str(&serde_json::to_string(&audit_row(row)).map_err(std::io::Error::other)?);
        text.push('\n');
    }
    Ok(Some(text))
}
