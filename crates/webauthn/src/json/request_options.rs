//! The options of an assertion.

use serde::{Deserialize, Deserializer, Serialize};

use super::descriptor::{PublicKeyCredentialDescriptorJson, PublicKeyCredentialHint, deserialize_allowed};
use super::extension_inputs::RequestExtensionsJson;
use super::{base64, lenient};
use crate::policy::UserVerificationRequirement;

/// `PublicKeyCredentialRequestOptionsJSON` (section 5.1.10): what `navigator.credentials.get()` is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyCredentialRequestOptionsJson {
    /// The bytes that the authenticator has to sign.
    #[serde(with = "base64")]
    pub challenge: Vec<u8>,
    /// The RP id: a domain, without scheme or port.
    pub rp_id: String,
    /// How long the person may take, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    /// Whether the person has to be verified.
    #[serde(default = "preferred", deserialize_with = "known_or_preferred")]
    pub user_verification: UserVerificationRequirement,
    /// The credentials that may answer; absent: any discoverable one.
    #[serde(default, deserialize_with = "deserialize_allowed", skip_serializing_if = "Option::is_none")]
    pub allow_credentials: Option<Vec<PublicKeyCredentialDescriptorJson>>,
    /// Which authenticators the client should offer first.
    #[serde(default, deserialize_with = "lenient::all_known", skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<PublicKeyCredentialHint>,
    /// The extensions that are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extensions: Option<RequestExtensionsJson>,
}

fn preferred() -> UserVerificationRequirement {
    UserVerificationRequirement::Preferred
}

fn known_or_preferred<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<UserVerificationRequirement, D::Error> {
    lenient::known(deserializer).map(|known| known.unwrap_or_else(preferred))
}
