//! A TLS listener of a test's own. What it answers is not the question there.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use axum::Router;
use axum::routing::get;
use passflex_server::{Tls, serve};
use reqwest::Version;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::Certificate;

/// Answers `here` at `/`, until it is dropped.
pub(crate) struct TlsServer {
    pub(crate) tls: Tls,
    pub(crate) address: SocketAddr,
    /// Where the files with its certificate are.
    pub(crate) folder: TempDir,
    pub(crate) stop: oneshot::Sender<()>,
    pub(crate) serving: JoinHandle<std::io::Result<()>>,
}

impl TlsServer {
    pub(crate) fn start(certificate: &Certificate) -> Self {
        let folder = TempDir::new().unwrap();
        let tls = Tls::load(certificate.write(folder.path())).unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, asked) = oneshot::channel();
        let app = Router::new().route("/", get(async || "here"));
        let serving = tokio::spawn(serve(listener, Some(tls.clone()), app, async {
            // An error means that nobody will ask any more.
            let _ = asked.await;
        }));
        Self { tls, address, folder, stop, serving }
    }

    /// Asks it over a new connection: in which version of HTTP it answers somebody who trusts this certificate.
    pub(crate) async fn ask(&self, trusted: &Certificate) -> Result<Version, reqwest::Error> {
        self.ask_with(trusted.client(self.address).build().unwrap()).await
    }

    /// The same with a client of one's own.
    pub(crate) async fn ask_with(&self, client: reqwest::Client) -> Result<Version, reqwest::Error> {
        let answer = client.get(format!("https://localhost:{}/", self.address.port())).send().await?;
        let version = answer.version();
        assert_eq!(answer.text().await?, "here");
        Ok(version)
    }
}
