//! The corpus file's schema, as far as a verdict needs it.

use passflex_webauthn::UserVerificationRequirement;
use serde::Deserialize;
use serde_json::Value;

/// A corpus file.
#[derive(Debug, Deserialize)]
pub(crate) struct Corpus {
    pub(crate) cases: Vec<Case>,
}

/// One ceremony: what was asked, what is stored, what came back. What the corpus expects is not read here.
#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) request: Request,
    /// The credential record; assertions only.
    pub(crate) stored: Option<Stored>,
    pub(crate) response: Response,
    /// The time at which certificates have to be valid, in seconds since 1970; absent where there are none.
    #[serde(default)]
    pub(crate) verification_time: Option<i64>,
    /// A root to trust, in base64url. Where there is one, the statement has to lead to it.
    #[serde(default)]
    pub(crate) trust_anchor_der: Option<String>,
}

/// What the relying party asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Request {
    pub(crate) challenge: String,
    pub(crate) origins: Vec<String>,
    pub(crate) rp_id: String,
    pub(crate) user_verification: UserVerificationRequirement,
    pub(crate) require_user_presence: bool,
    pub(crate) allow_cross_origin: bool,
    pub(crate) allowed_top_origins: Vec<String>,
    /// Registrations only.
    #[serde(default)]
    pub(crate) pub_key_algs: Vec<i64>,
    /// The models that are acceptable, in hexadecimal; absent or empty where all are. This crate's own vectors only.
    #[serde(default)]
    pub(crate) allowed_aaguids: Vec<String>,
    /// Assertions only; absent or empty where the authenticator was free to choose.
    #[serde(default)]
    pub(crate) allow_credentials: Option<Vec<String>>,
}

/// What the relying party has stored of the credential.
#[derive(Debug, Deserialize)]
pub(crate) struct Stored {
    pub(crate) credential_id: String,
    pub(crate) credential_public_key: String,
    pub(crate) sign_count: u32,
    pub(crate) user_handle: Option<String>,
    pub(crate) backup_eligible: Option<bool>,
}

/// What the client sent. Members that a kind of ceremony does not have are absent.
#[derive(Debug, Deserialize)]
pub(crate) struct Response {
    pub(crate) id: Value,
    pub(crate) raw_id: Value,
    #[serde(rename = "type")]
    pub(crate) credential_type: Value,
    pub(crate) client_data_json: Value,
    #[serde(default)]
    pub(crate) attestation_object: Value,
    #[serde(default)]
    pub(crate) transports: Value,
    #[serde(default)]
    pub(crate) authenticator_data: Value,
    #[serde(default)]
    pub(crate) signature: Value,
    #[serde(default)]
    pub(crate) user_handle: Value,
}
