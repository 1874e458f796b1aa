use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, ED25519,
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    UnparsedPublicKey, VerificationAlgorithm,
};
#[cfg(feature = "ml-dsa")]
use aws_lc_rs::signature::{ML_DSA_44, ML_DSA_65, ML_DSA_87};

use super::SigningKey;
use crate::algorithm::Algorithm;

#[test]
fn a_seed_gives_the_same_key_again_and_its_neighbour_another() {
    for &algorithm in Algorithm::ALL {
        let key = SigningKey::from_seed(algorithm, [7; 32]);
        assert_eq!(key.cose(), SigningKey::from_seed(algorithm, [7; 32]).cose());
        assert_ne!(key.cose(), key.other().cose());
    }
}

#[test]
fn a_signature_verifies_under_the_public_key_of_the_same_algorithm() {
    for &algorithm in Algorithm::ALL {
        let key = SigningKey::from_seed(algorithm, [7; 32]);
        let public_key = UnparsedPublicKey::new(verifier(algorithm), key.spki());
        assert_eq!(public_key.verify(b"message", &key.sign(b"message")), Ok(()), "{algorithm:?}");
    }
}

fn verifier(algorithm: Algorithm) -> &'static dyn VerificationAlgorithm {
    match algorithm {
        Algorithm::Es256 => &ECDSA_P256_SHA256_ASN1,
        Algorithm::Es384 => &ECDSA_P384_SHA384_ASN1,
        Algorithm::Es512 => &ECDSA_P521_SHA512_ASN1,
        Algorithm::EdDsa => &ED25519,
        Algorithm::Rs1 => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        Algorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
        Algorithm::Rs384 => &RSA_PKCS1_2048_8192_SHA384,
        Algorithm::Rs512 => &RSA_PKCS1_2048_8192_SHA512,
        Algorithm::Ps256 => &RSA_PSS_2048_8192_SHA256,
        Algorithm::Ps384 => &RSA_PSS_2048_8192_SHA384,
        Algorithm::Ps512 => &RSA_PSS_2048_8192_SHA512,
        #[cfg(feature = "ml-dsa")]
        Algorithm::MlDsa44 => &ML_DSA_44,
        #[cfg(feature = "ml-dsa")]
        Algorithm::MlDsa65 => &ML_DSA_65,
        #[cfg(feature = "ml-dsa")]
        Algorithm::MlDsa87 => &ML_DSA_87,
    }
}
