//! Certificates in DER, at every place where one may stand.

use passflex_webauthn::TrustAnchor;

use super::ceremonies::{
    self, check_what_is_trusted, relying_party, strict_relying_party, support::RelyingParty,
};

/// Nothing panics, and what is trusted is what an authenticator signed.
pub(super) fn check(der: &[u8]) {
    for format in ["packed", "tpm", "android-key", "fido-u2f", "apple"].map(ceremonies::named) {
        for index in 0..format.verified.trust_path().len() {
            let response = format.with_certificate(index, der);
            check_what_is_trusted(&relying_party().verify_registration(&response));
        }
    }

    if let Ok(anchor) = TrustAnchor::from_der(der) {
        assert_eq!(anchor.as_der(), der);
        let relying_party = RelyingParty { anchors: vec![anchor], ..strict_relying_party() };
        check_what_is_trusted(&relying_party.verify_registration(&ceremonies::named("packed").registration));
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    ceremonies::attested().flat_map(|ceremony| ceremony.verified.trust_path()).cloned().collect()
}
