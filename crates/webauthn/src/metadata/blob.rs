//! The BLOB: whose it is, that it is whole, and that it is not an old one (section 3.2).

use std::time::Duration;

use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use super::{Metadata, MetadataError};
use crate::certificate::TrustAnchor;
use crate::jws::Jws;
use crate::limits::MAX_METADATA_BLOB_BYTES;

/// The DNS name in the certificate that signs the FIDO Alliance's BLOB.
pub const METADATA_SIGNER: &str = "mds.fidoalliance.org";

/// What a BLOB has to satisfy.
#[derive(Clone, Copy, Debug)]
pub struct MetadataExpectations<'e> {
    /// The certificates of which its signer's has to lead to one. The FIDO Alliance's leads to `GlobalSign Root CA - R3`
    /// and to `GlobalSign Root R46`.
    pub roots: &'e [TrustAnchor],
    /// The DNS name that its signer's certificate has to be for: [`METADATA_SIGNER`], or that of one's own service.
    pub signer: &'e str,
    /// The [`Metadata::number`] of the newest BLOB that was in force before, where there was one. A BLOB with a smaller
    /// one is refused; the same one again is not.
    pub newest_number: Option<u64>,
    /// The current time in Unix seconds, at which the certificates have to be valid.
    pub now: i64,
    /// What to do with a BLOB for which there ought to be a newer one.
    pub stale: StaleBlob,
}

/// What to do with a BLOB that is [stale](Metadata::is_stale).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaleBlob {
    /// It is taken. Right for one that is loaded from a disk: old metadata still knows the authenticators that were
    /// revoked before, and none knows nothing. Ask [`Metadata::is_stale`] now and then, and tell the operator.
    Accepted,
    /// It is refused. Right for one that was just fetched: who serves a stale BLOB may be keeping a revocation back.
    Refused,
}

impl Metadata {
    /// Verifies a BLOB: a JWS whose signer's certificate leads to a root and is for the expected name (section 3.2). The
    /// payload is not looked at before its signature has been verified.
    pub fn verify(expected: &MetadataExpectations<'_>, blob: &[u8]) -> Result<Self, MetadataError> {
        if blob.len() > MAX_METADATA_BLOB_BYTES {
            return Err(MetadataError::BlobTooLarge);
        }
        // A file often ends with the line break of the program that wrote it.
        let jws = Jws::parse(blob.trim_ascii_end())?;
        check_signer(expected, &jws)?;
        let metadata = Self::read(&jws.payload()?)?;
        if expected.newest_number.is_some_and(|newest| metadata.number() < newest) {
            return Err(MetadataError::Rollback);
        }
        if expected.stale == StaleBlob::Refused && metadata.is_stale(expected.now) {
            return Err(MetadataError::Stale);
        }
        Ok(metadata)
    }
}

/// The chain leads to a root, the certificate is for the expected name, and the signature is that of its key.
fn check_signer(expected: &MetadataExpectations<'_>, jws: &Jws<'_>) -> Result<(), MetadataError> {
    let certificates: Vec<_> =
        jws.certificates().iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let (leaf, intermediates) = certificates.split_first().ok_or(MetadataError::CertificatesMissing)?;
    let leaf = EndEntityCert::try_from(leaf).map_err(|_| MetadataError::CertificateMalformed)?;
    let roots: Vec<_> = expected.roots.iter().map(|root| CertificateDer::from(root.as_der())).collect();
    // What `webpki` cannot use as a root is none that anything leads to.
    let anchors: Vec<_> = roots.iter().filter_map(|root| anchor_from_trusted_cert(root).ok()).collect();
    leaf.verify_for_usage(
        ALL_VERIFICATION_ALGS,
        &anchors,
        intermediates,
        UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(expected.now).unwrap_or_default())),
        // What a certificate that is for a DNS name is for; one that does not limit its use is fine as well.
        KeyUsage::server_auth(),
        None,
        None,
    )
    .map_err(|_| MetadataError::ChainUntrusted)?;
    let signer = ServerName::try_from(expected.signer).map_err(|_| MetadataError::SignerMismatch)?;
    leaf.verify_is_valid_for_subject_name(&signer).map_err(|_| MetadataError::SignerMismatch)?;
    if jws.is_signed_by(&leaf.subject_public_key_info()) { Ok(()) } else { Err(MetadataError::BadSignature) }
}
