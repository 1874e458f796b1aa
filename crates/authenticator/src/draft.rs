//! The parts of an answer, before they are signed.

use std::fmt;

use serde_json::{Value, json};

use crate::attestation::{Attestation, Statement};
use crate::cbor::Cbor;
use crate::key::{SigningKey, sha256};

/// The bits of the flags byte (WebAuthn Level 3 section 6.1).
pub mod flags {
    /// User present.
    pub const UP: u8 = 0x01;
    /// User verified.
    pub const UV: u8 = 0x04;
    /// Backup eligible.
    pub const BE: u8 = 0x08;
    /// Backed up.
    pub const BS: u8 = 0x10;
    /// Attested credential data follows.
    pub const AT: u8 = 0x40;
    /// Extension outputs follow.
    pub const ED: u8 = 0x80;
}

/// What a registration will say. Everything but the signature, which is made last and over whatever stands here.
pub struct RegistrationDraft {
    /// `id` and `rawId`.
    pub credential_id: Vec<u8>,
    /// What the browser says.
    pub client_data: ClientData,
    /// What the authenticator says.
    pub authenticator_data: AuthenticatorData,
    /// Which statement goes with it.
    pub attestation: Attestation,
    /// What a self attestation is signed with, and what other statements take for the credential's key.
    pub signing_key: SigningKey,
    /// `response.transports`.
    pub transports: Vec<String>,
    /// `authenticatorAttachment`.
    pub attachment: Option<String>,
    /// `clientExtensionResults`.
    pub client_extension_results: Value,
    pub(crate) statement_edit: Option<Edit<Statement>>,
    pub(crate) object_edit: Option<Edit<Cbor>>,
}

pub(crate) type Edit<T> = Box<dyn FnOnce(&mut T)>;

/// What an assertion will say. Everything but the signature, which is made last and over whatever stands here.
#[derive(Clone, Debug)]
pub struct AssertionDraft {
    /// `id` and `rawId`.
    pub credential_id: Vec<u8>,
    /// What the browser says.
    pub client_data: ClientData,
    /// What the authenticator says.
    pub authenticator_data: AuthenticatorData,
    /// What the assertion is signed with.
    pub signing_key: SigningKey,
    /// `response.userHandle`, as the text that the client sends.
    pub user_handle: Option<String>,
    /// `authenticatorAttachment`.
    pub attachment: Option<String>,
    /// `clientExtensionResults`.
    pub client_extension_results: Value,
}

/// `CollectedClientData`: members in the order in which they are written; one may occur twice.
#[derive(Clone, Debug)]
pub struct ClientData {
    /// The members.
    pub members: Vec<(String, Value)>,
    /// Bytes to send instead, whatever they are.
    pub raw: Option<Vec<u8>>,
}

/// Authenticator data by its parts. The flags say what they say: changing a part does not change them.
#[derive(Clone, Debug)]
pub struct AuthenticatorData {
    /// SHA-256 of the RP id.
    pub rp_id_hash: [u8; 32],
    /// The flags byte, see [`flags`].
    pub flags: u8,
    /// The signature counter.
    pub sign_count: u32,
    /// The credential that is attested.
    pub attested: Option<AttestedCredential>,
    /// The extension outputs.
    pub extensions: Option<Cbor>,
    /// Bytes that should not be there.
    pub trailing: Vec<u8>,
}

/// Attested credential data by its parts.
#[derive(Clone, Debug)]
pub struct AttestedCredential {
    /// The authenticator's model.
    pub aaguid: [u8; 16],
    /// The credential's id.
    pub credential_id: Vec<u8>,
    /// The COSE key.
    pub public_key: Cbor,
}

impl RegistrationDraft {
    /// Changes the attestation statement before it is signed: its certificates and whatever its format has.
    pub fn edit_statement(&mut self, edit: impl FnOnce(&mut Statement) + 'static) {
        self.statement_edit = Some(Box::new(edit));
    }

    /// Changes the attestation object after the statement was signed, before it is encoded.
    pub fn edit_attestation_object(&mut self, edit: impl FnOnce(&mut Cbor) + 'static) {
        self.object_edit = Some(Box::new(edit));
    }

    /// The attested credential.
    ///
    /// # Panics
    /// If the draft no longer has one.
    pub fn attested(&mut self) -> &mut AttestedCredential {
        self.authenticator_data.attested.as_mut().expect("the draft attests a credential")
    }

    /// Gives the credential this id, in the attested data as well as outside.
    pub fn rename(&mut self, credential_id: &[u8]) {
        self.credential_id = credential_id.to_vec();
        self.attested().credential_id = credential_id.to_vec();
    }
}

impl fmt::Debug for RegistrationDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegistrationDraft")
            .field("credential_id", &self.credential_id)
            .field("client_data", &self.client_data)
            .field("authenticator_data", &self.authenticator_data)
            .field("attestation", &self.attestation)
            .finish_non_exhaustive()
    }
}

impl ClientData {
    pub(crate) fn new(ceremony: &str, challenge: &str, origin: &str) -> Self {
        let members = [
            ("type", json!(ceremony)),
            ("challenge", json!(challenge)),
            ("origin", json!(origin)),
            ("crossOrigin", json!(false)),
        ];
        Self { members: members.map(|(name, value)| (name.to_owned(), value)).to_vec(), raw: None }
    }

    /// Replaces a member, or adds it.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        match self.members.iter_mut().find(|(candidate, _)| candidate == name) {
            Some(member) => member.1 = value.into(),
            None => self.push(name, value),
        }
    }

    /// Adds a member, also if one of this name is there already.
    pub fn push(&mut self, name: &str, value: impl Into<Value>) {
        self.members.push((name.to_owned(), value.into()));
    }

    /// Removes a member.
    pub fn remove(&mut self, name: &str) {
        self.members.retain(|(candidate, _)| candidate != name);
    }

    /// `clientDataJSON`.
    pub fn encode(&self) -> Vec<u8> {
        if let Some(raw) = &self.raw {
            return raw.clone();
        }
        let members: Vec<String> =
            self.members.iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
        format!("{{{}}}", members.join(",")).into_bytes()
    }
}

impl AuthenticatorData {
    /// Scopes the data to this RP id.
    pub fn set_rp_id(&mut self, rp_id: &str) {
        self.rp_id_hash = sha256(rp_id.as_bytes());
    }

    /// The bytes that are signed.
    ///
    /// # Panics
    /// If the credential id is too long for its length field.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = self.rp_id_hash.to_vec();
        bytes.push(self.flags);
        bytes.extend(self.sign_count.to_be_bytes());
        if let Some(attested) = &self.attested {
            let length = u16::try_from(attested.credential_id.len()).expect("the length field has 16 bits");
            bytes.extend(attested.aaguid);
            bytes.extend(length.to_be_bytes());
            bytes.extend(&attested.credential_id);
            bytes.extend(attested.public_key.encode());
        }
        if let Some(extensions) = &self.extensions {
            bytes.extend(extensions.encode());
        }
        bytes.extend(&self.trailing);
        bytes
    }
}
