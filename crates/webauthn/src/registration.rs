//! Registering a new credential (WebAuthn Level 3 section 7.1).
//!
//! The steps that need the relying party's own knowledge are the caller's: that the credential id is not registered
//! yet (step 26), and storing what [`VerifiedRegistration`] says (step 27).

use aws_lc_rs::digest;

use crate::aaguid::Aaguid;
use crate::algorithm::Algorithm;
use crate::attachment::AuthenticatorAttachment;
use crate::attestation::{
    self, Assessment, AttestationExpectations, AttestationObject, AttestationTrust, AttestationType,
    VerificationInputs,
};
use crate::authenticator_data::AuthenticatorData;
use crate::client_data::{ClientDataExpectations, ClientDataType, CollectedClientData};
use crate::cose::{self, CoseError};
use crate::error::RegistrationError;
use crate::extensions::{ClientExtensionOutputs, ExtensionOutputs};
use crate::flags::Flags;
use crate::limits::{
    MAX_ATTESTATION_OBJECT_BYTES, MAX_CLIENT_DATA_JSON_BYTES, MAX_CREDENTIAL_ID_BYTES, MAX_TRANSPORT_BYTES,
    MAX_TRANSPORTS,
};
use crate::metadata::StatusVerdict;
use crate::policy::{
    AaguidPolicy, AttestationPolicy, CrossOriginPolicy, UserPresenceRequirement, UserVerificationRequirement,
};

/// What the relying party demands of a registration: its policy, and what it sent when the ceremony began.
#[derive(Clone, Copy, Debug)]
pub struct RegistrationExpectations<'a> {
    /// The challenge that was issued, as bytes.
    pub challenge: &'a [u8],
    /// The RP id that was sent: a domain, without scheme or port.
    pub rp_id: &'a str,
    /// The origins on which the ceremony may run, compared character by character.
    pub origins: &'a [String],
    /// In which frames the ceremony may run.
    pub cross_origin: CrossOriginPolicy<'a>,
    /// Whether somebody has to be present.
    pub user_presence: UserPresenceRequirement,
    /// Whether the person has to be verified.
    pub user_verification: UserVerificationRequirement,
    /// The algorithms that were offered.
    pub algorithms: &'a [Algorithm],
    /// What to demand of attestation.
    pub attestation: AttestationExpectations<'a>,
    /// Which models of authenticators are acceptable.
    pub aaguids: AaguidPolicy<'a>,
}

impl<'a> RegistrationExpectations<'a> {
    /// What most relying parties demand: a verified person who is present, in no cross-origin frame, with a key of
    /// [`Algorithm::DEFAULT`], on an authenticator of any model without attestation. What is asked for beyond that is
    /// set with `..`.
    pub const fn new(challenge: &'a [u8], rp_id: &'a str, origins: &'a [String]) -> Self {
        Self {
            challenge,
            rp_id,
            origins,
            cross_origin: CrossOriginPolicy::Refuse,
            user_presence: UserPresenceRequirement::Required,
            user_verification: UserVerificationRequirement::Required,
            algorithms: Algorithm::DEFAULT,
            attestation: AttestationExpectations::IGNORE,
            aaguids: AaguidPolicy { allow: &[], deny: &[] },
        }
    }
}

/// What the client sent (WebAuthn Level 3 section 5.2.1), decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationResponse {
    /// `rawId`.
    pub credential_id: Vec<u8>,
    /// `response.clientDataJSON`, the bytes as they were signed.
    pub client_data_json: Vec<u8>,
    /// `response.attestationObject`.
    pub attestation_object: Vec<u8>,
    /// `response.transports`; advice from the client, not signed.
    pub transports: Vec<String>,
    /// `authenticatorAttachment`; advice from the client, not signed.
    pub authenticator_attachment: Option<AuthenticatorAttachment>,
    /// `clientExtensionResults`; advice from the client, not signed.
    pub client_extension_results: ClientExtensionOutputs,
}

/// A registration that has passed every check. Only [`verify_registration`] makes one, so whoever is given it may
/// store it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedRegistration {
    credential_id: Vec<u8>,
    public_key: Vec<u8>,
    algorithm: Algorithm,
    sign_count: u32,
    aaguid: Aaguid,
    flags: Flags,
    extensions: Option<Vec<u8>>,
    attestation_format: String,
    attestation: Assessment,
    transports: Vec<String>,
    authenticator_attachment: Option<AuthenticatorAttachment>,
    client_extension_results: ClientExtensionOutputs,
    origin: String,
    top_origin: Option<String>,
}

/// Verifies a registration, step by step; the first one that fails is the error.
pub fn verify_registration(
    expected: &RegistrationExpectations<'_>,
    response: &RegistrationResponse,
) -> Result<VerifiedRegistration, RegistrationError> {
    check_sizes(response)?;

    // Steps 5 to 11.
    let client_data = CollectedClientData::parse(&response.client_data_json)?;
    client_data.check(&ClientDataExpectations {
        ceremony: ClientDataType::Create,
        challenge: expected.challenge,
        origins: expected.origins,
        cross_origin: expected.cross_origin,
    })?;

    // Step 13. Step 12, the hash of the client data, is left to the statements, which alone need it.
    let object = AttestationObject::parse(&response.attestation_object)?;
    // Section 6.1: at a registration AT is set. Asked before the rest is parsed, for without the flag the attested
    // data would look like bytes too many.
    if !AuthenticatorData::peek_flags(object.authenticator_data)?.attested_credential_data() {
        return Err(RegistrationError::AttestedCredentialDataMissing);
    }
    let authenticator_data = AuthenticatorData::parse(object.authenticator_data)?;
    let attested = authenticator_data
        .attested_credential_data
        .ok_or(RegistrationError::AttestedCredentialDataMissing)?;

    // Steps 14 to 17. Steps 18 and 19 are the relying party's policy on backups, which has the flags to decide on.
    authenticator_data.check(expected.rp_id, expected.user_presence, expected.user_verification)?;

    // Step 20.
    let public_key = cose::parse(attested.credential_public_key, expected.algorithms)?;
    public_key.validate().map_err(CoseError::from)?;

    // Section 5.1: `rawId` is the id of the credential that the authenticator attests.
    if attested.credential_id != response.credential_id {
        return Err(RegistrationError::CredentialIdMismatch);
    }

    // Steps 21 to 24.
    let assessment = match expected.attestation.policy {
        AttestationPolicy::Ignore => Assessment::ignored(object.format, attested.aaguid),
        AttestationPolicy::Verify | AttestationPolicy::RequireTrusted => {
            // Step 12.
            let client_data_hash = digest::digest(&digest::SHA256, &response.client_data_json);
            let inputs = VerificationInputs {
                rp_id_hash: authenticator_data.rp_id_hash,
                client_data_hash: client_data_hash.as_ref(),
                signed: &[object.authenticator_data, client_data_hash.as_ref()].concat(),
                credential: &attested,
                credential_key: &public_key,
            };
            let conveyed = attestation::verify_statement(object.format, object.statement, &inputs)?;
            attestation::assess(conveyed, &expected.attestation)?
        }
    };
    if !expected.aaguids.allows(assessment.model) {
        return Err(RegistrationError::AaguidNotAllowed);
    }

    // Step 25 was checked where the id was read.
    Ok(VerifiedRegistration {
        credential_id: attested.credential_id.to_vec(),
        public_key: attested.credential_public_key.to_vec(),
        algorithm: public_key.algorithm(),
        sign_count: authenticator_data.sign_count,
        aaguid: attested.aaguid,
        flags: authenticator_data.flags,
        extensions: authenticator_data.extensions.map(<[u8]>::to_vec),
        attestation_format: object.format.to_owned(),
        attestation: assessment,
        transports: distinct(&response.transports),
        authenticator_attachment: response.authenticator_attachment,
        client_extension_results: response.client_extension_results,
        origin: client_data.origin.into_owned(),
        top_origin: client_data.top_origin.map(std::borrow::Cow::into_owned),
    })
}

impl VerifiedRegistration {
    /// The credential's id, 1 to 1,023 bytes.
    pub fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }

    /// The credential's public key: the COSE key in the bytes that the authenticator sent.
    pub fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// The algorithm of the credential's key, one of those that were offered.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The signature counter's first value; 0 where the authenticator keeps none.
    pub fn sign_count(&self) -> u32 {
        self.sign_count
    }

    /// The authenticator's make and model, as it says itself: proven only by an attestation that was verified.
    pub fn aaguid(&self) -> Aaguid {
        self.aaguid
    }

    /// Every flag of the authenticator data.
    pub fn flags(&self) -> Flags {
        self.flags
    }

    /// Whether the person was verified.
    pub fn user_verified(&self) -> bool {
        self.flags.user_verified()
    }

    /// Whether the credential may be backed up; fixed for its lifetime.
    pub fn backup_eligible(&self) -> bool {
        self.flags.backup_eligible()
    }

    /// Whether the credential is backed up now.
    pub fn backup_state(&self) -> bool {
        self.flags.backup_state()
    }

    /// The authenticator's extension outputs: the encoding of one CBOR map.
    pub fn extensions(&self) -> Option<&[u8]> {
        self.extensions.as_deref()
    }

    /// What came of the extensions: the signed outputs that this crate knows, and what the client says.
    pub fn extension_outputs(&self) -> ExtensionOutputs {
        ExtensionOutputs::new(self.extensions(), self.client_extension_results)
    }

    /// The attestation statement's format, at most 32 printable ASCII characters.
    pub fn attestation_format(&self) -> &str {
        &self.attestation_format
    }

    /// What the attestation statement conveys.
    pub fn attestation_type(&self) -> AttestationType {
        self.attestation.attestation_type
    }

    /// Whether it leads to somebody whom the relying party trusts.
    pub fn attestation_trust(&self) -> AttestationTrust {
        self.attestation.trust
    }

    /// The certificates that vouch for the authenticator, in DER, each followed by its issuer's.
    pub fn trust_path(&self) -> &[Vec<u8>] {
        &self.attestation.trust_path
    }

    /// What the metadata reports of the authenticator; `None` where there is no metadata, it does not know the
    /// authenticator, or no attestation was asked for. Of an attestation that is not trusted it says no more than of a
    /// model that the authenticator claims to be.
    pub fn authenticator_status(&self) -> Option<StatusVerdict> {
        self.attestation.status
    }

    /// The transports that the client named: each once, in its order, unknown values kept.
    pub fn transports(&self) -> &[String] {
        &self.transports
    }

    /// Where the client says that the authenticator sits.
    pub fn authenticator_attachment(&self) -> Option<AuthenticatorAttachment> {
        self.authenticator_attachment
    }

    /// The origin on which the ceremony ran, one of those that were expected.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The page that held the ceremony's cross-origin frame, one of those that were expected.
    pub fn top_origin(&self) -> Option<&str> {
        self.top_origin.as_deref()
    }
}

fn check_sizes(response: &RegistrationResponse) -> Result<(), RegistrationError> {
    if response.credential_id.len() > MAX_CREDENTIAL_ID_BYTES {
        return Err(RegistrationError::CredentialIdTooLong);
    }
    if response.client_data_json.len() > MAX_CLIENT_DATA_JSON_BYTES {
        return Err(RegistrationError::ResponseTooLarge("client data"));
    }
    if response.attestation_object.len() > MAX_ATTESTATION_OBJECT_BYTES {
        return Err(RegistrationError::ResponseTooLarge("attestation object"));
    }
    if response.transports.len() > MAX_TRANSPORTS
        || response.transports.iter().any(|transport| transport.len() > MAX_TRANSPORT_BYTES)
    {
        return Err(RegistrationError::ResponseTooLarge("list of transports"));
    }
    Ok(())
}

fn distinct(transports: &[String]) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::with_capacity(transports.len());
    for transport in transports {
        if !distinct.contains(transport) {
            distinct.push(transport.clone());
        }
    }
    distinct
}

impl From<CoseError> for RegistrationError {
    fn from(error: CoseError) -> Self {
        match error {
            CoseError::Malformed => Self::CoseMalformed,
            CoseError::DuplicateKey => Self::CborDuplicateKey,
            CoseError::AlgorithmNotAllowed => Self::AlgorithmNotAllowed,
        }
    }
}
