//! What extensions are asked for (WebAuthn Level 3 section 10, CTAP 2.1 section 12).

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{base64, lenient};
use crate::extensions::CredentialProtectionPolicy;

/// The extensions of a registration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct CreationExtensionsJson {
    /// `credProps` (section 10.1.3): the client says whether the credential became discoverable.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cred_props: bool,
    /// `appidExclude` (section 10.1.2): the `AppID` for which `excludeCredentials` names U2F credentials as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appid_exclude: Option<String>,
    /// `prf` (section 10.1.4): the credential gets a pseudo-random function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prf: Option<PrfCreationInputsJson>,
    /// `largeBlob` (section 10.1.5): the credential can have a blob.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub large_blob: Option<LargeBlobCreationInputsJson>,
    /// How the authenticator should protect the credential; what it did is in
    /// [`crate::extensions::AuthenticatorExtensionOutputs::cred_protect`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential_protection_policy: Option<CredentialProtectionPolicy>,
    /// Whether the client fails the ceremony on an authenticator that cannot protect the credential so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub enforce_credential_protection_policy: bool,
    /// `minPinLength`: the authenticator says the shortest PIN that it accepts, if it was configured to tell this
    /// relying party.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub min_pin_length: bool,
}

/// The extensions of an assertion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RequestExtensionsJson {
    /// `appid` (section 10.1.1): the `AppID` of credentials made with the older U2F interface. Verification has to be
    /// told it too, see [`crate::AuthenticationExpectations::appid`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appid: Option<String>,
    /// `prf` (section 10.1.4): the credential's function is evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prf: Option<PrfRequestInputsJson>,
    /// `largeBlob` (section 10.1.5): the credential's blob is read or written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub large_blob: Option<LargeBlobRequestInputsJson>,
}

/// `AuthenticationExtensionsPRFValuesJSON` (section 10.1.4): what a function is evaluated on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrfValuesJson {
    /// The first value, of any length.
    #[serde(with = "base64")]
    pub first: Vec<u8>,
    /// The second value, of any length.
    #[serde(default, with = "base64::optional", skip_serializing_if = "Option::is_none")]
    pub second: Option<Vec<u8>>,
}

/// `AuthenticationExtensionsPRFInputsJSON` (section 10.1.4) of a registration. Clients refuse `evalByCredential` there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PrfCreationInputsJson {
    /// What to evaluate the function on; not every authenticator does so at a registration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eval: Option<PrfValuesJson>,
}

/// `AuthenticationExtensionsPRFInputsJSON` (section 10.1.4) of an assertion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PrfRequestInputsJson {
    /// What to evaluate on, of credentials that are not named below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eval: Option<PrfValuesJson>,
    /// What to evaluate on, by credential id. Clients refuse an id that `allowCredentials` does not name.
    #[serde(
        serialize_with = "serialize_by_credential",
        deserialize_with = "deserialize_by_credential",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub eval_by_credential: BTreeMap<Vec<u8>, PrfValuesJson>,
}

/// `AuthenticationExtensionsLargeBlobInputsJSON` (section 10.1.5) of a registration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LargeBlobCreationInputsJson {
    /// How much the ability to have a blob is wanted; absent: preferred.
    #[serde(deserialize_with = "lenient::known", skip_serializing_if = "Option::is_none")]
    pub support: Option<LargeBlobSupport>,
}

/// `LargeBlobSupport` (section 10.1.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LargeBlobSupport {
    /// The ceremony fails without it.
    Required,
    /// It is wanted, and its absence accepted.
    Preferred,
}

/// `AuthenticationExtensionsLargeBlobInputsJSON` (section 10.1.5) of an assertion. Clients refuse to do both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LargeBlobRequestInputsJson {
    /// Whether to read the blob.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub read: bool,
    /// The blob to write, for which `allowCredentials` has to name exactly one credential.
    #[serde(with = "base64::optional", skip_serializing_if = "Option::is_none")]
    pub write: Option<Vec<u8>>,
}

fn serialize_by_credential<S: Serializer>(
    inputs: &BTreeMap<Vec<u8>, PrfValuesJson>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(inputs.iter().map(|(id, values)| (base64::encode(id), values)))
}

fn deserialize_by_credential<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<Vec<u8>, PrfValuesJson>, D::Error> {
    let inputs = BTreeMap::<String, PrfValuesJson>::deserialize(deserializer)?;
    inputs.into_iter().map(|(id, values)| Ok((base64::decode_exact(&id)?, values))).collect()
}
