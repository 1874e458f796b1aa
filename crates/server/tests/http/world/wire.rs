//! Bytes on a connection, for what no HTTP client would send.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection to a server.
pub(crate) struct Wire(TcpStream);

impl Wire {
    pub(crate) async fn to(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
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
        let mut read = Vec::new();
        let mut chunk = [0; 4_096];
        while let Ok(length @ 1..) = self.0.read(&mut chunk).await {
            read.extend_from_slice(&chunk[..length]);
        }
        String::from_utf8(read).unwrap()
    }
}
