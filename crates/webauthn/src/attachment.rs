//! Where an authenticator sits.

use serde::{Deserialize, Serialize};

/// How an authenticator is attached to the client (WebAuthn Level 3 section 5.4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AuthenticatorAttachment {
    /// Built into the client device.
    Platform,
    /// Roaming: a security key, or a phone beside the client device.
    CrossPlatform,
}

impl AuthenticatorAttachment {
    /// The value's name in the specification.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::CrossPlatform => "cross-platform",
        }
    }

    /// The attachment of this name; `None` for any other, which the specification has relying parties ignore.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "platform" => Some(Self::Platform),
            "cross-platform" => Some(Self::CrossPlatform),
            _ => None,
        }
    }
}
