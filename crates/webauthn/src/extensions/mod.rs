//! What a ceremony's extensions came to (WebAuthn Level 3 section 10).
//!
//! Outputs come from two sources, and their types say which. [`AuthenticatorExtensionOutputs`] stand in the signed
//! authenticator data: they are as true as the authenticator is honest. [`ClientExtensionOutputs`] stand beside it,
//! signed by nobody: whoever sends the response chooses them, so they are advice, and nothing may be allowed because
//! of one.
//!
//! Sections 7.1 and 7.2 let a relying party ignore every output and oblige it to cope with outputs that it did not ask
//! for and with ones that are missing. So no output refuses a ceremony here: one of the wrong type, or out of its
//! bounds, counts as absent. The one output that has a say in verification is `appid`, see
//! [`crate::AuthenticationExpectations::appid`].
//!
//! What the `prf` extension evaluated to, and what a large blob holds, is the user's own and may be a key. Neither is
//! kept: only that it was there.

mod authenticator;
mod client;

pub use authenticator::{AuthenticatorExtensionOutputs, CredentialProtectionPolicy};
pub use client::{ClientExtensionOutputs, CredPropsOutput, LargeBlobOutput, PrfOutput};

/// The outputs of a ceremony's extensions, from both sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtensionOutputs {
    /// What the authenticator signed.
    pub authenticator: AuthenticatorExtensionOutputs,
    /// What the client says; not signed.
    pub client: ClientExtensionOutputs,
}

impl ExtensionOutputs {
    /// `map` is the CBOR map in the authenticator data, where there is one.
    pub(crate) fn new(map: Option<&[u8]>, client: ClientExtensionOutputs) -> Self {
        let authenticator = map.map(AuthenticatorExtensionOutputs::read).unwrap_or_default();
        Self { authenticator, client }
    }
}
