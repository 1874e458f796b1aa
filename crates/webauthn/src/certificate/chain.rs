//! Certification paths: from an attestation certificate to an anchor that the relying party trusts.
//!
//! The rules of RFC 5280 section 6.1 that attestation certificates need: names and signatures link up, every
//! certificate is within its validity, every issuer is an authority that may sign certificates at this distance, and
//! no critical extension goes unread. Policies are read over, since nobody asks for one; TPM certificates mark them
//! critical, which is why a library made for the web's certificates cannot be used here. Revocation is the metadata's
//! matter.

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use thiserror::Error;
use x509_parser::asn1_rs::{Oid, oid};
use x509_parser::extensions::ParsedExtension;
use x509_parser::oid_registry;

use super::{Certificate, spki};
use crate::limits::MAX_CERTIFICATES;
use crate::public_key::Curve;

/// A certificate that the relying party trusts, usually a manufacturer's root.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TrustAnchor(Vec<u8>);

/// These bytes are not one X.509 certificate in DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an X.509 certificate in DER")]
pub struct TrustAnchorError;

/// Why a chain of certificates leads to no trust anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum ChainError {
    /// A certificate of the chain is not one X.509 certificate in DER.
    #[error("a certificate of the chain is malformed")]
    Malformed,
    /// The chain is longer than [`crate::limits::MAX_CERTIFICATES`].
    #[error("the chain has too many certificates")]
    TooLong,
    /// A certificate's validity has not begun, or has ended.
    #[error("a certificate of the chain is not valid at this time")]
    NotValidNow,
    /// A certificate was not issued by the one that follows it, or its signature does not verify.
    #[error("a certificate of the chain was not issued by the next one")]
    NotIssuedByNext,
    /// An issuer is not an authority, may not sign certificates, or not at this distance.
    #[error("an issuer in the chain may not issue certificates")]
    NotAnAuthority,
    /// A certificate has a critical extension that is not understood.
    #[error("a certificate of the chain has a critical extension that is not understood")]
    CriticalExtension,
    /// The chain ends at a certificate that no trust anchor has issued.
    #[error("the chain ends at no trust anchor")]
    NoTrustAnchor,
}

impl TrustAnchor {
    /// A certificate in DER.
    ///
    /// # Errors
    /// [`TrustAnchorError`] where it is none, or bytes follow it.
    pub fn from_der(der: impl Into<Vec<u8>>) -> Result<Self, TrustAnchorError> {
        let der = der.into();
        Certificate::parse(&der).ok_or(TrustAnchorError)?;
        Ok(Self(der))
    }

    /// The certificate in DER.
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }
}

/// Checks that `chain`, each certificate followed by its issuer's, ends at one of `anchors` at the time `now`, in
/// seconds since 1970, and returns that one. All are in DER. The first certificate may be an anchor itself (WebAuthn
/// Level 3 section 7.1 step 24).
pub(crate) fn verify_path<'a>(
    chain: &[&[u8]],
    anchors: &[&'a [u8]],
    now: i64,
) -> Result<&'a [u8], ChainError> {
    if chain.len() > MAX_CERTIFICATES {
        return Err(ChainError::TooLong);
    }
    let anchors: Vec<Certificate<'a>> = anchors.iter().filter_map(|der| Certificate::parse(der)).collect();
    let mut below: Option<Certificate<'_>> = None;
    for (depth, der) in chain.iter().enumerate() {
        let certificate = Certificate::parse(der).ok_or(ChainError::Malformed)?;
        if let Some(subject) = &below {
            subject.check_issued_by(&certificate)?;
            certificate.check_authority(depth - 1)?;
        }
        certificate.check_alone(now)?;
        let is_end = |anchor: &&Certificate<'a>| {
            anchor.der() == *der || certificate.is_issued_by_anchor(anchor, depth)
        };
        if let Some(anchor) = anchors.iter().find(is_end) {
            return Ok(anchor.der());
        }
        below = Some(certificate);
    }
    Err(ChainError::NoTrustAnchor)
}

impl Certificate<'_> {
    /// What a certificate has to satisfy wherever it stands in a chain.
    fn check_alone(&self, now: i64) -> Result<(), ChainError> {
        if !self.is_valid_at(now) {
            return Err(ChainError::NotValidNow);
        }
        let unread = |oid: &Oid<'_>| !READ_EXTENSIONS.contains(oid);
        if self.x509.extensions().iter().any(|extension| extension.critical && unread(&extension.oid)) {
            return Err(ChainError::CriticalExtension);
        }
        Ok(())
    }

    /// An anchor's own validity is not asked (RFC 5280 section 6.1.1 (d)): that it is trusted is said elsewhere.
    fn is_issued_by_anchor(&self, anchor: &Certificate<'_>, depth: usize) -> bool {
        // A certificate of version 1 cannot say what it may be used for. Roots of that kind exist, and it is the
        // relying party who says that this one is a root.
        let is_authority = !anchor.is_version_3() || anchor.check_authority(depth).is_ok();
        is_authority && self.check_issued_by(anchor).is_ok()
    }

    fn check_issued_by(&self, issuer: &Certificate<'_>) -> Result<(), ChainError> {
        if self.x509.issuer().as_raw() != issuer.subject().as_raw() {
            return Err(ChainError::NotIssuedByNext);
        }
        let algorithm = issuer.verification_for(&self.x509.signature_algorithm.algorithm);
        let key = &issuer.x509.public_key().subject_public_key.data;
        let signature = &self.x509.signature_value.data;
        algorithm
            .filter(|_| self.x509.signature_algorithm == self.x509.tbs_certificate.signature)
            .and_then(|algorithm| {
                UnparsedPublicKey::new(algorithm, key)
                    .verify(self.x509.tbs_certificate.as_ref(), signature)
                    .ok()
            })
            .ok_or(ChainError::NotIssuedByNext)
    }

    /// RFC 5280 section 6.1.4 (k) to (n). `below` is how many authorities stand between this certificate and the
    /// chain's first one.
    fn check_authority(&self, below: usize) -> Result<(), ChainError> {
        let length_ok = match self.parsed_extension(&oid_registry::OID_X509_EXT_BASIC_CONSTRAINTS) {
            Some(ParsedExtension::BasicConstraints(constraints)) => {
                constraints.ca
                    && constraints
                        .path_len_constraint
                        .is_none_or(|limit| usize::try_from(limit).is_ok_and(|limit| below <= limit))
            }
            _ => false,
        };
        let usage_ok = match self.parsed_extension(&oid_registry::OID_X509_EXT_KEY_USAGE) {
            Some(ParsedExtension::KeyUsage(usage)) => usage.key_cert_sign(),
            Some(_) => false,
            None => true,
        };
        if self.is_version_3() && length_ok && usage_ok { Ok(()) } else { Err(ChainError::NotAnAuthority) }
    }

    /// How this certificate's key verifies signatures of this algorithm. Without SHA-1.
    fn verification_for(&self, signature_algorithm: &Oid<'_>) -> Option<&'static dyn VerificationAlgorithm> {
        let spki = self.x509.public_key();
        let is = |oid: &Oid<'_>| signature_algorithm == oid;
        if is(&oid_registry::OID_PKCS1_SHA256WITHRSA) {
            Some(&signature::RSA_PKCS1_2048_8192_SHA256)
        } else if is(&oid_registry::OID_PKCS1_SHA384WITHRSA) {
            Some(&signature::RSA_PKCS1_2048_8192_SHA384)
        } else if is(&oid_registry::OID_PKCS1_SHA512WITHRSA) {
            Some(&signature::RSA_PKCS1_2048_8192_SHA512)
        } else if is(&oid_registry::OID_SIG_ED25519) {
            Some(&signature::ED25519)
        } else if is(&oid_registry::OID_SIG_ECDSA_WITH_SHA256) {
            match spki::curve(&spki.algorithm)? {
                Curve::P256 => Some(&signature::ECDSA_P256_SHA256_ASN1),
                Curve::P384 => Some(&signature::ECDSA_P384_SHA256_ASN1),
                Curve::P521 => Some(&signature::ECDSA_P521_SHA256_ASN1),
            }
        } else if is(&oid_registry::OID_SIG_ECDSA_WITH_SHA384) {
            match spki::curve(&spki.algorithm)? {
                Curve::P256 => Some(&signature::ECDSA_P256_SHA384_ASN1),
                Curve::P384 => Some(&signature::ECDSA_P384_SHA384_ASN1),
                Curve::P521 => Some(&signature::ECDSA_P521_SHA384_ASN1),
            }
        } else if is(&oid_registry::OID_SIG_ECDSA_WITH_SHA512) {
            match spki::curve(&spki.algorithm)? {
                Curve::P521 => Some(&signature::ECDSA_P521_SHA512_ASN1),
                Curve::P256 | Curve::P384 => None,
            }
        } else {
            None
        }
    }
}

/// The extensions whose meaning is honoured, here or by the statement formats; a critical one of any other kind makes
/// a certificate unusable (RFC 5280 section 4.2).
const READ_EXTENSIONS: [Oid<'static>; 5] = [
    oid!(2.5.29.15), // key usage
    oid!(2.5.29.17), // subject alternative name
    oid!(2.5.29.19), // basic constraints
    oid!(2.5.29.32), // certificate policies
    oid!(2.5.29.37), // extended key usage
];
