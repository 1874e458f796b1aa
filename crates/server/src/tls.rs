//! TLS by a certificate and a key in files, which are read again when they change.
//!
//! Renewals replace the files under a running server. A pair that cannot be used is logged, once, and the one before it
//! stays in force.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{Error, ServerConfig};

/// How long a client may take to finish a handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// Where a certificate and its key are, both in PEM form.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The server's certificate first, then those between it and a root.
    pub certificates: PathBuf,
    /// The first certificate's key, not encrypted.
    pub key: PathBuf,
}

/// Why a certificate and a key cannot be used, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {}: {cause}; name a file that this user may read", path.display())]
    Read {
        /// Of the file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The certificate's file does not hold any.
    #[error(
        "{} holds no certificate in PEM form; name the file with the lines `-----BEGIN CERTIFICATE-----`",
        .0.display()
    )]
    NoCertificate(PathBuf),
    /// The key's file does not hold one.
    #[error(
        "{} holds no private key in PEM form; name the file with the line `-----BEGIN PRIVATE KEY-----`, not encrypted",
        .0.display()
    )]
    NoKey(PathBuf),
    /// The key is another certificate's.
    #[error(
        "the certificate in {} and the key in {} do not belong together; name the key that the first certificate in the \
         file was made for", .0.certificates.display(), .0.key.display()
    )]
    Mismatch(TlsFiles),
    /// Anything else that is wrong with them.
    #[error(
        "the certificate in {} and the key in {} cannot be used: {cause}; have them made anew",
        files.certificates.display(), files.key.display()
    )]
    Unusable {
        /// Both.
        files: TlsFiles,
        /// What the TLS library says.
        cause: Error,
    },
}

/// The certificate in force. Clones share it.
#[derive(Clone)]
pub struct Tls(Arc<Shared>);

struct Shared {
    files: TlsFiles,
    config: RustlsConfig,
    hasher: RandomState,
    /// A hash of what was in the files when they were last looked at; `None` where they could not be read.
    seen: Mutex<Option<u64>>,
}

/// What is in the two files.
#[derive(Hash)]
struct Contents {
    certificates: Vec<u8>,
    key: Vec<u8>,
}

impl Tls {
    /// Reads the files and checks that they can be used together.
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let contents = Contents::read(&files)?;
        let config = RustlsConfig::from_config(contents.config(&files)?);
        let hasher = RandomState::new();
        let seen = Mutex::new(Some(hasher.hash_one(&contents)));
        Ok(Self(Arc::new(Shared { files, config, hasher, seen })))
    }

    /// Reads the files again, and puts what is in them in force for new connections if it has changed and can be used.
    ///
    /// Blocks while the files are read.
    pub fn refresh(&self) {
        let Shared { files, config, hasher, seen } = &*self.0;
        let contents = Contents::read(files);
        let found = contents.as_ref().ok().map(|contents| hasher.hash_one(contents));
        let before = std::mem::replace(&mut *seen.lock().unwrap_or_else(PoisonError::into_inner), found);
        if found == before {
            return;
        }
        match contents.and_then(|contents| contents.config(files)) {
            Ok(new) => {
                config.reload_from_config(new);
                tracing::info!("the TLS certificate has changed; new connections get the new one");
            }
            Err(error) => {
                tracing::error!(%error, "the TLS certificate has changed for the worse; the old one stays in force");
            }
        }
    }

    /// What makes connections of a listener TLS connections.
    pub(crate) fn acceptor(&self) -> RustlsAcceptor {
        RustlsAcceptor::new(self.0.config.clone()).handshake_timeout(HANDSHAKE_TIMEOUT)
    }
}

impl Contents {
    fn read(files: &TlsFiles) -> Result<Self, TlsError> {
        let read =
            |path: &Path| fs::read(path).map_err(|cause| TlsError::Read { path: path.to_owned(), cause });
        Ok(Self { certificates: read(&files.certificates)?, key: read(&files.key)? })
    }

    /// Checks the pair.
    fn config(&self, files: &TlsFiles) -> Result<Arc<ServerConfig>, TlsError> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(&self.certificates)
            .collect::<Result<_, _>>()
            .map_err(|_| TlsError::NoCertificate(files.certificates.clone()))?;
        if chain.is_empty() {
            return Err(TlsError::NoCertificate(files.certificates.clone()));
        }
        let key = PrivateKeyDer::from_pem_slice(&self.key).map_err(|_| TlsError::NoKey(files.key.clone()))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(|error| match error {
                Error::InconsistentKeys(_) => TlsError::Mismatch(files.clone()),
                cause => TlsError::Unusable { files: files.clone(), cause },
            })?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}
