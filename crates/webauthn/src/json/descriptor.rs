//! What names a credential in options, and what hints at an authenticator.

use serde::{Serialize, Serializer};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublicKeyCredentialHint {
    /// A security key.
    SecurityKey,
    /// What the client device has built in.
    ClientDevice,
    /// A phone or the like, beside the client device.
    Hybrid,
}
