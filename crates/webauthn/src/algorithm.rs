//! The signature algorithms that a credential's key may use.

use aws_lc_rs::digest;

/// A signature algorithm of the IANA COSE registry that this crate verifies.
///
/// Without the curve-specific identifiers -9, -51, -52 and -19, which section 5.8.5 advises relying parties not to
/// offer: authenticators know the same keys by the older ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256, COSE -7.
    Es256,
    /// ECDSA on P-384 with SHA-384, COSE -35.
    Es384,
    /// ECDSA on P-521 with SHA-512, COSE -36.
    Es512,
    /// Pure `EdDSA`, COSE -8; on Ed25519 only, as section 5.8.5 demands.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256, COSE -257.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384, COSE -258.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512, COSE -259.
    Rs512,
    /// RSASSA-PSS with SHA-256, COSE -37.
    Ps256,
    /// RSASSA-PSS with SHA-384, COSE -38.
    Ps384,
    /// RSASSA-PSS with SHA-512, COSE -39.
    Ps512,
    /// RSASSA-PKCS1-v1_5 with SHA-1, COSE -65535: for credentials that early Windows Hello made, and for statements of
    /// the TPMs of that time. Collisions of SHA-1 can be computed; do not offer it.
    Rs1,
    /// ML-DSA-44 (FIPS 204), COSE -48.
    #[cfg(feature = "ml-dsa")]
    MlDsa44,
    /// ML-DSA-65 (FIPS 204), COSE -49.
    #[cfg(feature = "ml-dsa")]
    MlDsa65,
    /// ML-DSA-87 (FIPS 204), COSE -50.
    #[cfg(feature = "ml-dsa")]
    MlDsa87,
}

impl Algorithm {
    /// Every algorithm, RS1 included.
    pub const ALL: &'static [Self] = &[
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::EdDsa,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Rs1,
        #[cfg(feature = "ml-dsa")]
        Self::MlDsa44,
        #[cfg(feature = "ml-dsa")]
        Self::MlDsa65,
        #[cfg(feature = "ml-dsa")]
        Self::MlDsa87,
    ];

    /// What a relying party offers if it has no reason to offer anything else: together they are known to every
    /// authenticator in use (section 5.4).
    pub const DEFAULT: &'static [Self] = &[Self::EdDsa, Self::Es256, Self::Rs256];

    /// The identifier in the IANA COSE registry, as `pubKeyCredParams` and a COSE key carry it.
    pub const fn cose_id(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::Es384 => -35,
            Self::Es512 => -36,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
            Self::Rs384 => -258,
            Self::Rs512 => -259,
            Self::Ps256 => -37,
            Self::Ps384 => -38,
            Self::Ps512 => -39,
            Self::Rs1 => -65535,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44 => -48,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa65 => -49,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa87 => -50,
        }
    }

    /// The name in the IANA COSE registry.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Rs1 => "RS1",
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44 => "ML-DSA-44",
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa65 => "ML-DSA-65",
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa87 => "ML-DSA-87",
        }
    }

    /// The algorithm of a COSE identifier, or `None` where this crate does not verify it.
    pub fn from_cose_id(id: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.cose_id() == id)
    }

    /// The algorithm of a registered name, or `None` where this crate does not verify it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.name() == name)
    }

    /// The hash that the algorithm applies to a message before it signs; `None` where it signs the message itself.
    pub(crate) fn hash(self) -> Option<&'static digest::Algorithm> {
        match self {
            Self::Es256 | Self::Rs256 | Self::Ps256 => Some(&digest::SHA256),
            Self::Es384 | Self::Rs384 | Self::Ps384 => Some(&digest::SHA384),
            Self::Es512 | Self::Rs512 | Self::Ps512 => Some(&digest::SHA512),
            Self::Rs1 => Some(&digest::SHA1_FOR_LEGACY_USE_ONLY),
            Self::EdDsa => None,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Algorithm;

    #[test]
    fn every_algorithm_is_found_again_by_its_cose_id_and_its_name() {
        for &algorithm in Algorithm::ALL {
            assert_eq!(Algorithm::from_cose_id(algorithm.cose_id()), Some(algorithm));
            assert_eq!(Algorithm::from_name(algorithm.name()), Some(algorithm));
        }
    }

    #[test]
    fn identifiers_that_bind_a_curve_are_not_known() {
        for id in [-9, -51, -52, -19] {
            assert_eq!(Algorithm::from_cose_id(id), None);
        }
    }
}
