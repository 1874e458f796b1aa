//! The format `apple` (WebAuthn Level 3 section 8.8).

use yasna::Tag;

use crate::attestation::{Ceremony, map, x5c};
use crate::cbor::Cbor;
use crate::certificate::{Chain, Extension, oid};
use crate::key::sha256;

/// A statement that consists of a certificate for the credential's own key.
#[derive(Clone, Debug)]
pub struct Apple {
    /// The credential's key and its certificates.
    pub chain: Chain,
    /// What the leaf's extension says; without it, the leaf has none.
    pub nonce: Option<Vec<u8>>,
}

impl Apple {
    pub(super) fn new(ceremony: Ceremony<'_>) -> Self {
        let subject = vec![
            (oid::COMMON_NAME, "credential".to_owned()),
            (oid::ORGANIZATIONAL_UNIT, "AAA Certification".to_owned()),
        ];
        Self {
            chain: Chain::new(ceremony.credential_key, subject, vec![Extension::basic_constraints(false)]),
            nonce: Some(sha256(&ceremony.message()).to_vec()),
        }
    }

    pub(super) fn encode(&self) -> Cbor {
        let mut chain = self.chain.clone();
        if let Some(nonce) = &self.nonce {
            chain.leaf().extensions.push(extension(nonce));
        }
        map([("x5c", x5c(&chain))])
    }
}

/// Apple's `SEQUENCE { [1] EXPLICIT OCTET STRING }`.
fn extension(nonce: &[u8]) -> Extension {
    let value = yasna::construct_der(|writer| {
        writer.write_sequence(|writer| {
            writer.next().write_tagged(Tag::context(1), |writer| writer.write_bytes(nonce));
        });
    });
    Extension { oid: oid::APPLE_NONCE, critical: false, value }
}
