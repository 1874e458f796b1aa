//! JSON Web Signatures that bring the certificate of their signer (RFC 7515): the FIDO metadata and the statements of
//! `android-safetynet`.
//!
//! Only the compact serialization is read, and of its header only `alg`, `typ`, `x5c`, `x5u` and `crit`. Nothing of the
//! payload is decoded before [`Jws::payload`] is asked for it, so that a caller can verify first. Whether the
//! certificates are to be trusted is the caller's to find out.

use std::borrow::Cow;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, UnparsedPublicKey,
    VerificationAlgorithm,
};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

use crate::strict::{BoundedVec, Object};

/// The encoded header, which holds the certificates.
const MAX_HEADER_BYTES: usize = 64 * 1024;
/// How many certificates `x5c` may have; the chains in use have two to four.
const MAX_CERTIFICATES: usize = 8;
/// The encoded signature: that of the longest RSA key that is verified, of 8192 bits.
const MAX_SIGNATURE_BYTES: usize = 1366;

/// Why a JWS was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JwsError {
    /// It is not three parts in base64url, or its header is not a JSON object with members of the right types.
    Malformed,
    /// The header has a member that asks for something that is not done here. It is named.
    HeaderUnsupported(&'static str),
    /// The algorithm is not one of the closed list.
    AlgorithmNotAllowed,
    /// The header has no certificate.
    CertificatesMissing,
}

/// A JWS whose header was read and whose signature was not yet verified.
pub(crate) struct Jws<'j> {
    algorithm: &'static dyn VerificationAlgorithm,
    certificates: Vec<Vec<u8>>,
    signed_part: &'j [u8],
    payload: &'j [u8],
    signature: Vec<u8>,
}

impl<'j> Jws<'j> {
    /// Reads the compact serialization: header, payload and signature in base64url, with a dot between them. Its
    /// length is the caller's to bound.
    pub(crate) fn parse(compact: &'j [u8]) -> Result<Self, JwsError> {
        let mut parts = compact.split(|byte| *byte == b'.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(JwsError::Malformed);
        };
        let header = decode(header, MAX_HEADER_BYTES)?;
        let Object::<Header<'_>>(header) =
            serde_json::from_slice(&header).map_err(|_| JwsError::Malformed)?;
        let algorithm = header.algorithm()?;
        Ok(Self {
            algorithm,
            certificates: header.certificates()?,
            signed_part: &compact[..compact.len() - signature.len() - 1],
            payload,
            signature: decode(signature, MAX_SIGNATURE_BYTES)?,
        })
    }

    /// The certificates of `x5c` in DER: at least one, the signer's first, each of the others that of the one before
    /// it (RFC 7515 section 4.1.6).
    pub(crate) fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// Whether the signature is that of the key in `spki`, the DER of a certificate's `SubjectPublicKeyInfo`. A key of
    /// another kind or curve than the header's algorithm is for has signed nothing.
    pub(crate) fn is_signed_by(&self, spki: &[u8]) -> bool {
        UnparsedPublicKey::new(self.algorithm, spki).verify(self.signed_part, &self.signature).is_ok()
    }

    /// The payload, decoded: three quarters of its encoded size.
    pub(crate) fn payload(&self) -> Result<Vec<u8>, JwsError> {
        BASE64URL_NOPAD.decode(self.payload).map_err(|_| JwsError::Malformed)
    }
}

/// The members of a header that are read. A name that occurs twice is refused (RFC 7515 section 4); members that are
/// not listed are ignored, as section 4 demands.
#[derive(Deserialize)]
struct Header<'h> {
    #[serde(borrow)]
    alg: Cow<'h, str>,
    #[serde(borrow, default)]
    typ: Option<Cow<'h, str>>,
    #[serde(default)]
    x5c: BoundedVec<String, MAX_CERTIFICATES>,
    #[serde(default, deserialize_with = "present")]
    x5u: bool,
    #[serde(default, deserialize_with = "present")]
    crit: bool,
}

impl Header<'_> {
    /// The algorithm of `alg` (RFC 7518 section 3.1, RFC 8037 section 3.1), after everything else in the header that
    /// decides how the signature has to be verified.
    fn algorithm(&self) -> Result<&'static dyn VerificationAlgorithm, JwsError> {
        // Section 4.1.11: what an extension that we do not know asks for would go unheeded.
        if self.crit {
            return Err(JwsError::HeaderUnsupported("crit"));
        }
        // Its certificates would have to be fetched, and they take precedence over those of `x5c`.
        if self.x5u {
            return Err(JwsError::HeaderUnsupported("x5u"));
        }
        // Section 4.1.9: a media type, so upper and lower case are the same.
        if self.typ.as_ref().is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) {
            return Err(JwsError::HeaderUnsupported("typ"));
        }
        match &*self.alg {
            "ES256" => Ok(&ECDSA_P256_SHA256_FIXED),
            "ES384" => Ok(&ECDSA_P384_SHA384_FIXED),
            "ES512" => Ok(&ECDSA_P521_SHA512_FIXED),
            "EdDSA" => Ok(&ED25519),
            "RS256" => Ok(&RSA_PKCS1_2048_8192_SHA256),
            "RS384" => Ok(&RSA_PKCS1_2048_8192_SHA384),
            "RS512" => Ok(&RSA_PKCS1_2048_8192_SHA512),
            "PS256" => Ok(&RSA_PSS_2048_8192_SHA256),
            "PS384" => Ok(&RSA_PSS_2048_8192_SHA384),
            "PS512" => Ok(&RSA_PSS_2048_8192_SHA512),
            _ => Err(JwsError::AlgorithmNotAllowed),
        }
    }

    /// Section 4.1.6: `x5c` is in base64, not in base64url.
    fn certificates(&self) -> Result<Vec<Vec<u8>>, JwsError> {
        if self.x5c.0.is_empty() {
            return Err(JwsError::CertificatesMissing);
        }
        self.x5c.0.iter().map(|der| BASE64.decode(der.as_bytes()).map_err(|_| JwsError::Malformed)).collect()
    }
}

/// True for a member that is there, whatever its value.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

fn decode(part: &[u8], max_bytes: usize) -> Result<Vec<u8>, JwsError> {
    if part.len() > max_bytes {
        return Err(JwsError::Malformed);
    }
    BASE64URL_NOPAD.decode(part).map_err(|_| JwsError::Malformed)
}

#[cfg(test)]
mod tests;
