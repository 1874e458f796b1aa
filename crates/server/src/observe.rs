//! What happens around every request: an id and one line in the log.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{MatchedPath, RawPathParams, Request};
use axum::middleware::Next;
use axum::response::Response;
use data_encoding::HEXLOWER;
use http::request::Parts;
use http::{HeaderName, HeaderValue, header};
use passflex_flex::{Random, SystemRandom};
use tracing::Instrument as _;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names one request in its answer, in the log and in what it leaves in the database.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(String);

impl RequestId {
    /// A random prefix for the process and a running number. A caller's own id is not believed.
    fn next() -> Self {
        static PROCESS: LazyLock<String> = LazyLock::new(|| {
            let mut bytes = [0; 8];
            // Only distinguishes processes: zeros would still be a valid prefix.
            let _ = SystemRandom.fill(&mut bytes);
            HEXLOWER.encode(&bytes)
        });
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        Self(format!("{}-{}", *PROCESS, NUMBER.fetch_add(1, Ordering::Relaxed)))
    }

    /// The id of this request.
    pub(crate) fn of(parts: &Parts) -> Option<String> {
        parts.extensions.get::<Self>().map(|id| id.0.clone())
    }
}

/// The outermost middleware.
pub(crate) async fn observe(
    path: Option<MatchedPath>,
    params: Result<RawPathParams, RawPathParamsRejection>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let id = RequestId::next();
    request.extensions_mut().insert(id.clone());
    let method = request.method().clone();

    // At the highest level, so that no filter keeps the id from the lines that say what went wrong.
    let span = tracing::error_span!("request", request_id = %id.0);
    let mut response = next.run(request).instrument(span).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::try_from(id.0.as_str()) {
        headers.insert(X_REQUEST_ID, value);
    }
    // The route, never the path: a path can carry whatever somebody put into it.
    let route = path.as_ref().map_or("", MatchedPath::as_str);
    let app_id = params.as_ref().ok().and_then(app_id).unwrap_or_default();
    tracing::info!(
        target: "passflex::access",
        request_id = %id.0,
        %method,
        route,
        app_id,
        status = response.status().as_u16(),
        duration_ms = began.elapsed().as_secs_f64() * 1_000.0,
        "request"
    );
    response
}

/// The app of the route, if it looks like an id at all.
fn app_id(params: &RawPathParams) -> Option<&str> {
    let (_, id) = params.iter().find(|(name, _)| *name == "app_id")?;
    (id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(id)
}
