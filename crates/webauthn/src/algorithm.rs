//! The signature algorithms that a credential's key may use.

/// A signature algorithm of the IANA COSE registry that this crate verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256, COSE -7.
    Es256,
    /// Pure `EdDSA`, COSE -8; on Ed25519 only, as section 5.8.5 demands.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256, COSE -257.
    Rs256,
}

impl Algorithm {
    /// The identifier in the IANA COSE registry, as `pubKeyCredParams` and a COSE key carry it.
    pub const fn cose_id(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
        }
    }

    /// The algorithm of a COSE identifier, or `None` where this crate does not verify it.
    pub const fn from_cose_id(id: i64) -> Option<Self> {
        match id {
            -7 => Some(Self::Es256),
            -8 => Some(Self::EdDsa),
            -257 => Some(Self::Rs256),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Algorithm;

    #[test]
    fn every_algorithm_is_found_again_by_its_cose_id() {
        for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256] {
            assert_eq!(Algorithm::from_cose_id(algorithm.cose_id()), Some(algorithm));
        }
    }

    #[test]
    fn an_algorithm_that_is_not_verified_has_no_name() {
        assert_eq!(Algorithm::from_cose_id(-65535), None);
    }
}
