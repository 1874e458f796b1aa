//! Attestation statements: the choice of the format, and what all formats have in common (WebAuthn Level 3 section 7.1
//! steps 21 and 22).

use super::{
    CertificateFault, StatementFault, android_key, android_safetynet, apple, compound, fido_u2f, none,
    packed, tpm,
};
use crate::aaguid::Aaguid;
use crate::algorithm::Algorithm;
use crate::authenticator_data::AttestedCredentialData;
use crate::cbor::{Item, Key, Map};
use crate::certificate::Certificate;
use crate::error::RegistrationError;
use crate::limits::MAX_CERTIFICATES;
use crate::public_key::PublicKey;

/// What an attestation statement conveys (WebAuthn Level 3 section 6.5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttestationType {
    /// Nothing: there is no statement.
    None,
    /// Nothing: the statement was not verified, because no attestation was asked for, and is only recorded.
    Unverified,
    /// That whoever sent the statement holds the credential's own key. Nothing about the authenticator's model.
    SelfAttestation,
    /// The authenticator's model, in the word of a certificate that many authenticators of that model share. `packed`
    /// and `fido-u2f` cannot tell it from [`Self::AttCa`] and are called basic.
    Basic,
    /// The authenticator's model, in the word of a certificate that an authority has issued to this one authenticator.
    AttCa,
    /// The same, with a certificate for this one credential.
    AnonCa,
}

impl AttestationType {
    /// The type's name: one lower-case word, stable across versions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Unverified => "unverified",
            Self::SelfAttestation => "self",
            Self::Basic => "basic",
            Self::AttCa => "attca",
            Self::AnonCa => "anonca",
        }
    }
}

/// What every format's verification procedure is given (section 6.5.2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct VerificationInputs<'a> {
    /// SHA-256 of the RP id that the credential is scoped to.
    pub(crate) rp_id_hash: &'a [u8; 32],
    /// SHA-256 of the client data.
    pub(crate) client_data_hash: &'a [u8],
    /// The authenticator data followed by the hash of the client data, which is what most statements sign.
    pub(crate) signed: &'a [u8],
    /// The credential that is attested.
    pub(crate) credential: &'a AttestedCredentialData<'a>,
    /// Its key.
    pub(crate) credential_key: &'a PublicKey<'a>,
}

/// What a verification procedure returns: the attestation type and the trust path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Conveyed {
    pub(crate) attestation_type: AttestationType,
    /// The model that the statement is about: the one that the authenticator data names, if the statement covers that.
    pub(crate) model: Aaguid,
    /// Certificates in DER, each followed by its issuer's; empty where none vouches.
    pub(crate) trust_path: Vec<Vec<u8>>,
}

/// Chooses a statement's format by its exact name and runs that one's verification procedure. Only `compound` conveys
/// more than one thing.
pub(crate) fn verify_statement(
    format: &str,
    statement: Item<'_>,
    inputs: &VerificationInputs<'_>,
) -> Result<Vec<Conveyed>, RegistrationError> {
    if format == "compound" {
        return compound::verify(statement, inputs);
    }
    let statement = Statement(statement.as_map().ok_or(StatementFault::Syntax)?);
    let conveyed = match format {
        "none" => none::verify(&statement, inputs),
        "packed" => packed::verify(&statement, inputs),
        "tpm" => tpm::verify(&statement, inputs),
        "android-key" => android_key::verify(&statement, inputs),
        "android-safetynet" => android_safetynet::verify(&statement, inputs),
        "fido-u2f" => fido_u2f::verify(&statement, inputs),
        "apple" => apple::verify(&statement, inputs),
        _ => Err(RegistrationError::AttestationFormatUnknown),
    }?;
    Ok(vec![conveyed])
}

/// The entries of a statement; the format decides what they mean.
#[derive(Debug)]
pub(super) struct Statement<'a>(Map<'a>);

impl<'a> Statement<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(Key::Text(name)).is_some()
    }

    pub(super) fn bytes(&self, name: &str) -> Result<&'a [u8], StatementFault> {
        self.member(name)?.as_bytes().ok_or(StatementFault::Syntax)
    }

    pub(super) fn text(&self, name: &str) -> Result<&'a str, StatementFault> {
        self.member(name)?.as_text().ok_or(StatementFault::Syntax)
    }

    /// `alg`: the algorithm of the attestation signature.
    pub(super) fn algorithm(&self) -> Result<Algorithm, StatementFault> {
        let id = self.member("alg")?.as_int().ok_or(StatementFault::Syntax)?;
        Algorithm::from_cose_id(id).ok_or(StatementFault::Algorithm)
    }

    /// `x5c`: the attestation certificate and its chain, in DER. At least one, at most [`MAX_CERTIFICATES`].
    pub(super) fn certificates(&self) -> Result<Vec<&'a [u8]>, StatementFault> {
        let certificates = self.member("x5c")?.as_array(MAX_CERTIFICATES).ok_or(StatementFault::Syntax)?;
        if certificates.is_empty() {
            return Err(StatementFault::Syntax);
        }
        certificates.into_iter().map(|item| item.as_bytes().ok_or(StatementFault::Syntax)).collect()
    }

    fn member(&self, name: &str) -> Result<Item<'a>, StatementFault> {
        self.0.get(Key::Text(name)).ok_or(StatementFault::Syntax)
    }
}

/// The attestation certificate: the first of its chain.
pub(super) fn attestation_certificate<'a>(
    certificates: &[&'a [u8]],
) -> Result<Certificate<'a>, StatementFault> {
    certificates.first().and_then(|der| Certificate::parse(der)).ok_or(StatementFault::CertificateMalformed)
}

/// A certificate vouches: this is the outcome of every format that brings some.
pub(super) fn vouched_for(
    attestation_type: AttestationType,
    model: Aaguid,
    certificates: &[&[u8]],
) -> Conveyed {
    Conveyed { attestation_type, model, trust_path: certificates.iter().map(|der| der.to_vec()).collect() }
}

/// The certificate's key signed `message`. Not by RS1: only the TPMs of its time have that excuse.
pub(super) fn check_signature(
    certificate: &Certificate<'_>,
    algorithm: Algorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), RegistrationError> {
    if algorithm == Algorithm::Rs1 {
        return Err(StatementFault::Algorithm.into());
    }
    check_signature_of_any_algorithm(certificate, algorithm, message, signature)
}

/// The certificate's key signed `message`.
pub(super) fn check_signature_of_any_algorithm(
    certificate: &Certificate<'_>,
    algorithm: Algorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), RegistrationError> {
    let key = certificate.public_key(algorithm).ok_or(StatementFault::Algorithm)?;
    if key.verifies(message, signature) {
        Ok(())
    } else {
        Err(RegistrationError::AttestationSignatureInvalid)
    }
}

/// The certificate's key is the credential's.
pub(super) fn check_same_key(
    certificate: &Certificate<'_>,
    credential_key: &PublicKey<'_>,
) -> Result<(), StatementFault> {
    match certificate.public_key(credential_key.algorithm()) {
        Some(key) if key.material() == credential_key.material() => Ok(()),
        _ => Err(StatementFault::PublicKeyMismatch),
    }
}

/// Sections 8.2.1 and 8.3.1: version 3, and an end entity by its basic constraints.
pub(super) fn check_end_entity(certificate: &Certificate<'_>) -> Result<(), CertificateFault> {
    if !certificate.is_version_3() {
        return Err(CertificateFault::Version);
    }
    match certificate.is_authority() {
        Some(false) => Ok(()),
        Some(true) | None => Err(CertificateFault::BasicConstraints),
    }
}

/// Sections 8.2 and 8.3: an AAGUID in the certificate is the one that the authenticator names.
pub(super) fn check_aaguid(
    certificate: &Certificate<'_>,
    credential: &AttestedCredentialData<'_>,
) -> Result<(), RegistrationError> {
    let Some(extension) = certificate.extension(&ID_FIDO_GEN_CE_AAGUID) else { return Ok(()) };
    // Section 8.2.1: not critical, and 16 bytes in an OCTET STRING of their own.
    let Some((&[0x04, 0x10], aaguid)) = extension.value.split_first_chunk::<2>() else {
        return Err(CertificateFault::AaguidExtension.into());
    };
    if extension.critical || aaguid.len() != 16 {
        return Err(CertificateFault::AaguidExtension.into());
    }
    if aaguid == credential.aaguid.as_bytes() { Ok(()) } else { Err(StatementFault::AaguidMismatch.into()) }
}

const ID_FIDO_GEN_CE_AAGUID: x509_parser::asn1_rs::Oid<'static> =
    x509_parser::asn1_rs::oid!(1.3.6.1.4.1.45724.1.1.4);
