//! Whom `serve` trusts to vouch for authenticators: which files say so, and when they are read again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use anyhow::{Context, anyhow, bail};
use passflex_flex::webauthn::TrustAnchor;
use passflex_flex::webauthn::limits::MAX_METADATA_BLOB_BYTES;
use passflex_flex::webauthn::metadata::{METADATA_SIGNER, Metadata, MetadataExpectations, StaleBlob};
use passflex_flex::{Attestors, Clock as _, Flex, SystemClock};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use crate::failure::usage;
use crate::files::{bounded, keep_current};

/// The longest file of certificates, in bytes.
const MAX_CERTIFICATES: usize = 4 * 1024 * 1024;

/// Which files are named.
#[derive(Clone, Debug, Default)]
pub(crate) struct AttestationFiles {
    roots: Option<PathBuf>,
    metadata: Option<MetadataFiles>,
}

/// A BLOB of the FIDO Metadata Service, and the roots that its signer's certificate has to lead to.
#[derive(Clone, Debug)]
struct MetadataFiles {
    blob: PathBuf,
    roots: PathBuf,
}

/// When a file was changed last, and its length; `None` where there is none.
type Stamp = Option<(SystemTime, u64)>;

/// What was found in the files when they were looked at last.
struct Seen {
    stamps: Vec<Stamp>,
    /// Whether the operator has been told that the BLOB is out of date.
    stale: bool,
}

impl AttestationFiles {
    /// The files that are named, if they go together.
    pub(crate) fn choose(
        roots: Option<PathBuf>,
        blob: Option<PathBuf>,
        blob_roots: Option<PathBuf>,
    ) -> anyhow::Result<Self> {
        let metadata = match (blob, blob_roots) {
            (None, None) => None,
            (Some(blob), Some(roots)) => Some(MetadataFiles { blob, roots }),
            (Some(_), None) => {
                return Err(usage(anyhow!(
                    "--metadata-blob needs the root of its signer: name a file with it, GlobalSign's for the FIDO \
                     Alliance's BLOB, with --metadata-root"
                )));
            }
            (None, Some(_)) => {
                return Err(usage(anyhow!("--metadata-root needs a BLOB: name that with --metadata-blob")));
            }
        };
        Ok(Self { roots, metadata })
    }

    /// Reads the roots, if a file with some is named: its path and what is in it.
    pub(crate) fn roots(&self) -> anyhow::Result<Option<(&Path, Vec<TrustAnchor>)>> {
        let Some(path) = self.roots.as_deref() else { return Ok(None) };
        Ok(Some((path, certificates(path)?)))
    }

    /// Reads and verifies the metadata, if it is named: its path and what is in it. One that is older than the one of
    /// number `newest` is refused; one that is out of date is not, since old metadata knows more than none.
    pub(crate) fn metadata(&self, newest: Option<u64>) -> anyhow::Result<Option<(&Path, Metadata)>> {
        let Some(MetadataFiles { blob, roots }) = &self.metadata else { return Ok(None) };
        let roots = certificates(roots)?;
        let bytes = bounded(blob, MAX_METADATA_BLOB_BYTES)
            .with_context(|| format!("cannot read the metadata BLOB {}", blob.display()))
            .map_err(usage)?;
        let expected = MetadataExpectations {
            roots: &roots,
            signer: METADATA_SIGNER,
            newest_number: newest,
            now: SystemClock.now().as_second(),
            stale: StaleBlob::Accepted,
        };
        let metadata = Metadata::verify(&expected, &bytes)
            .with_context(|| format!("{} cannot be used", blob.display()))
            .map_err(usage)?;
        Ok(Some((blob, metadata)))
    }

    /// Reads all of them.
    fn attestors(&self, newest: Option<u64>) -> anyhow::Result<Attestors> {
        let attestors = Attestors::new(self.roots()?.map(|(_, roots)| roots).unwrap_or_default());
        Ok(match self.metadata(newest)? {
            Some((_, metadata)) => attestors.with_metadata(metadata),
            None => attestors,
        })
    }

    /// Reads all of them, for a server that is about to start.
    pub(crate) fn load(self) -> anyhow::Result<LoadedAttestation> {
        // Before the files are read: what changes meanwhile is found by the first look.
        let seen = Seen { stamps: self.stamps(), stale: false };
        let attestors = self.attestors(None)?;
        Ok(LoadedAttestation { files: self, seen, attestors })
    }

    fn refresh(&self, seen: &Mutex<Seen>, flex: &Flex) {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let stamps = self.stamps();
        if stamps != seen.stamps {
            *seen = Seen { stamps, stale: false };
            let newest = flex.attestors().metadata().map(Metadata::number);
            match self.attestors(newest) {
                Ok(attestors) => {
                    flex.set_attestors(attestors);
                    tracing::info!(
                        "the attestation roots or the metadata have changed, and count from now on"
                    );
                }
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::error!(
                        error,
                        "the attestation roots or the metadata have changed for the worse; the old ones count"
                    );
                }
            }
        }
        let now = SystemClock.now().as_second();
        let stale = flex.attestors().metadata().is_some_and(|metadata| metadata.is_stale(now));
        if stale && !seen.stale {
            tracing::warn!("the metadata BLOB is out of date; put the current one in its place");
        }
        seen.stale = stale;
    }

    fn stamps(&self) -> Vec<Stamp> {
        let of_metadata = self.metadata.iter().flat_map(|metadata| [&metadata.blob, &metadata.roots]);
        let stamp = |path: &PathBuf| {
            let about = fs::metadata(path).ok()?;
            Some((about.modified().ok()?, about.len()))
        };
        self.roots.iter().chain(of_metadata).map(stamp).collect()
    }
}

/// What was read from the files.
pub(crate) struct LoadedAttestation {
    files: AttestationFiles,
    seen: Seen,
    attestors: Attestors,
}

impl LoadedAttestation {
    /// Puts it in force, and keeps it current for as long as the process runs.
    pub(crate) fn put_in_force(self, flex: &Arc<Flex>) -> io::Result<()> {
        let Self { files, seen, attestors } = self;
        if seen.stamps.is_empty() {
            return Ok(());
        }
        flex.set_attestors(attestors);
        let (files, seen, flex) = (Arc::new(files), Arc::new(Mutex::new(seen)), Arc::clone(flex));
        keep_current(move || files.refresh(&seen, &flex))
    }
}

/// The certificates in a file in PEM form, at least one.
fn certificates(path: &Path) -> anyhow::Result<Vec<TrustAnchor>> {
    let read = || {
        let pem = bounded(path, MAX_CERTIFICATES)?;
        if pem.len() > MAX_CERTIFICATES {
            bail!(
                "it is longer than 4 MiB; leave out the roots of manufacturers that your users do not buy from"
            );
        }
        let mut certificates = Vec::new();
        for der in CertificateDer::pem_slice_iter(&pem) {
            let place = certificates.len() + 1;
            let der = der.map_err(|_| anyhow!("number {place} is not in PEM form"))?;
            let anchor = TrustAnchor::from_der(der.as_ref());
            certificates.push(anchor.with_context(|| format!("number {place} is damaged"))?);
        }
        if certificates.is_empty() {
            bail!("there is none in PEM form; name a file with the lines `-----BEGIN CERTIFICATE-----`");
        }
        Ok(certificates)
    };
    read().with_context(|| format!("cannot read the certificates in {}", path.display())).map_err(usage)
}
