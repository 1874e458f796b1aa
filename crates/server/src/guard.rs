//! A deadline for every handler, and no panic that gets out. Inside `cors`, so that these answers carry its headers.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;

use crate::error::ApiError;

/// How long a handler may take. A database that does not answer by then is as good as gone.
const DEADLINE: Duration = Duration::from_secs(15);

/// Runs the handler, and answers in its place where it does not.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    let handled = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(DEADLINE, handled).await {
        Ok(Ok(response)) => response,
        // The panic hook has written where and why.
        Ok(Err(_panic)) => ApiError::internal().into_response(),
        Err(_elapsed) => {
            tracing::error!(deadline_s = DEADLINE.as_secs(), "a handler took too long");
            ApiError::unavailable().into_response()
        }
    }
}
