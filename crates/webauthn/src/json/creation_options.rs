//! The options of a registration.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::descriptor::{
    PublicKeyCredentialDescriptorJson, PublicKeyCredentialHint, PublicKeyCredentialType,
    deserialize_descriptors,
};
use super::extension_inputs::CreationExtensionsJson;
use super::{base64, lenient};
use crate::algorithm::Algorithm;
use crate::attachment::AuthenticatorAttachment;
use crate::policy::UserVerificationRequirement;

/// `PublicKeyCredentialCreationOptionsJSON` (section 5.1.9): what `navigator.credentials.create()` is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyCredentialCreationOptionsJson {
    /// The relying party.
    pub rp: PublicKeyCredentialRpEntity,
    /// The account that the credential is for.
    pub user: PublicKeyCredentialUserEntityJson,
    /// The bytes that the authenticator has to sign.
    #[serde(with = "base64")]
    pub challenge: Vec<u8>,
    /// The acceptable keys, best first. Those that this crate does not know are left out when options are read.
    #[serde(deserialize_with = "deserialize_parameters")]
    pub pub_key_cred_params: Vec<PublicKeyCredentialParameters>,
    /// How long the person may take, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    /// How much the authenticator should say about itself.
    #[serde(default, deserialize_with = "lenient::known", skip_serializing_if = "Option::is_none")]
    pub attestation: Option<AttestationConveyancePreference>,
    /// The statement formats that are wanted, best first, by their registered identifiers; advice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attestation_formats: Vec<String>,
    /// The account's credentials, so that no authenticator gets a second one.
    #[serde(default, deserialize_with = "deserialize_descriptors")]
    pub exclude_credentials: Vec<PublicKeyCredentialDescriptorJson>,
    /// What the authenticator has to be capable of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authenticator_selection: Option<AuthenticatorSelectionCriteria>,
    /// Which authenticators the client should offer first.
    #[serde(default, deserialize_with = "lenient::all_known", skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<PublicKeyCredentialHint>,
    /// The extensions that are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extensions: Option<CreationExtensionsJson>,
}

/// `PublicKeyCredentialRpEntity` (section 5.4.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKeyCredentialRpEntity {
    /// The RP id: a domain, without scheme or port.
    pub id: String,
    /// The relying party's name for people.
    pub name: String,
}

/// `PublicKeyCredentialUserEntityJSON` (section 5.4.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyCredentialUserEntityJson {
    /// The user handle, 1 to 64 bytes.
    #[serde(with = "base64")]
    pub id: Vec<u8>,
    /// The account's name, shown where accounts have to be told apart.
    pub name: String,
    /// The person's name.
    pub display_name: String,
}

/// `PublicKeyCredentialParameters` (section 5.3): one kind of key that is acceptable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PublicKeyCredentialParameters {
    /// Always `public-key`.
    #[serde(rename = "type")]
    pub credential_type: PublicKeyCredentialType,
    /// The key's algorithm, serialized as its COSE identifier.
    #[serde(serialize_with = "serialize_algorithm")]
    pub alg: Algorithm,
}

impl PublicKeyCredentialParameters {
    /// Keys of this algorithm.
    pub fn new(alg: Algorithm) -> Self {
        Self { credential_type: PublicKeyCredentialType, alg }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands fields over by reference")]
fn serialize_algorithm<S: Serializer>(algorithm: &Algorithm, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(algorithm.cose_id())
}

/// Section 5.1.3: clients pass over types and algorithms that they do not know.
fn deserialize_parameters<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<PublicKeyCredentialParameters>, D::Error> {
    #[derive(Deserialize)]
    struct AnyParameters {
        #[serde(rename = "type")]
        credential_type: String,
        alg: i64,
    }
    let parameters = Vec::<AnyParameters>::deserialize(deserializer)?;
    Ok(parameters
        .into_iter()
        .filter(|any| any.credential_type == PublicKeyCredentialType::NAME)
        .filter_map(|any| Algorithm::from_cose_id(any.alg))
        .map(PublicKeyCredentialParameters::new)
        .collect())
}

/// `AttestationConveyancePreference` (section 5.4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttestationConveyancePreference {
    /// No statement is wanted.
    None,
    /// A statement is wanted, which the client may anonymise.
    Indirect,
    /// The authenticator's own statement is wanted.
    Direct,
    /// A statement that may identify the single device is wanted.
    Enterprise,
}

/// `AuthenticatorSelectionCriteria` (section 5.4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", from = "AuthenticatorSelectionJson")]
pub struct AuthenticatorSelectionCriteria {
    /// Where the authenticator has to sit; absent: anywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authenticator_attachment: Option<AuthenticatorAttachment>,
    /// Whether the credential has to be discoverable.
    pub resident_key: ResidentKeyRequirement,
    /// The same for Level 1 clients: true exactly where `resident_key` is required.
    pub require_resident_key: bool,
    /// Whether the person has to be verified.
    pub user_verification: UserVerificationRequirement,
}

/// The same as it is read, where every member may be absent or have a value that nobody knows.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct AuthenticatorSelectionJson {
    #[serde(deserialize_with = "lenient::known")]
    authenticator_attachment: Option<AuthenticatorAttachment>,
    #[serde(deserialize_with = "lenient::known")]
    resident_key: Option<ResidentKeyRequirement>,
    require_resident_key: bool,
    #[serde(deserialize_with = "lenient::known")]
    user_verification: Option<UserVerificationRequirement>,
}

impl From<AuthenticatorSelectionJson> for AuthenticatorSelectionCriteria {
    fn from(json: AuthenticatorSelectionJson) -> Self {
        // Section 5.4.4: `requireResidentKey` speaks where `residentKey` does not.
        let unsaid = if json.require_resident_key {
            ResidentKeyRequirement::Required
        } else {
            ResidentKeyRequirement::Discouraged
        };
        Self {
            authenticator_attachment: json.authenticator_attachment,
            resident_key: json.resident_key.unwrap_or(unsaid),
            require_resident_key: json.require_resident_key,
            user_verification: json.user_verification.unwrap_or(UserVerificationRequirement::Preferred),
        }
    }
}

/// `ResidentKeyRequirement` (section 5.4.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResidentKeyRequirement {
    /// A discoverable credential is not wanted.
    Discouraged,
    /// It is wanted, and its absence accepted.
    Preferred,
    /// The ceremony fails without it.
    Required,
}
