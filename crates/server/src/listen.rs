//! A listening socket, until it is told to stop.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;

use crate::tls::Tls;

/// How long requests that are under way may take to end once the server is told to stop.
const DRAIN: Duration = Duration::from_secs(10);
/// How long a client may take to send a request's head.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// How much a request's head may hold, in bytes.
const MAX_HEAD: u16 = u16::MAX;
/// How many requests of one HTTP/2 connection may be under way at a time.
const MAX_STREAMS: u32 = 100;
/// After how long an HTTP/2 client is asked whether it is still there, and how long it may take to say so.
const PING_EVERY: Duration = Duration::from_secs(30);
const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// Serves HTTP/1.1 and HTTP/2 on `listener` until `stop` is done, then drains for at most ten seconds.
///
/// With `tls` a connection begins with a handshake, which also says which of the two it speaks.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    app: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let handle = Handle::new();
    let server = bounded(axum_server::from_tcp(listener)?).handle(handle.clone());
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move {
        stop.await;
        handle.graceful_shutdown(Some(DRAIN));
    });
    match tls {
        None => server.serve(app).await,
        Some(tls) => server.acceptor(tls.acceptor()).serve(app).await,
    }
}

/// Limits what a connection may cost before a request is understood, and between requests.
fn bounded(server: Server<SocketAddr>) -> Server<SocketAddr> {
    // The header timeout begins once HTTP/1 is told from HTTP/2, for which a silent client would never give a byte.
    let mut server = server.first_request_timeout(HEADER_TIMEOUT);
    let http = server.http_builder();
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT).max_buf_size(MAX_HEAD.into());
    http.http2()
        .timer(TokioTimer::new())
        .max_header_list_size(MAX_HEAD.into())
        .max_concurrent_streams(MAX_STREAMS)
        .keep_alive_interval(PING_EVERY)
        .keep_alive_timeout(PING_TIMEOUT);
    server
}
