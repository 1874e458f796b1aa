//! The format `android-key` (WebAuthn Level 3 section 8.4), with the extension that Android documents.

use yasna::{DERWriter, Tag};

use crate::attestation::{Ceremony, map, x5c};
use crate::cbor::Cbor;
use crate::certificate::{Chain, Extension, oid};
use crate::key::PublicNumbers;

/// A statement that the credential's own key signs, with a certificate for it.
#[derive(Clone, Debug)]
pub struct AndroidKey {
    /// The credential's key, which `alg` names, and its certificates.
    pub chain: Chain,
    /// What is signed.
    pub message: Vec<u8>,
    /// What the leaf's extension says; without it, the leaf has none.
    pub key_description: Option<KeyDescription>,
}

/// `KeyDescription`, what the secure environment says about the key.
#[derive(Clone, Debug)]
pub struct KeyDescription {
    /// `attestationVersion`.
    pub attestation_version: u32,
    /// `attestationSecurityLevel`: 0 software, 1 trusted environment, 2 `StrongBox`.
    pub attestation_security_level: u8,
    /// `keymasterVersion`.
    pub keymaster_version: u32,
    /// `keymasterSecurityLevel`, as above.
    pub keymaster_security_level: u8,
    /// `attestationChallenge`: the hash of the client data.
    pub attestation_challenge: Vec<u8>,
    /// `softwareEnforced`.
    pub software_enforced: AuthorizationList,
    /// `teeEnforced`.
    pub tee_enforced: AuthorizationList,
}

/// `AuthorizationList`, what a key may be used for; members in the order of their tags.
#[derive(Clone, Debug, Default)]
pub struct AuthorizationList {
    /// `purpose`: 2 is to sign, 3 to verify.
    pub purpose: Vec<u8>,
    /// `algorithm`: 1 RSA, 3 EC.
    pub algorithm: Option<u8>,
    /// `keySize`, in bits.
    pub key_size: Option<u16>,
    /// `digest`: 4 is SHA-256.
    pub digest: Vec<u8>,
    /// `noAuthRequired`.
    pub no_auth_required: bool,
    /// `allApplications`.
    pub all_applications: bool,
    /// `origin`: 0 generated, 2 imported.
    pub origin: Option<u8>,
}

impl AndroidKey {
    pub(super) fn new(ceremony: Ceremony<'_>) -> Self {
        let subject = vec![(oid::COMMON_NAME, "Android Keystore Key".to_owned())];
        let (algorithm, key_size) = match ceremony.credential_key.numbers() {
            PublicNumbers::Point { x, .. } => (3, x.len() * 8),
            PublicNumbers::Rsa { modulus, .. } => (1, modulus.len() * 8),
            PublicNumbers::Bytes(_) => panic!("Android has keys of RSA and EC"),
        };
        Self {
            chain: Chain::new(ceremony.credential_key, subject, vec![Extension::basic_constraints(false)]),
            message: ceremony.message(),
            key_description: Some(KeyDescription {
                attestation_version: 200,
                attestation_security_level: 1,
                keymaster_version: 200,
                keymaster_security_level: 1,
                attestation_challenge: ceremony.client_data_hash.to_vec(),
                software_enforced: AuthorizationList::default(),
                tee_enforced: AuthorizationList {
                    purpose: vec![2],
                    algorithm: Some(algorithm),
                    key_size: Some(u16::try_from(key_size).expect("a key is short")),
                    digest: vec![4],
                    no_auth_required: true,
                    all_applications: false,
                    origin: Some(0),
                },
            }),
        }
    }

    /// What the leaf's extension says.
    ///
    /// # Panics
    /// If it has none.
    pub fn description(&mut self) -> &mut KeyDescription {
        self.key_description.as_mut().expect("the leaf has the extension")
    }

    pub(super) fn encode(&self) -> Cbor {
        let mut chain = self.chain.clone();
        if let Some(description) = &self.key_description {
            chain.leaf().extensions.push(description.extension());
        }
        map([
            ("alg", Cbor::Int(chain.key.algorithm().cose_id())),
            ("sig", Cbor::Bytes(chain.key.sign(&self.message))),
            ("x5c", x5c(&chain)),
        ])
    }
}

impl KeyDescription {
    fn extension(&self) -> Extension {
        let value = yasna::construct_der(|writer| {
            writer.write_sequence(|writer| {
                writer.next().write_u32(self.attestation_version);
                writer.next().write_enum(i64::from(self.attestation_security_level));
                writer.next().write_u32(self.keymaster_version);
                writer.next().write_enum(i64::from(self.keymaster_security_level));
                writer.next().write_bytes(&self.attestation_challenge);
                writer.next().write_bytes(b"");
                self.software_enforced.write(writer.next());
                self.tee_enforced.write(writer.next());
            });
        });
        Extension { oid: oid::ANDROID_KEY_DESCRIPTION, critical: false, value }
    }
}

impl AuthorizationList {
    fn write(&self, writer: DERWriter<'_>) {
        let number = |number: u16| yasna::construct_der(|writer| writer.write_u16(number));
        let null = || vec![5, 0];
        let members = [
            (1, set_of(&self.purpose)),
            (2, self.algorithm.map(u16::from).map(number)),
            (3, self.key_size.map(number)),
            (5, set_of(&self.digest)),
            (503, self.no_auth_required.then(null)),
            (600, self.all_applications.then(null)),
            (702, self.origin.map(u16::from).map(number)),
        ];
        writer.write_sequence(|writer| {
            for (tag, value) in members {
                if let Some(value) = value {
                    writer.next().write_tagged(Tag::context(tag), |writer| writer.write_der(&value));
                }
            }
        });
    }
}

/// A set of numbers, absent where it is empty.
fn set_of(numbers: &[u8]) -> Option<Vec<u8>> {
    let write = |writer: DERWriter<'_>| {
        writer.write_set_of(|writer| numbers.iter().for_each(|&number| writer.next().write_u8(number)));
    };
    (!numbers.is_empty()).then(|| yasna::construct_der(write))
}
