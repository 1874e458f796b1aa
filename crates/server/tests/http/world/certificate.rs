//! A certificate for `localhost`, made for one test, and clients that trust no other.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use passflex_server::TlsFiles;
use rcgen::CertifiedKey;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A self-signed certificate with its key.
pub(crate) struct Certificate(CertifiedKey<rcgen::KeyPair>);

impl Certificate {
    pub(crate) fn new() -> Self {
        Self(rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap())
    }

    /// The certificate in PEM form.
    pub(crate) fn pem(&self) -> String {
        self.0.cert.pem()
    }

    /// Its key in PEM form.
    pub(crate) fn key_pem(&self) -> String {
        self.0.signing_key.serialize_pem()
    }

    /// Writes both into a folder, over what is there of an earlier one.
    pub(crate) fn write(&self, folder: &Path) -> TlsFiles {
        let files = TlsFiles { certificates: folder.join("cert.pem"), key: folder.join("key.pem") };
        fs::write(&files.certificates, self.pem()).unwrap();
        fs::write(&files.key, self.key_pem()).unwrap();
        files
    }

    /// An HTTP client that trusts this certificate alone, and finds the server under its name.
    pub(crate) fn client(&self, address: SocketAddr) -> reqwest::ClientBuilder {
        let root = reqwest::Certificate::from_pem(self.pem().as_bytes()).unwrap();
        reqwest::Client::builder().no_proxy().tls_certs_only([root]).resolve("localhost", address)
    }

    /// A connection to a server that has this certificate.
    pub(crate) async fn handshake(&self, address: SocketAddr, protocol: &str) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.cert.der().clone()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
    }
}
