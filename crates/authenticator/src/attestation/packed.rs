//! The format `packed` (WebAuthn Level 3 section 8.2).

use crate::algorithm::Algorithm;
use crate::attestation::{Ceremony, map, x5c};
use crate::cbor::Cbor;
use crate::certificate::{Chain, Extension, Name, oid};
use crate::key::SigningKey;

/// A statement that the credential's own key signs.
#[derive(Clone, Debug)]
pub struct PackedSelf {
    /// What signs, and is named by `alg`.
    pub key: SigningKey,
    /// What is signed.
    pub message: Vec<u8>,
}

/// A statement that an attestation key signs: ES256, if nothing is said.
#[derive(Clone, Debug)]
pub struct Packed {
    /// The attestation key, which `alg` names, and its certificates.
    pub chain: Chain,
    /// What is signed.
    pub message: Vec<u8>,
}

impl PackedSelf {
    pub(super) fn new(ceremony: Ceremony<'_>) -> Self {
        Self { key: ceremony.credential_key.clone(), message: ceremony.message() }
    }

    pub(super) fn encode(&self) -> Cbor {
        map([
            ("alg", Cbor::Int(self.key.algorithm().cose_id())),
            ("sig", Cbor::Bytes(self.key.sign(&self.message))),
        ])
    }
}

impl Packed {
    pub(super) fn new(ceremony: Ceremony<'_>) -> Self {
        let key = SigningKey::from_seed(Algorithm::Es256, *b"the key that attests for packed.");
        let extensions = vec![Extension::basic_constraints(false), Extension::aaguid(&ceremony.aaguid())];
        Self { chain: Chain::new(&key, attestation_subject(), extensions), message: ceremony.message() }
    }

    pub(super) fn encode(&self) -> Cbor {
        map([
            ("alg", Cbor::Int(self.chain.key.algorithm().cose_id())),
            ("sig", Cbor::Bytes(self.chain.key.sign(&self.message))),
            ("x5c", x5c(&self.chain)),
        ])
    }
}

/// The subject that section 8.2.1 demands.
fn attestation_subject() -> Name {
    vec![
        (oid::COUNTRY, "AQ".to_owned()),
        (oid::ORGANIZATION, "Passflex tests".to_owned()),
        (oid::ORGANIZATIONAL_UNIT, "Authenticator Attestation".to_owned()),
        (oid::COMMON_NAME, "Software authenticator".to_owned()),
    ]
}
