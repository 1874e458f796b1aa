//! Bytes on a connection, for what no HTTP client would send.

use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Certificate;

/// A connection to a server.
pub(crate) struct Wire(Box<dyn Stream>);

trait Stream: AsyncRead + AsyncWrite + Unpin {}

impl<S: AsyncRead + AsyncWrite + Unpin> Stream for S {}

impl Wire {
    pub(crate) async fn to(address: SocketAddr) -> Self {
        Self(Box::new(TcpStream::connect(address).await.unwrap()))
    }

    /// The same after a handshake with a server that has this certificate, in which `protocol` was agreed on.
    pub(crate) async fn over_tls(address: SocketAddr, certificate: &Certificate, protocol: &str) -> Self {
        let stream = certificate.handshake(address, protocol).await;
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(protocol.as_bytes()));
        Self(Box::new(stream))
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).await.unwrap();
        self.0.flush().await.unwrap();
    }

    /// Sends as much as the server takes before it hangs up.
    pub(crate) async fn send_what_is_taken(&mut self, text: &str) {
        // An error means that the server has hung up.
        let _ = self.0.write_all(text.as_bytes()).await;
    }

    /// Reads until the answer holds this text.
    pub(crate) async fn read_until(&mut self, text: &str) -> String {
        let mut read = Vec::new();
        while !String::from_utf8_lossy(&read).contains(text) {
            let byte = self.0.read_u8().await;
            read.push(byte.unwrap_or_else(|_| panic!("closed after {:?}", String::from_utf8_lossy(&read))));
        }
        String::from_utf8(read).unwrap()
    }

    /// Reads until the server closes the connection, politely or not.
    pub(crate) async fn read_to_end(&mut self) -> String {
        String::from_utf8(self.read_bytes_to_end().await).unwrap()
    }

    /// The same for what is no text.
    pub(crate) async fn read_bytes_to_end(&mut self) -> Vec<u8> {
        let mut read = Vec::new();
        let mut chunk = [0; 4_096];
        while let Ok(length @ 1..) = self.0.read(&mut chunk).await {
            read.extend_from_slice(&chunk[..length]);
        }
        read
    }
}
