//! A listening socket, until it is told to stop.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use hyper_util::rt::TokioTimer;

/// How long requests that are under way may take to end once the server is told to stop.
const DRAIN: Duration = Duration::from_secs(10);
/// How long a client may take to send a request's head.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// How much a request's head may hold, in bytes.
const MAX_HEAD: usize = 64 * 1_024;

/// Serves HTTP/1.1 and HTTP/2 on `listener` until `stop` is done, then drains for at most ten seconds.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let handle = Handle::new();
    // The header timeout begins once HTTP/1 is told from HTTP/2, for which a silent client would never give a byte.
    let mut server =
        axum_server::from_tcp(listener)?.handle(handle.clone()).first_request_timeout(HEADER_TIMEOUT);
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(MAX_HEAD);
    tokio::spawn(async move {
        stop.await;
        handle.graceful_shutdown(Some(DRAIN));
    });
    server.serve(app.into_make_service_with_connect_info::<SocketAddr>()).await
}
