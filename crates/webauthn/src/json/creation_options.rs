//! The options of a registration.

use serde::{Serialize, Serializer};

use super::base64;
use super::descriptor::{
    PublicKeyCredentialDescriptorJson, PublicKeyCredentialHint, PublicKeyCredentialType,
};
use crate::algorithm::Algorithm;
use crate::attachment::AuthenticatorAttachment;
use crate::policy::UserVerificationRequirement;

/// `PublicKeyCredentialCreationOptionsJSON` (section 5.1.9): what `navigator.credentials.create()` is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyCredentialCreationOptionsJson {
    /// The relying party.
    pub rp: PublicKeyCredentialRpEntity,
    /// The account that the credential is for.
    pub user: PublicKeyCredentialUserEntityJson,
    /// The bytes that the authenticator has to sign.
    #[serde(serialize_with = "base64::serialize")]
    pub challenge: Vec<u8>,
    /// The acceptable keys, best first.
    pub pub_key_cred_params: Vec<PublicKeyCredentialParameters>,
    /// How long the person may take, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<u32>,
    /// How much the authenticator should say about itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attestation: Option<AttestationConveyancePreference>,
    /// The account's credentials, so that no authenticator gets a second one.
    pub exclude_credentials: Vec<PublicKeyCredentialDescriptorJson>,
    /// What the authenticator has to be capable of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authenticator_selection: Option<AuthenticatorSelectionCriteria>,
    /// Which authenticators the client should offer first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<PublicKeyCredentialHint>,
    /// The extensions that are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extensions: Option<CreationExtensionsJson>,
}

/// `PublicKeyCredentialRpEntity` (section 5.4.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicKeyCredentialRpEntity {
    /// The RP id: a domain, without scheme or port.
    pub id: String,
    /// The relying party's name for people.
    pub name: String,
}

/// `PublicKeyCredentialUserEntityJSON` (section 5.4.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicKeyCredentialUserEntityJson {
    /// The user handle, 1 to 64 bytes.
    #[serde(serialize_with = "base64::serialize")]
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

/// `AttestationConveyancePreference` (section 5.4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
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

/// `ResidentKeyRequirement` (section 5.4.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ResidentKeyRequirement {
    /// A discoverable credential is not wanted.
    Discouraged,
    /// It is wanted, and its absence accepted.
    Preferred,
    /// The ceremony fails without it.
    Required,
}

/// The extensions of a registration (section 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreationExtensionsJson {
    /// `credProps` (section 10.1.3): the client says whether the credential became discoverable.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cred_props: bool,
}
