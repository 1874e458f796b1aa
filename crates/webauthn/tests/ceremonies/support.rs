//! A relying party for tests: it sends options, and verifies what the software authenticator answers.
use passflex_authenticator::{AssertionDraft, Authenticator, RegistrationDraft};
use passflex_webauthn::json::{AuthenticationResponseJson, RegistrationResponseJson};
use passflex_webauthn::{
    Aaguid, AaguidPolicy, Algorithm, AttestationExpectations, AttestationPolicy, AuthenticationError,
    AuthenticationExpectations, AuthenticationResponse, BackupEligibilityPolicy, CredentialRecord,
    CrossOriginPolicy, RegistrationError, RegistrationExpectations, RegistrationResponse, SignCountPolicy,
    TrustAnchor, UserHandleRule, UserPresenceRequirement, UserVerificationRequirement,
    VerifiedAuthentication, VerifiedRegistration, verify_authentication, verify_registration,
};
use serde_json::{Value, json};

pub(crate) const ORIGIN: &str = "https://example.com";
pub(crate) const RP_ID: &str = "example.com";
pub(crate) const CHALLENGE: &[u8] = b"a challenge of the relying party";
/// 1 June 2026, in seconds since 1970.
pub(crate) const NOW: i64 = 1_780_272_000;
pub(crate) const USER_HANDLE: &[u8] = b"a user handle";

/// What the relying party demands. Tests change what they are about.
pub(crate) struct RelyingParty {
    pub(crate) origins: Vec<String>,
    pub(crate) frames: Frames,
    pub(crate) user_presence: UserPresenceRequirement,
    pub(crate) user_verification: UserVerificationRequirement,
    pub(crate) algorithms: Vec<Algorithm>,
    pub(crate) user_handle: UserHandleRule,
    pub(crate) sign_count: SignCountPolicy,
    pub(crate) backup_eligibility: BackupEligibilityPolicy,
    pub(crate) attestation: AttestationPolicy,
    pub(crate) anchors: Vec<TrustAnchor>,
    pub(crate) now: i64,
    pub(crate) allowed_aaguids: Vec<Aaguid>,
    pub(crate) denied_aaguids: Vec<Aaguid>,
    pub(crate) appid: Option<&'static str>,
}

/// In which cross-origin frames a ceremony may run.
pub(crate) enum Frames {
    None,
    Of(Vec<String>),
    Any,
}

impl RelyingParty {
    pub(crate) fn new() -> Self {
        Self {
            origins: vec![ORIGIN.to_owned()],
            frames: Frames::None,
            user_presence: UserPresenceRequirement::Required,
            user_verification: UserVerificationRequirement::Required,
            algorithms: Algorithm::ALL.to_vec(),
            user_handle: UserHandleRule::Required,
            sign_count: SignCountPolicy::Refuse,
            appid: None,
            backup_eligibility: BackupEligibilityPolicy::Refuse,
            attestation: AttestationPolicy::Verify,
            anchors: Vec::new(),
            now: NOW,
            allowed_aaguids: Vec::new(),
            denied_aaguids: Vec::new(),
        }
    }

    fn cross_origin(&self) -> CrossOriginPolicy<'_> {
        match &self.frames {
            Frames::None => CrossOriginPolicy::Refuse,
            Frames::Of(top_origins) => CrossOriginPolicy::TopOrigins(top_origins),
            Frames::Any => CrossOriginPolicy::Anywhere,
        }
    }

    pub(crate) fn verify_registration(
        &self,
        response: &RegistrationResponse,
    ) -> Result<VerifiedRegistration, RegistrationError> {
        let expected = RegistrationExpectations {
            challenge: CHALLENGE,
            rp_id: RP_ID,
            origins: &self.origins,
            cross_origin: self.cross_origin(),
            user_presence: self.user_presence,
            user_verification: self.user_verification,
            algorithms: &self.algorithms,
            attestation: AttestationExpectations {
                policy: self.attestation,
                anchors: &self.anchors,
                metadata: None,
                now: self.now,
            },
            aaguids: AaguidPolicy { allow: &self.allowed_aaguids, deny: &self.denied_aaguids },
        };
        verify_registration(&expected, response)
    }

    /// Registers with an authenticator whose answer is changed by `edit` before it is signed.
    pub(crate) fn register(
        &self,
        authenticator: &mut Authenticator,
        edit: impl FnOnce(&mut RegistrationDraft),
    ) -> Result<VerifiedRegistration, RegistrationError> {
        let answer = authenticator.register_with(&creation_options(), ORIGIN, edit);
        self.verify_registration(&decode_registration(answer))
    }

    pub(crate) fn verify_authentication(
        &self,
        record: &Record,
        response: &AuthenticationResponse,
    ) -> Result<VerifiedAuthentication, AuthenticationError> {
        let expected = AuthenticationExpectations {
            challenge: CHALLENGE,
            rp_id: RP_ID,
            origins: &self.origins,
            cross_origin: self.cross_origin(),
            user_verification: self.user_verification,
            user_handle: self.user_handle,
            sign_count: self.sign_count,
            backup_eligibility: self.backup_eligibility,
            appid: self.appid,
        };
        let record = CredentialRecord {
            credential_id: &record.credential_id,
            public_key: &record.public_key,
            sign_count: record.sign_count,
            backup_eligible: record.backup_eligible,
            user_handles: &[USER_HANDLE],
        };
        verify_authentication(&expected, &record, response)
    }

    /// Signs in with an authenticator whose answer is changed by `edit` before it is signed.
    pub(crate) fn authenticate(
        &self,
        record: &Record,
        authenticator: &mut Authenticator,
        edit: impl FnOnce(&mut AssertionDraft),
    ) -> Result<VerifiedAuthentication, AuthenticationError> {
        let answer = authenticator.authenticate_with(&request_options(), ORIGIN, edit);
        self.verify_authentication(record, &decode_authentication(answer))
    }
}

/// A credential as the relying party stored it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) credential_id: Vec<u8>,
    pub(crate) public_key: Vec<u8>,
    pub(crate) sign_count: u32,
    pub(crate) backup_eligible: Option<bool>,
}

impl Record {
    /// Registers the authenticator and stores the outcome.
    pub(crate) fn of(authenticator: &mut Authenticator) -> Self {
        let verified =
            RelyingParty::new().register(authenticator, |_| {}).expect("the registration verifies");
        Self::from(&verified)
    }
}

impl From<&VerifiedRegistration> for Record {
    fn from(verified: &VerifiedRegistration) -> Self {
        Self {
            credential_id: verified.credential_id().to_vec(),
            public_key: verified.public_key().to_vec(),
            sign_count: verified.sign_count(),
            backup_eligible: Some(verified.backup_eligible()),
        }
    }
}

pub(crate) fn creation_options() -> Value {
    let offered: Vec<Value> = Algorithm::ALL
        .iter()
        .map(|algorithm| json!({"type": "public-key", "alg": algorithm.cose_id()}))
        .collect();
    json!({
        "rp": {"id": RP_ID, "name": "Example"},
        "user": {"id": base64url(USER_HANDLE), "name": "ada", "displayName": "Ada"},
        "challenge": base64url(CHALLENGE),
        "pubKeyCredParams": offered,
    })
}

pub(crate) fn request_options() -> Value {
    json!({"challenge": base64url(CHALLENGE), "rpId": RP_ID})
}

pub(crate) fn decode_registration(answer: Value) -> RegistrationResponse {
    let response: RegistrationResponseJson =
        serde_json::from_value(answer).expect("the answer has the shape");
    response.decode().expect("the answer decodes")
}

pub(crate) fn decode_authentication(answer: Value) -> AuthenticationResponse {
    let response: AuthenticationResponseJson =
        serde_json::from_value(answer).expect("the answer has the shape");
    response.decode().expect("the answer decodes")
}

fn base64url(bytes: &[u8]) -> String {
    data_encoding::BASE64URL_NOPAD.encode(bytes)
}
