//! The format `fido-u2f` (WebAuthn Level 3 section 8.6).

use crate::algorithm::Algorithm;
use crate::attestation::{Ceremony, map, x5c};
use crate::cbor::Cbor;
use crate::certificate::{Chain, Extension, oid};
use crate::key::{PublicNumbers, SigningKey};

/// A statement by an attestation key, ES256, whose certificate the root itself has signed.
#[derive(Clone, Debug)]
pub struct FidoU2f {
    /// The attestation key and its certificate.
    pub chain: Chain,
    /// What is signed: the registration response message of U2F.
    pub message: Vec<u8>,
}

impl FidoU2f {
    pub(super) fn new(ceremony: Ceremony<'_>) -> Self {
        let PublicNumbers::Point { x, y } = ceremony.credential_key.numbers() else {
            panic!("a U2F credential is a key of P-256")
        };
        let attested = ceremony.attested.expect("a U2F statement is about a credential");
        let rp_id_hash = &ceremony.authenticator_data[..32];
        let message =
            [&[0], rp_id_hash, &ceremony.client_data_hash, &attested.credential_id, &[4], x, y].concat();
        let key = SigningKey::from_seed(Algorithm::Es256, *b"the key that attests for U2F ...");
        let subject = vec![(oid::COMMON_NAME, "U2F authenticator".to_owned())];
        let mut chain = Chain::new(&key, subject, vec![Extension::basic_constraints(false)]);
        chain.remove_intermediate();
        Self { chain, message }
    }

    pub(super) fn encode(&self) -> Cbor {
        map([("x5c", x5c(&self.chain)), ("sig", Cbor::Bytes(self.chain.key.sign(&self.message)))])
    }
}
