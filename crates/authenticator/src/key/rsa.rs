//! RSA keys. Making one takes too long for a test, so there are some that everybody may know.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};
use num_bigint::BigUint;
use yasna::ASN1Result;

use crate::algorithm::Algorithm;

/// The two keys that the lowest bit of a seed chooses from.
static BY_SEED: LazyLock<[RsaKey; 2]> = LazyLock::new(|| {
    [
        RsaKey::from_pkcs8(include_bytes!("../../testdata/rsa-2048-a.test-key.pk8")),
        RsaKey::from_pkcs8(include_bytes!("../../testdata/rsa-2048-b.test-key.pk8")),
    ]
});

/// The key of the root that certificates chain to.
static ROOT: LazyLock<RsaKey> =
    LazyLock::new(|| RsaKey::from_pkcs8(include_bytes!("../../testdata/rsa-2048-root.test-key.pk8")));

/// The key of the authority below it.
static INTERMEDIATE: LazyLock<RsaKey> =
    LazyLock::new(|| RsaKey::from_pkcs8(include_bytes!("../../testdata/rsa-2048-intermediate.test-key.pk8")));

/// A private key of 2048 bits.
pub(super) struct RsaKey {
    pair: RsaKeyPair,
    /// The private exponent, for the one signature that the library does not make.
    private_exponent: BigUint,
}

impl RsaKey {
    pub(super) fn of_seed(seed: &[u8; 32]) -> &'static Self {
        &BY_SEED[usize::from(seed[0] & 1)]
    }

    pub(super) fn root() -> &'static Self {
        &ROOT
    }

    pub(super) fn intermediate() -> &'static Self {
        &INTERMEDIATE
    }

    fn from_pkcs8(der: &[u8]) -> Self {
        Self {
            pair: RsaKeyPair::from_pkcs8(der).expect("the file is an RSA key"),
            private_exponent: private_exponent(der).expect("the file is an RSA key"),
        }
    }

    /// The public modulus, big-endian without a leading zero.
    pub(super) fn modulus(&self) -> &[u8] {
        self.pair.public_key().modulus().big_endian_without_leading_zero()
    }

    /// The public exponent, big-endian without a leading zero.
    pub(super) fn exponent(&self) -> &[u8] {
        self.pair.public_key().exponent().big_endian_without_leading_zero()
    }

    pub(super) fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
        let encoding: &'static dyn RsaEncoding = match algorithm {
            Algorithm::Rs1 => return self.sign_with_sha1(message),
            Algorithm::Rs256 => &RSA_PKCS1_SHA256,
            Algorithm::Rs384 => &RSA_PKCS1_SHA384,
            Algorithm::Rs512 => &RSA_PKCS1_SHA512,
            Algorithm::Ps256 => &RSA_PSS_SHA256,
            Algorithm::Ps384 => &RSA_PSS_SHA384,
            Algorithm::Ps512 => &RSA_PSS_SHA512,
            other => panic!("{} is not an algorithm of RSA keys", other.name()),
        };
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(encoding, &SystemRandom::new(), message, &mut signature)
            .expect("a key of 2048 bits is long enough");
        signature
    }

    /// RSASSA-PKCS1-v1_5 with SHA-1 (RFC 8017 section 8.2.1), which the library verifies but rightly does not sign. It
    /// takes no care about timing, because the key is public.
    fn sign_with_sha1(&self, message: &[u8]) -> Vec<u8> {
        /// The `DigestInfo` in front of the hash (RFC 8017 section 9.2, note 1).
        const DIGEST_INFO: [u8; 15] =
            [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14];
        let hash = Algorithm::Rs1.digest(message);
        let length = self.pair.public_modulus_len();
        let padding = vec![0xff; length - 3 - DIGEST_INFO.len() - hash.len()];
        let encoded = [&[0, 1], &padding[..], &[0], &DIGEST_INFO, &hash].concat();
        let modulus = BigUint::from_bytes_be(self.modulus());
        let signature =
            BigUint::from_bytes_be(&encoded).modpow(&self.private_exponent, &modulus).to_bytes_be();
        [vec![0; length - signature.len()], signature].concat()
    }
}

/// The private exponent of an RSA key in PKCS #8 (RFC 5958, RFC 8017 appendix A.1.2).
fn private_exponent(pkcs8: &[u8]) -> ASN1Result<BigUint> {
    let key = yasna::parse_der(pkcs8, |reader| {
        reader.read_sequence(|reader| {
            reader.next().read_u8()?;
            reader.next().read_der()?;
            reader.next().read_bytes()
        })
    })?;
    yasna::parse_der(&key, |reader| {
        reader.read_sequence(|reader| {
            reader.next().read_u8()?;
            reader.next().read_der()?;
            reader.next().read_der()?;
            let (exponent, _) = reader.next().read_bigint_bytes()?;
            for _prime_or_coefficient in 0..5 {
                reader.next().read_der()?;
            }
            Ok(BigUint::from_bytes_be(&exponent))
        })
    })
}
