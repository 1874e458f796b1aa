//! The authenticator and the client in front of it.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::algorithm::Algorithm;
use crate::attestation::{Attestation, attestation_object};
use crate::draft::{
    AssertionDraft, AttestedCredential, AuthenticatorData, ClientData, RegistrationDraft, flags,
};
use crate::key::{SigningKey, sha256};
use crate::options::{accepts, base64url, credential_ids, rp_id, text};
use crate::passkey::Passkey;

/// The client software in front of the authenticator. They differ in how they spell the user handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// A browser: `user.id` is decoded on its way in, `userHandle` encoded on its way out.
    Browser,
    /// An app with the Swift SDK: the text of `user.id` is the handle, and comes back as text.
    Swift,
}

/// A software authenticator. Cloning one makes an indistinguishable copy, with the counters as they stand.
#[derive(Clone, Debug)]
pub struct Authenticator {
    seed: [u8; 32],
    made: u32,
    client: Client,
    algorithm: Algorithm,
    attestation: Attestation,
    aaguid: [u8; 16],
    attachment: &'static str,
    transports: Vec<String>,
    flags: u8,
    counts: bool,
    names_user_always: bool,
    passkeys: Vec<Passkey>,
}

impl Authenticator {
    /// A phone or password manager that syncs its passkeys: platform, backed up, no counter.
    pub fn synced() -> Self {
        Self {
            seed: random_seed(),
            made: 0,
            client: Client::Browser,
            algorithm: Algorithm::Es256,
            attestation: Attestation::None,
            aaguid: [0; 16],
            attachment: "platform",
            transports: vec!["hybrid".to_owned(), "internal".to_owned()],
            flags: flags::UP | flags::UV | flags::BE | flags::BS,
            counts: false,
            names_user_always: true,
            passkeys: Vec::new(),
        }
    }

    /// What a computer has built in: platform, never backed up, a counter that rises.
    pub fn device_bound() -> Self {
        Self {
            transports: vec!["internal".to_owned()],
            flags: flags::UP | flags::UV,
            counts: true,
            ..Self::synced()
        }
    }

    /// A security key: cross-platform, never backed up, a counter that rises, names the user only when it chooses the
    /// credential itself.
    pub fn security_key() -> Self {
        Self {
            attachment: "cross-platform",
            transports: vec!["nfc".to_owned(), "usb".to_owned()],
            names_user_always: false,
            ..Self::device_bound()
        }
    }

    /// Keys and credential ids that follow from this number.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = sha256(&seed.to_be_bytes());
        self
    }

    /// The algorithm of the passkeys it makes from now on; ES256 if nothing is said.
    #[must_use]
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// The attestation that it gives; none if nothing is said.
    #[must_use]
    pub fn attestation(mut self, attestation: Attestation) -> Self {
        self.attestation = attestation;
        self
    }

    /// The model that it says it is.
    #[must_use]
    pub fn aaguid(mut self, aaguid: [u8; 16]) -> Self {
        self.aaguid = aaguid;
        self
    }

    /// The transports that it reports.
    #[must_use]
    pub fn transports(mut self, transports: &[&str]) -> Self {
        self.transports = transports.iter().map(|&transport| transport.to_owned()).collect();
        self
    }

    /// Whether it verifies the person; it does if nothing is said.
    #[must_use]
    pub fn user_verified(mut self, verified: bool) -> Self {
        self.switch(flags::UV, verified);
        self
    }

    /// Whether its passkeys are backed up at the moment; says nothing on an authenticator that cannot back them up.
    #[must_use]
    pub fn backup_state(mut self, backed_up: bool) -> Self {
        self.switch(flags::BS, backed_up && self.flags & flags::BE != 0);
        self
    }

    /// The client software in front of it; a browser if nothing is said. Passkeys that are there stay, as on a phone
    /// that has both.
    #[must_use]
    pub fn client(mut self, client: Client) -> Self {
        self.client = client;
        self
    }

    /// The passkeys it has, oldest first.
    pub fn passkeys(&self) -> &[Passkey] {
        &self.passkeys
    }

    /// Forgets all passkeys, as after a reset.
    pub fn reset(&mut self) {
        self.passkeys.clear();
    }

    /// Whether `excludeCredentials` names a passkey that it has, so that a browser would refuse to make another.
    pub fn is_excluded(&self, public_key: &Value) -> bool {
        let excluded = credential_ids(public_key, "excludeCredentials");
        self.passkeys.iter().any(|passkey| excluded.contains(&passkey.credential_id))
    }

    /// Makes a passkey and answers as a browser does.
    ///
    /// Returns the `RegistrationResponseJSON` for these creation options, on a page of this origin.
    ///
    /// # Panics
    /// If the options lack what a browser needs, or do not offer the authenticator's algorithm.
    pub fn register(&mut self, public_key: &Value, origin: &str) -> Value {
        self.register_with(public_key, origin, |_| {})
    }

    /// The same, with a chance to change the answer before it is signed.
    ///
    /// # Panics
    /// As [`Self::register`].
    pub fn register_with(
        &mut self,
        public_key: &Value,
        origin: &str,
        edit: impl FnOnce(&mut RegistrationDraft),
    ) -> Value {
        assert!(accepts(public_key, self.algorithm), "the options do not offer {:?}", self.algorithm);
        let passkey = self.make_passkey(public_key, origin);
        let mut draft = RegistrationDraft {
            credential_id: passkey.credential_id.clone(),
            client_data: ClientData::new("webauthn.create", challenge(public_key), origin),
            authenticator_data: AuthenticatorData {
                attested: Some(AttestedCredential {
                    aaguid: self.aaguid,
                    credential_id: passkey.credential_id.clone(),
                    public_key: passkey.key.cose(),
                }),
                ..self.authenticator_data(&passkey, flags::AT)
            },
            attestation: self.attestation.clone(),
            signing_key: passkey.key.clone(),
            transports: self.transports.clone(),
            attachment: Some(self.attachment.to_owned()),
            client_extension_results: json!({"credProps": {"rk": true}}),
            statement_edit: None,
            object_edit: None,
        };
        self.passkeys.push(passkey);
        edit(&mut draft);

        let client_data_json = draft.client_data.encode();
        let object = attestation_object(&mut draft, &client_data_json);
        let id = BASE64URL_NOPAD.encode(&draft.credential_id);
        json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "authenticatorAttachment": draft.attachment,
            "clientExtensionResults": draft.client_extension_results,
            "response": {
                "clientDataJSON": BASE64URL_NOPAD.encode(&client_data_json),
                "attestationObject": BASE64URL_NOPAD.encode(&object),
                "transports": draft.transports,
            },
        })
    }

    /// Signs with the first passkey that `allowCredentials` names or, where it names none, the latest one of the RP
    /// id, and answers as a browser does.
    ///
    /// Returns the `AuthenticationResponseJSON` for these request options, on a page of this origin.
    ///
    /// # Panics
    /// If it has no such passkey, or the options lack what a browser needs.
    pub fn authenticate(&mut self, public_key: &Value, origin: &str) -> Value {
        self.authenticate_with(public_key, origin, |_| {})
    }

    /// The same, with a chance to change the answer before it is signed.
    ///
    /// # Panics
    /// As [`Self::authenticate`].
    pub fn authenticate_with(
        &mut self,
        public_key: &Value,
        origin: &str,
        edit: impl FnOnce(&mut AssertionDraft),
    ) -> Value {
        let allowed = credential_ids(public_key, "allowCredentials");
        let index = self.choose(rp_id(public_key, "/rpId", origin), &allowed);
        if self.counts {
            self.passkeys[index].sign_count += 1;
        }
        let passkey = &self.passkeys[index];
        let mut draft = AssertionDraft {
            credential_id: passkey.credential_id.clone(),
            client_data: ClientData::new("webauthn.get", challenge(public_key), origin),
            authenticator_data: self.authenticator_data(passkey, 0),
            signing_key: passkey.key.clone(),
            user_handle: (self.names_user_always || allowed.is_empty())
                .then(|| self.client.spell(&passkey.user_handle)),
            attachment: Some(self.attachment.to_owned()),
            client_extension_results: json!({}),
        };
        edit(&mut draft);

        let client_data_json = draft.client_data.encode();
        let authenticator_data = draft.authenticator_data.encode();
        let signed = [&authenticator_data[..], &sha256(&client_data_json)].concat();
        let id = BASE64URL_NOPAD.encode(&draft.credential_id);
        json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "authenticatorAttachment": draft.attachment,
            "clientExtensionResults": draft.client_extension_results,
            "response": {
                "clientDataJSON": BASE64URL_NOPAD.encode(&client_data_json),
                "authenticatorData": BASE64URL_NOPAD.encode(&authenticator_data),
                "signature": BASE64URL_NOPAD.encode(&draft.signing_key.sign(&signed)),
                "userHandle": draft.user_handle,
            },
        })
    }

    fn make_passkey(&mut self, public_key: &Value, origin: &str) -> Passkey {
        self.made += 1;
        let derive = |purpose: &[u8]| sha256(&[&self.seed[..], &self.made.to_be_bytes(), purpose].concat());
        let user_id = text(public_key, "/user/id");
        Passkey {
            credential_id: derive(b"credential id").to_vec(),
            rp_id: rp_id(public_key, "/rp/id", origin).to_owned(),
            user_handle: match self.client {
                Client::Browser => base64url(user_id),
                Client::Swift => user_id.as_bytes().to_vec(),
            },
            key: SigningKey::from_seed(self.algorithm, derive(b"key")),
            sign_count: 0,
        }
    }

    fn authenticator_data(&self, passkey: &Passkey, more_flags: u8) -> AuthenticatorData {
        AuthenticatorData {
            rp_id_hash: sha256(passkey.rp_id.as_bytes()),
            flags: self.flags | more_flags,
            sign_count: passkey.sign_count,
            attested: None,
            extensions: None,
            trailing: Vec::new(),
        }
    }

    fn switch(&mut self, flag: u8, on: bool) {
        self.flags = if on { self.flags | flag } else { self.flags & !flag };
    }

    fn choose(&self, rp_id: &str, allowed: &[Vec<u8>]) -> usize {
        let position = |wanted: &dyn Fn(&Passkey) -> bool| {
            self.passkeys.iter().rposition(|passkey| passkey.rp_id == rp_id && wanted(passkey))
        };
        let chosen = if allowed.is_empty() {
            position(&|_| true)
        } else {
            allowed.iter().find_map(|id| position(&|passkey| passkey.credential_id == *id))
        };
        chosen.unwrap_or_else(|| panic!("the authenticator has no passkey of {rp_id} that is allowed"))
    }
}

impl Client {
    fn spell(self, user_handle: &[u8]) -> String {
        match self {
            Self::Browser => BASE64URL_NOPAD.encode(user_handle),
            Self::Swift => String::from_utf8_lossy(user_handle).into_owned(),
        }
    }
}

/// The challenge as client data spells it: without padding, whatever the options have.
fn challenge(public_key: &Value) -> &str {
    text(public_key, "/challenge").trim_end_matches('=')
}

fn random_seed() -> [u8; 32] {
    let mut seed = [0; 32];
    aws_lc_rs::rand::fill(&mut seed).expect("the system has random bytes");
    seed
}

#[cfg(test)]
mod tests;
