//! What names a credential in options, and what hints at an authenticator.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::base64;

/// `PublicKeyCredentialDescriptorJSON` (section 5.8.3): one entry of `excludeCredentials` or `allowCredentials`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicKeyCredentialDescriptorJson {
    /// Always `public-key`.
    #[serde(rename = "type")]
    pub credential_type: PublicKeyCredentialType,
    /// The credential's id.
    #[serde(serialize_with = "base64::serialize")]
    pub id: Vec<u8>,
    /// How the client may reach the authenticator; left out where nothing is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transports: Vec<String>,
}

impl PublicKeyCredentialDescriptorJson {
    /// The descriptor of this credential.
    pub fn new(id: Vec<u8>, transports: Vec<String>) -> Self {
        Self { credential_type: PublicKeyCredentialType, id, transports }
    }
}

/// Section 5.8.3: clients pass over descriptors of a type that they do not know.
pub(super) fn deserialize_descriptors<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<PublicKeyCredentialDescriptorJson>, D::Error> {
    known_descriptors(Vec::deserialize(deserializer)?)
}

/// The same for `allowCredentials`, which must not become empty by that, because then any credential would do.
pub(super) fn deserialize_allowed<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<PublicKeyCredentialDescriptorJson>>, D::Error> {
    let Some(any) = Option::<Vec<AnyDescriptor>>::deserialize(deserializer)? else { return Ok(None) };
    let none_was_named = any.is_empty();
    let known = known_descriptors(any)?;
    if known.is_empty() && !none_was_named {
        return Err(D::Error::custom("`allowCredentials` names no credential of a known type"));
    }
    Ok(Some(known))
}

/// A descriptor as it is read, of any type.
#[derive(Deserialize)]
struct AnyDescriptor {
    #[serde(rename = "type")]
    credential_type: String,
    id: String,
    #[serde(default)]
    transports: Vec<String>,
}

fn known_descriptors<E: serde::de::Error>(
    descriptors: Vec<AnyDescriptor>,
) -> Result<Vec<PublicKeyCredentialDescriptorJson>, E> {
    descriptors
        .into_iter()
        .filter(|any| any.credential_type == PublicKeyCredentialType::NAME)
        .map(|any| Ok(PublicKeyCredentialDescriptorJson::new(base64::decode_exact(&any.id)?, any.transports)))
        .collect()
}

/// `PublicKeyCredentialType` (section 5.8.2), whose only value is `public-key`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PublicKeyCredentialType;

impl PublicKeyCredentialType {
    /// The value's name in the specification.
    pub const NAME: &'static str = "public-key";
}

impl Serialize for PublicKeyCredentialType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Self::NAME)
    }
}

/// `PublicKeyCredentialHint` (section 5.8.7): which kind of authenticator the client should offer first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublicKeyCredentialHint {
    /// A security key.
    SecurityKey,
    /// What the client device has built in.
    ClientDevice,
    /// A phone or the like, beside the client device.
    Hybrid,
}
