//! What an authenticator remembers of a registration.

use crate::key::SigningKey;

/// A discoverable credential.
#[derive(Clone, Debug)]
pub struct Passkey {
    pub(crate) credential_id: Vec<u8>,
    pub(crate) rp_id: String,
    pub(crate) user_handle: Vec<u8>,
    pub(crate) key: SigningKey,
    pub(crate) sign_count: u32,
}

impl Passkey {
    /// The credential's id.
    pub fn credential_id(&self) -> &[u8] {
        &self.credential_id
    }

    /// The RP id that it is scoped to.
    pub fn rp_id(&self) -> &str {
        &self.rp_id
    }

    /// The user handle that it was made for.
    pub fn user_handle(&self) -> &[u8] {
        &self.user_handle
    }

    /// Its public key: the encoding of a COSE key.
    pub fn public_key(&self) -> Vec<u8> {
        self.key.cose().encode()
    }

    /// The signature counter of its latest assertion.
    pub fn sign_count(&self) -> u32 {
        self.sign_count
    }
}
