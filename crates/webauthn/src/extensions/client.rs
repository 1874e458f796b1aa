//! Client extension outputs: not signed, beside the response.

use serde::Deserialize;

use crate::json::lenient;

/// `AuthenticationExtensionsClientOutputsJSON` (section 5.1), as far as this crate knows its members. `None` where an
/// output is absent or of the wrong type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ClientExtensionOutputs {
    /// `appid` (section 10.1.1), at an assertion: whether the credential was made through U2F, for the `AppID`.
    #[serde(deserialize_with = "lenient::flag")]
    pub appid: Option<bool>,
    /// `appidExclude` (section 10.1.2), at a registration: whether the client acted on it.
    #[serde(deserialize_with = "lenient::flag")]
    pub appid_exclude: Option<bool>,
    /// `credProps` (section 10.1.3), at a registration.
    #[serde(deserialize_with = "lenient::dictionary")]
    pub cred_props: Option<CredPropsOutput>,
    /// `prf` (section 10.1.4).
    #[serde(deserialize_with = "lenient::dictionary")]
    pub prf: Option<PrfOutput>,
    /// `largeBlob` (section 10.1.5).
    #[serde(deserialize_with = "lenient::dictionary")]
    pub large_blob: Option<LargeBlobOutput>,
}

/// `CredentialPropertiesOutput` (section 10.1.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct CredPropsOutput {
    /// Whether the credential is discoverable; `None` most likely means that it is not.
    #[serde(deserialize_with = "lenient::flag")]
    pub rk: Option<bool>,
}

/// `AuthenticationExtensionsPRFOutputsJSON` (section 10.1.4), without what the function evaluated to: that is the
/// user's secret, and a relying party's page should not send it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PrfOutput {
    /// At a registration: whether the credential has the function.
    #[serde(deserialize_with = "lenient::flag")]
    pub enabled: Option<bool>,
    /// Whether the client sent results, which a relying party may want to tell its page's authors.
    #[serde(rename = "results", deserialize_with = "lenient::presence")]
    pub results_present: bool,
}

/// `AuthenticationExtensionsLargeBlobOutputsJSON` (section 10.1.5), without the blob.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct LargeBlobOutput {
    /// At a registration: whether the credential can have a blob.
    #[serde(deserialize_with = "lenient::flag")]
    pub supported: Option<bool>,
    /// At an assertion that was to write: whether it did.
    #[serde(deserialize_with = "lenient::flag")]
    pub written: Option<bool>,
    /// At an assertion that was to read: whether there is a blob.
    #[serde(rename = "blob", deserialize_with = "lenient::presence")]
    pub blob_present: bool,
}
