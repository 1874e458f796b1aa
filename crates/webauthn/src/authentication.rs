//! Verifying an assertion (WebAuthn Level 3 section 7.2).
//!
//! The steps that need the relying party's own knowledge are the caller's: that the record is one of the credentials
//! in `allowCredentials` (step 5), that its owner may sign in (step 6), and updating the record (step 24).

use aws_lc_rs::digest;

use crate::algorithm::Algorithm;
use crate::attachment::AuthenticatorAttachment;
use crate::authenticator_data::AuthenticatorData;
use crate::client_data::{ClientDataExpectations, ClientDataType, CollectedClientData};
use crate::cose;
use crate::error::AuthenticationError;
use crate::extensions::{ClientExtensionOutputs, ExtensionOutputs};
use crate::flags::Flags;
use crate::limits::{
    MAX_AUTHENTICATOR_DATA_BYTES, MAX_CLIENT_DATA_JSON_BYTES, MAX_CREDENTIAL_ID_BYTES, MAX_SIGNATURE_BYTES,
};
use crate::policy::{
    BackupEligibilityPolicy, CrossOriginPolicy, SignCountPolicy, UserHandleRule, UserPresenceRequirement,
    UserVerificationRequirement,
};

/// What the relying party has stored of the credential (WebAuthn Level 3 section 4, "credential record").
#[derive(Clone, Copy, Debug)]
pub struct CredentialRecord<'a> {
    /// The credential's id.
    pub credential_id: &'a [u8],
    /// Its COSE key, as [`crate::VerifiedRegistration::public_key`] gave it.
    pub public_key: &'a [u8],
    /// The highest signature counter seen.
    pub sign_count: u32,
    /// Whether it may be backed up; `None` where that is not known, so that the next assertion tells.
    pub backup_eligible: Option<bool>,
    /// The user handle of its owner, in every spelling that names the owner.
    pub user_handles: &'a [&'a [u8]],
}

/// What the relying party demands of an assertion: its policy, and what it sent when the ceremony began.
#[derive(Clone, Copy, Debug)]
pub struct AuthenticationExpectations<'a> {
    /// The challenge that was issued, as bytes.
    pub challenge: &'a [u8],
    /// The RP id that was sent: a domain, without scheme or port.
    pub rp_id: &'a str,
    /// The origins on which the ceremony may run, compared character by character.
    pub origins: &'a [String],
    /// In which frames the ceremony may run.
    pub cross_origin: CrossOriginPolicy<'a>,
    /// Whether the person has to be verified.
    pub user_verification: UserVerificationRequirement,
    /// Whether the response has to name its user.
    pub user_handle: UserHandleRule,
    /// What to do about a signature counter that has not grown.
    pub sign_count: SignCountPolicy,
    /// What to do about a backup eligibility that has changed.
    pub backup_eligibility: BackupEligibilityPolicy,
    /// The `AppID` that was sent as the `appid` extension (section 10.1.1), for credentials made through U2F. `None`
    /// where none was sent: then the RP id alone counts, whatever the client says.
    pub appid: Option<&'a str>,
}

impl<'a> AuthenticationExpectations<'a> {
    /// What most relying parties demand: a verified person whom the response names, in no cross-origin frame, with a
    /// counter that has grown where the credential cannot be copied. What is asked for beyond that, or not, is set
    /// with `..`.
    pub const fn new(challenge: &'a [u8], rp_id: &'a str, origins: &'a [String]) -> Self {
        Self {
            challenge,
            rp_id,
            origins,
            cross_origin: CrossOriginPolicy::Refuse,
            user_verification: UserVerificationRequirement::Required,
            user_handle: UserHandleRule::Required,
            sign_count: SignCountPolicy::RefuseDeviceBound,
            backup_eligibility: BackupEligibilityPolicy::Refuse,
            appid: None,
        }
    }
}

/// What the client sent (WebAuthn Level 3 section 5.2.2), decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticationResponse {
    /// `rawId`.
    pub credential_id: Vec<u8>,
    /// `response.clientDataJSON`, the bytes as they were signed.
    pub client_data_json: Vec<u8>,
    /// `response.authenticatorData`, the bytes as they were signed.
    pub authenticator_data: Vec<u8>,
    /// `response.signature`.
    pub signature: Vec<u8>,
    /// `response.userHandle`; an empty one counts as absent.
    pub user_handle: Option<Vec<u8>>,
    /// `authenticatorAttachment`; advice from the client, not signed.
    pub authenticator_attachment: Option<AuthenticatorAttachment>,
    /// `clientExtensionResults`; advice from the client, not signed.
    pub client_extension_results: ClientExtensionOutputs,
}

/// How an assertion's signature counter compares with the record's (WebAuthn Level 3 section 7.2 step 22).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignCountStatus {
    /// Both are 0: the authenticator keeps no counter.
    Unsupported,
    /// It has grown.
    Advanced,
    /// It has not: there may be a clone of the authenticator.
    NotAdvanced,
}

/// An assertion that has passed every check. Only [`verify_authentication`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedAuthentication {
    credential_id: Vec<u8>,
    sign_count: u32,
    sign_count_status: SignCountStatus,
    backup_eligibility_changed: bool,
    flags: Flags,
    extensions: Option<Vec<u8>>,
    authenticator_attachment: Option<AuthenticatorAttachment>,
    client_extension_results: ClientExtensionOutputs,
    origin: String,
    top_origin: Option<String>,
}

/// Verifies an assertion against the record of its credential, step by step; the first one that fails is the error.
pub fn verify_authentication(
    expected: &AuthenticationExpectations<'_>,
    record: &CredentialRecord<'_>,
    response: &AuthenticationResponse,
) -> Result<VerifiedAuthentication, AuthenticationError> {
    check_sizes(response)?;

    // Steps 5 and 6.
    if response.credential_id != record.credential_id {
        return Err(AuthenticationError::CredentialNotAllowed);
    }
    check_user_handle(expected.user_handle, record.user_handles, response.user_handle.as_deref())?;

    // Steps 8 to 14.
    let client_data = CollectedClientData::parse(&response.client_data_json)?;
    client_data.check(&ClientDataExpectations {
        ceremony: ClientDataType::Get,
        challenge: expected.challenge,
        origins: expected.origins,
        cross_origin: expected.cross_origin,
    })?;

    // Section 6.1: an assertion attests no credential, so AT is not set.
    let authenticator_data = AuthenticatorData::parse(&response.authenticator_data)?;
    if authenticator_data.attested_credential_data.is_some() {
        return Err(AuthenticationError::AuthenticatorDataMalformed);
    }

    // Steps 15 to 18.
    authenticator_data.check(
        scope(expected, response),
        UserPresenceRequirement::Required,
        expected.user_verification,
    )?;

    // Step 19.
    let backup_eligible = authenticator_data.flags.backup_eligible();
    let backup_eligibility_changed =
        record.backup_eligible.is_some_and(|recorded| recorded != backup_eligible);
    if backup_eligibility_changed && expected.backup_eligibility == BackupEligibilityPolicy::Refuse {
        return Err(AuthenticationError::BackupEligibilityChanged);
    }

    // Steps 20 and 21. The record's algorithm was chosen when the credential was registered.
    let public_key = cose::parse(record.public_key, Algorithm::ALL)
        .map_err(|_| AuthenticationError::StoredPublicKeyInvalid)?;
    let client_data_hash = digest::digest(&digest::SHA256, &response.client_data_json);
    let signed = [&response.authenticator_data, client_data_hash.as_ref()].concat();
    if !public_key.verifies(&signed, &response.signature) {
        return Err(AuthenticationError::BadSignature);
    }

    // Step 22.
    let sign_count_status = SignCountStatus::compare(record.sign_count, authenticator_data.sign_count);
    if sign_count_status == SignCountStatus::NotAdvanced
        && refuses_regression(expected.sign_count, backup_eligible)
    {
        return Err(AuthenticationError::CounterRegression);
    }

    Ok(VerifiedAuthentication {
        credential_id: response.credential_id.clone(),
        sign_count: authenticator_data.sign_count,
        sign_count_status,
        backup_eligibility_changed,
        flags: authenticator_data.flags,
        extensions: authenticator_data.extensions.map(<[u8]>::to_vec),
        authenticator_attachment: response.authenticator_attachment,
        client_extension_results: response.client_extension_results,
        origin: client_data.origin.into_owned(),
        top_origin: client_data.top_origin.map(std::borrow::Cow::into_owned),
    })
}

impl VerifiedAuthentication {
    /// The id of the credential that signed.
    pub fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }

    /// The assertion's signature counter, which may be below the record's: a store keeps the higher one.
    pub fn sign_count(&self) -> u32 {
        self.sign_count
    }

    /// How that counter compares with the record's.
    pub fn sign_count_status(&self) -> SignCountStatus {
        self.sign_count_status
    }

    /// Every flag of the authenticator data.
    pub fn flags(&self) -> Flags {
        self.flags
    }

    /// Whether the person was verified.
    pub fn user_verified(&self) -> bool {
        self.flags.user_verified()
    }

    /// Whether the credential may be backed up; what a record that did not know should now store.
    pub fn backup_eligible(&self) -> bool {
        self.flags.backup_eligible()
    }

    /// Whether that is not what the record says.
    pub fn backup_eligibility_changed(&self) -> bool {
        self.backup_eligibility_changed
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

impl SignCountStatus {
    fn compare(recorded: u32, received: u32) -> Self {
        match (recorded, received) {
            (0, 0) => Self::Unsupported,
            _ if received > recorded => Self::Advanced,
            _ => Self::NotAdvanced,
        }
    }
}

fn refuses_regression(policy: SignCountPolicy, backup_eligible: bool) -> bool {
    match policy {
        SignCountPolicy::Refuse => true,
        SignCountPolicy::RefuseDeviceBound => !backup_eligible,
        SignCountPolicy::Report => false,
    }
}

/// Step 6: the handle, where there is one, names the credential's owner.
fn check_user_handle(
    rule: UserHandleRule,
    accepted: &[&[u8]],
    received: Option<&[u8]>,
) -> Result<(), AuthenticationError> {
    match (received.filter(|handle| !handle.is_empty()), rule) {
        (None, UserHandleRule::Optional) => Ok(()),
        (None, UserHandleRule::Required) => Err(AuthenticationError::UserHandleMissing),
        (Some(handle), _) if accepted.contains(&handle) => Ok(()),
        (Some(_), _) => Err(AuthenticationError::UserHandleMismatch),
    }
}

/// Step 15: what the credential has to be scoped to. Section 10.1.1: the `AppID` where one was sent and the client says
/// that it was used, and then no longer the RP id.
fn scope<'a>(expected: &AuthenticationExpectations<'a>, response: &AuthenticationResponse) -> &'a str {
    match expected.appid {
        Some(appid) if response.client_extension_results.appid == Some(true) => appid,
        _ => expected.rp_id,
    }
}

fn check_sizes(response: &AuthenticationResponse) -> Result<(), AuthenticationError> {
    let bounds = [
        ("credential id", response.credential_id.len(), MAX_CREDENTIAL_ID_BYTES),
        ("client data", response.client_data_json.len(), MAX_CLIENT_DATA_JSON_BYTES),
        ("authenticator data", response.authenticator_data.len(), MAX_AUTHENTICATOR_DATA_BYTES),
        ("signature", response.signature.len(), MAX_SIGNATURE_BYTES),
    ];
    match bounds.iter().find(|(_, length, bound)| length > bound) {
        Some((name, ..)) => Err(AuthenticationError::ResponseTooLarge(name)),
        None => Ok(()),
    }
}
