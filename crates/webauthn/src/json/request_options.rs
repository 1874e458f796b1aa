//! The options of an assertion.

use serde::Serialize;

use super::base64;
use super::descriptor::{PublicKeyCredentialDescriptorJson, PublicKeyCredentialHint};
use crate::policy::UserVerificationRequirement;

/// `PublicKeyCredentialRequestOptionsJSON` (section 5.1.10): what `navigator.credentials.get()` is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyCredentialRequestOptionsJson {
    /// The bytes that the authenticator has to sign.
    #[serde(serialize_with = "base64::serialize")]
    pub challenge: Vec<u8>,
    /// The RP id: a domain, without scheme or port.
    pub rp_id: String,
    /// How long the person may take, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    /// Whether the person has to be verified.
    pub user_verification: UserVerificationRequirement,
    /// The credentials that may answer; absent: any discoverable one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_credentials: Option<Vec<PublicKeyCredentialDescriptorJson>>,
    /// Which authenticators the client should offer first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<PublicKeyCredentialHint>,
    /// The extensions that are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extensions: Option<RequestExtensionsJson>,
}

/// The extensions of an assertion (section 10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestExtensionsJson {
    /// `appid` (section 10.1.1): the `AppID` of credentials made with the older U2F interface.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appid: Option<String>,
}
