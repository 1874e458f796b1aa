//! The COSE key of a credential, in authenticator data and in the relying party's store.

use super::ceremonies::{
    self, authenticator_data, numbers, relying_party, support::Record, unattested_object,
};

/// Nothing panics, and no key but the credential's own verifies its assertion.
pub(super) fn check(key: &[u8]) {
    for ceremony in ["none", "none, EdDSA", "none, RS256"].map(ceremonies::named) {
        let data = authenticator_data(&ceremony.registration.attestation_object)
            .and_then(|data| data.strip_suffix(&ceremony.record.public_key[..]))
            .expect("the data ends with the key");
        let registration = ceremony.with_object(unattested_object(&[data, key].concat()));
        if let Ok(verified) = relying_party().verify_registration(&registration) {
            assert_eq!(verified.public_key(), key);
        }

        let record = Record { public_key: key.to_vec(), ..ceremony.record.clone() };
        if relying_party().verify_authentication(&record, &ceremony.assertion).is_ok() {
            let own = numbers(&ceremony.record.public_key);
            assert!(own.iter().all(|number| numbers(key).contains(number)), "another key: {key:02x?}");
        }
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    ["none", "none, EdDSA", "none, RS256"]
        .map(|name| ceremonies::named(name).record.public_key.clone())
        .to_vec()
}
