//! The algorithms that keys sign with.

use aws_lc_rs::digest::{self, digest};

/// A signature algorithm of the IANA COSE registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
    /// Ed25519.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-1, 2048 bits.
    Rs1,
    /// RSASSA-PKCS1-v1_5 with SHA-256, 2048 bits.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384, 2048 bits.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512, 2048 bits.
    Rs512,
    /// RSASSA-PSS with SHA-256, 2048 bits.
    Ps256,
    /// RSASSA-PSS with SHA-384, 2048 bits.
    Ps384,
    /// RSASSA-PSS with SHA-512, 2048 bits.
    Ps512,
    /// ML-DSA-44.
    #[cfg(feature = "ml-dsa")]
    MlDsa44,
    /// ML-DSA-65.
    #[cfg(feature = "ml-dsa")]
    MlDsa65,
    /// ML-DSA-87.
    #[cfg(feature = "ml-dsa")]
    MlDsa87,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: &[Self] = &[
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::EdDsa,
        Self::Rs1,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        #[cfg(feature = "ml-dsa")]
        Self::MlDsa44,
        #[cfg(feature = "ml-dsa")]
        Self::MlDsa65,
        #[cfg(feature = "ml-dsa")]
        Self::MlDsa87,
    ];

    /// The identifier in the IANA COSE registry.
    pub fn cose_id(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::Es384 => -35,
            Self::Es512 => -36,
            Self::EdDsa => -8,
            Self::Rs1 => -65535,
            Self::Rs256 => -257,
            Self::Rs384 => -258,
            Self::Rs512 => -259,
            Self::Ps256 => -37,
            Self::Ps384 => -38,
            Self::Ps512 => -39,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44 => -48,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa65 => -49,
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa87 => -50,
        }
    }

    /// The name in the IANA COSE registry.
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::EdDsa => "EdDSA",
            Self::Rs1 => "RS1",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44 => "ML-DSA-44",
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa65 => "ML-DSA-65",
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa87 => "ML-DSA-87",
        }
    }

    /// The digest of a message by the hash function that the algorithm employs.
    ///
    /// # Panics
    /// If it employs none of its own, as `EdDSA` and ML-DSA.
    pub fn digest(self, message: &[u8]) -> Vec<u8> {
        let hash = match self {
            Self::Rs1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Es256 | Self::Rs256 | Self::Ps256 => &digest::SHA256,
            Self::Es384 | Self::Rs384 | Self::Ps384 => &digest::SHA384,
            Self::Es512 | Self::Rs512 | Self::Ps512 => &digest::SHA512,
            Self::EdDsa => panic!("EdDSA has no hash function of its own"),
            #[cfg(feature = "ml-dsa")]
            Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => panic!("ML-DSA has no hash function of its own"),
        };
        digest(hash, message).as_ref().to_vec()
    }
}
