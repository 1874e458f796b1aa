//! From a case to its verdict, by way of the crate's public interface.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use passflex_webauthn::json::{AuthenticationResponseJson, RegistrationResponseJson};
use passflex_webauthn::{
    Aaguid, AaguidPolicy, Algorithm, AttestationExpectations, AttestationPolicy, AuthenticationExpectations,
    BackupEligibilityPolicy, CredentialRecord, CrossOriginPolicy, Flags, RegistrationExpectations,
    SignCountPolicy, TrustAnchor, UserHandleRule, UserPresenceRequirement, VerifiedAuthentication,
    VerifiedRegistration, verify_authentication, verify_registration,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::cases::{Case, Request, Response, Stored};

/// What is made of one case.
#[derive(Debug, Serialize)]
pub(crate) struct Judgement {
    pub(crate) verdict: &'static str,
    pub(crate) reason: Option<&'static str>,
    pub(crate) output: Option<Value>,
    /// The verification's error, as its `Debug` has it. Not printed.
    #[serde(skip)]
    #[allow(dead_code, reason = "the test of this crate's own vectors, which includes this file, reads it")]
    pub(crate) error: Option<String>,
}

/// Why a response is refused.
struct Refusal {
    reason: &'static str,
    error: Option<String>,
}

/// What is refused before it is verified.
impl From<&'static str> for Refusal {
    fn from(reason: &'static str) -> Self {
        Self { reason, error: None }
    }
}

/// Judges a registration or, where a credential is stored, an assertion.
pub(crate) fn judge(case: &Case) -> Judgement {
    let outcome = match &case.stored {
        None => judge_registration(case),
        Some(stored) => judge_assertion(case, stored),
    };
    match outcome {
        Ok(output) => Judgement { verdict: "accept", reason: None, output: Some(output), error: None },
        Err(Refusal { reason, error }) => {
            Judgement { verdict: "reject", reason: Some(reason), output: None, error }
        }
    }
}

fn judge_registration(case: &Case) -> Result<Value, Refusal> {
    let Response { id, raw_id, credential_type, client_data_json, attestation_object, transports, .. } =
        &case.response;
    let response: RegistrationResponseJson = from_json(json!({
        "id": id, "rawId": raw_id, "type": credential_type,
        "response": {
            "clientDataJSON": client_data_json, "attestationObject": attestation_object, "transports": transports,
        },
    }))?;
    let response = response.decode().map_err(|error| error.rule())?;
    let request = &case.request;
    let algorithms: Vec<Algorithm> =
        request.pub_key_algs.iter().filter_map(|&id| Algorithm::from_cose_id(id)).collect();
    let allowed_models =
        request.allowed_aaguids.iter().map(|hex| aaguid(hex)).collect::<Result<Vec<_>, _>>()?;
    let anchor = case.trust_anchor_der.as_deref().map(trust_anchor).transpose()?;
    let expected = RegistrationExpectations {
        challenge: &bytes(&request.challenge)?,
        rp_id: &request.rp_id,
        origins: &request.origins,
        cross_origin: cross_origin(case),
        user_presence: if request.require_user_presence {
            UserPresenceRequirement::Required
        } else {
            UserPresenceRequirement::Waived
        },
        user_verification: request.user_verification,
        algorithms: &algorithms,
        attestation: AttestationExpectations {
            policy: if anchor.is_some() {
                AttestationPolicy::RequireTrusted
            } else {
                AttestationPolicy::Verify
            },
            anchors: anchor.as_slice(),
            metadata: None,
            now: case.verification_time.unwrap_or_default(),
        },
        aaguids: AaguidPolicy { allow: &allowed_models, deny: &[] },
    };
    let verified = verify_registration(&expected, &response)
        .map_err(|error| Refusal { reason: error.rule(), error: Some(format!("{error:?}")) })?;
    Ok(registration_output(&verified))
}

fn judge_assertion(case: &Case, stored: &Stored) -> Result<Value, Refusal> {
    let Response { id, raw_id, credential_type, client_data_json, .. } = &case.response;
    let Response { authenticator_data, signature, user_handle, .. } = &case.response;
    let mut response: AuthenticationResponseJson = from_json(json!({
        "id": id, "rawId": raw_id, "type": credential_type,
        "response": {
            "clientDataJSON": client_data_json, "authenticatorData": authenticator_data, "signature": signature,
            "userHandle": user_handle,
        },
    }))?;
    // Not every user handle of the corpus is base64url, so they are compared as texts, on both sides.
    let user_handle = response.take_user_handle().map(String::into_bytes);
    let mut response = response.decode().map_err(|error| error.rule())?;
    response.user_handle = user_handle;
    // Section 7.2 step 5 is the caller's.
    let allowed = case.request.allow_credentials.as_deref().unwrap_or_default();
    if !allowed.is_empty() && !allowed.contains(&BASE64URL_NOPAD.encode(&response.credential_id)) {
        return Err("credential_not_allowed".into());
    }
    let expected = AuthenticationExpectations {
        challenge: &bytes(&case.request.challenge)?,
        rp_id: &case.request.rp_id,
        origins: &case.request.origins,
        cross_origin: cross_origin(case),
        user_verification: case.request.user_verification,
        user_handle: if allowed.is_empty() { UserHandleRule::Required } else { UserHandleRule::Optional },
        sign_count: SignCountPolicy::Refuse,
        backup_eligibility: BackupEligibilityPolicy::Refuse,
        appid: None,
    };
    let user_handles: Vec<&[u8]> = stored.user_handle.iter().map(String::as_bytes).collect();
    let record = CredentialRecord {
        credential_id: &bytes(&stored.credential_id)?,
        public_key: &bytes(&stored.credential_public_key)?,
        sign_count: stored.sign_count,
        backup_eligible: stored.backup_eligible,
        user_handles: &user_handles,
    };
    let verified = verify_authentication(&expected, &record, &response).map_err(|error| {
        let reason = match error.rule() {
            // The corpus has no word for a record that no signature can be verified with.
            "stored_public_key_invalid" => "bad_signature",
            rule => rule,
        };
        Refusal { reason, error: Some(format!("{error:?}")) }
    })?;
    Ok(assertion_output(&verified))
}

fn cross_origin(case: &Case) -> CrossOriginPolicy<'_> {
    let Request { allow_cross_origin, allowed_top_origins, .. } = &case.request;
    match (allow_cross_origin, allowed_top_origins.as_slice()) {
        (false, _) => CrossOriginPolicy::Refuse,
        (true, []) => CrossOriginPolicy::Anywhere,
        (true, top_origins) => CrossOriginPolicy::TopOrigins(top_origins),
    }
}

fn trust_anchor(der: &str) -> Result<TrustAnchor, &'static str> {
    TrustAnchor::from_der(bytes(der)?).map_err(|_| "corpus_malformed")
}

fn aaguid(hex: &str) -> Result<Aaguid, &'static str> {
    let bytes = HEXLOWER.decode(hex.as_bytes()).map_err(|_| "corpus_malformed")?;
    bytes.try_into().map(Aaguid::new).map_err(|_| "corpus_malformed")
}

fn from_json<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, &'static str> {
    serde_json::from_value(value).map_err(|_| "response_malformed")
}

fn bytes(text: &str) -> Result<Vec<u8>, &'static str> {
    BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| "corpus_malformed")
}

fn registration_output(verified: &VerifiedRegistration) -> Value {
    json!({
        "credential_id": BASE64URL_NOPAD.encode(verified.credential_id()),
        "credential_public_key": BASE64URL_NOPAD.encode(verified.public_key()),
        "sign_count": verified.sign_count(),
        "aaguid": verified.aaguid().to_string().replace('-', ""),
        "flags": flags_output(verified.flags()),
        "extensions": verified.extensions().map(|map| BASE64URL_NOPAD.encode(map)),
    })
}

fn assertion_output(verified: &VerifiedAuthentication) -> Value {
    json!({
        "new_sign_count": verified.sign_count(),
        "flags": flags_output(verified.flags()),
        "extensions": verified.extensions().map(|map| BASE64URL_NOPAD.encode(map)),
    })
}

fn flags_output(flags: Flags) -> Value {
    json!({
        "up": flags.user_present(),
        "uv": flags.user_verified(),
        "be": flags.backup_eligible(),
        "bs": flags.backup_state(),
        "at": flags.attested_credential_data(),
        "ed": flags.extension_data(),
    })
}
