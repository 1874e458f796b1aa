//! X.509 certificates, as attestation statements and metadata bring them (RFC 5280).

mod chain;
mod spki;

use aws_lc_rs::digest;
use x509_parser::asn1_rs::{Any, FromDer, Oid};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{ParsedExtension, X509Extension};
use x509_parser::oid_registry;
use x509_parser::time::ASN1Time;
use x509_parser::x509::{X509Name, X509Version};

use crate::algorithm::Algorithm;
use crate::limits::MAX_CERTIFICATE_BYTES;
use crate::public_key::PublicKey;

pub(crate) use chain::verify_path;
pub use chain::{ChainError, TrustAnchor, TrustAnchorError};

/// How many extensions a certificate may have; those in use have less than a dozen.
const MAX_EXTENSIONS: usize = 32;

/// A certificate, borrowed from its DER encoding. Parsing checks its form; what it says is proven by its chain only.
#[derive(Clone, Debug)]
pub(crate) struct Certificate<'c> {
    der: &'c [u8],
    x509: X509Certificate<'c>,
}

/// An extension of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extension<'c> {
    /// Whether a reader that does not know it has to refuse the certificate.
    pub(crate) critical: bool,
    /// What stands in its `extnValue`, without the OCTET STRING around it.
    pub(crate) value: &'c [u8],
}

impl<'c> Certificate<'c> {
    /// Parses a certificate to its last byte; `None` where it is none, is longer than [`MAX_CERTIFICATE_BYTES`], has
    /// more than [`MAX_EXTENSIONS`] extensions, or one twice.
    pub(crate) fn parse(der: &'c [u8]) -> Option<Self> {
        if der.len() > MAX_CERTIFICATE_BYTES {
            return None;
        }
        let (rest, x509) = X509Certificate::from_der(der).ok()?;
        let certificate = Self { der, x509 };
        (rest.is_empty() && frame_is_der(der) && certificate.extensions_are_few_and_distinct())
            .then_some(certificate)
    }

    /// The encoding that it was parsed from.
    pub(crate) fn der(&self) -> &'c [u8] {
        self.der
    }

    /// Whether it is of version 3, the one that has extensions.
    pub(crate) fn is_version_3(&self) -> bool {
        self.x509.version() == X509Version::V3
    }

    /// Whose certificate it is.
    pub(crate) fn subject(&self) -> &X509Name<'c> {
        &self.x509.tbs_certificate.subject
    }

    /// Whether it has a basic constraints extension, and that says whether the subject is an authority (RFC 5280
    /// section 4.2.1.9).
    pub(crate) fn is_authority(&self) -> Option<bool> {
        match self.parsed_extension(&oid_registry::OID_X509_EXT_BASIC_CONSTRAINTS)? {
            ParsedExtension::BasicConstraints(constraints) => Some(constraints.ca),
            _ => None,
        }
    }

    /// What the key may be used for (RFC 5280 section 4.2.1.12); empty where nothing is said.
    pub(crate) fn extended_key_usage(&self) -> &[Oid<'c>] {
        match self.parsed_extension(&oid_registry::OID_X509_EXT_EXTENDED_KEY_USAGE) {
            Some(ParsedExtension::ExtendedKeyUsage(usage)) => &usage.other,
            _ => &[],
        }
    }

    /// The extension of this identifier.
    pub(crate) fn extension(&self, oid: &Oid<'_>) -> Option<Extension<'c>> {
        let X509Extension { critical, value, .. } = self.find_extension(oid)?;
        Some(Extension { critical: *critical, value })
    }

    /// The same, as the parser understood it.
    pub(crate) fn parsed_extension(&self, oid: &Oid<'_>) -> Option<&ParsedExtension<'c>> {
        self.find_extension(oid).map(X509Extension::parsed_extension)
    }

    /// The subject's key for this algorithm; `None` where it is not a key of that algorithm.
    pub(crate) fn public_key(&self, algorithm: Algorithm) -> Option<PublicKey<'_>> {
        spki::public_key(self.x509.public_key(), algorithm)
    }

    /// The subject's key with its algorithm, in DER (RFC 5280 section 4.1.2.7).
    pub(crate) fn subject_public_key_info(&self) -> &'c [u8] {
        self.x509.tbs_certificate.subject_pki.raw
    }

    /// The key's identifier: the SHA-1 of its bits (RFC 5280 section 4.2.1.2, method 1).
    pub(crate) fn key_identifier(&self) -> [u8; 20] {
        let bits = &self.x509.public_key().subject_public_key.data;
        let mut identifier = [0; 20];
        identifier.copy_from_slice(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bits).as_ref());
        identifier
    }

    /// Whether the time, in seconds since 1970, is within the certificate's validity, both ends included.
    pub(crate) fn is_valid_at(&self, time: i64) -> bool {
        ASN1Time::from_timestamp(time).is_ok_and(|time| self.x509.validity().is_valid_at(time))
    }

    fn find_extension(&self, oid: &Oid<'_>) -> Option<&X509Extension<'c>> {
        self.x509.extensions().iter().find(|extension| extension.oid == *oid)
    }

    fn extensions_are_few_and_distinct(&self) -> bool {
        let extensions = self.x509.extensions();
        let is_new =
            |index: usize| !extensions[..index].iter().any(|earlier| earlier.oid == extensions[index].oid);
        extensions.len() <= MAX_EXTENSIONS && (0..extensions.len()).all(is_new)
    }
}

/// Whether what stands around the signed part is DER to the letter. The parser does not ask for the classes of these
/// tags or for unused bits, and no signature covers them, so that one certificate would have many encodings.
fn frame_is_der(der: &[u8]) -> bool {
    const SEQUENCE: u8 = 0x30;
    const OBJECT_IDENTIFIER: u8 = 0x06;
    const BIT_STRING: u8 = 0x03;
    let first = |contents| {
        let (rest, any) = Any::from_der(contents).ok()?;
        Some((contents.first().copied()?, any.data, rest))
    };
    let frame = || {
        let (SEQUENCE, certificate, []) = first(der)? else { return None };
        let (SEQUENCE, _signed, rest) = first(certificate)? else { return None };
        let (SEQUENCE, algorithm, rest) = first(rest)? else { return None };
        let (OBJECT_IDENTIFIER, ..) = first(algorithm)? else { return None };
        let (BIT_STRING, [0, ..], []) = first(rest)? else { return None };
        Some(())
    };
    frame().is_some()
}
