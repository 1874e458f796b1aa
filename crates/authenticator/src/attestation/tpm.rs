//! The format `tpm` (WebAuthn Level 3 section 8.3), with the structures of the TPM 2.0 library specification, part 2.

use aws_lc_rs::digest::{self, digest};

use crate::algorithm::Algorithm;
use crate::attestation::{Ceremony, map, x5c};
use crate::cbor::Cbor;
use crate::certificate::{Chain, Extension, Name, oid};
use crate::key::{PublicNumbers, SigningKey};

/// `TPM_ALG_NULL`.
const ALG_NULL: u16 = 0x0010;

/// A statement by a TPM's attestation identity key: RS256, if nothing is said.
#[derive(Clone, Debug)]
pub struct Tpm {
    /// The attestation identity key, which `alg` names, and its certificates.
    pub chain: Chain,
    /// `certInfo`, which is signed.
    pub cert_info: CertInfo,
    /// `pubArea`.
    pub pub_area: PubArea,
    message: Vec<u8>,
}

/// `TPMS_ATTEST` (section 10.12.8).
#[derive(Clone, Debug)]
pub struct CertInfo {
    /// `magic`: `TPM_GENERATED_VALUE`.
    pub magic: u32,
    /// `type`: `TPM_ST_ATTEST_CERTIFY`.
    pub kind: u16,
    /// `extraData`; `None` for what is right by the key that signs.
    pub extra_data: Option<Vec<u8>>,
    /// The `name` in `attested`; `None` for the one that the public area has.
    pub attested_name: Option<Vec<u8>>,
    /// Bytes that should not be there.
    pub trailing: Vec<u8>,
}

/// `TPMT_PUBLIC` (section 12.2.4).
#[derive(Clone, Debug)]
pub struct PubArea {
    /// `type`: 1 for RSA, 0x23 for ECC.
    pub kind: u16,
    /// `nameAlg`: 4 for SHA-1, 0x0b, 0x0c and 0x0d for SHA-256, -384 and -512.
    pub name_alg: u16,
    /// `objectAttributes`.
    pub object_attributes: u32,
    /// The `symmetric` of `parameters`; `TPM_ALG_NULL` for a key that signs.
    pub symmetric: u16,
    /// The rest of `parameters`.
    pub parameters: Parameters,
    /// `unique`: the modulus, or the two coordinates.
    pub unique: Vec<Vec<u8>>,
    /// Bytes that should not be there.
    pub trailing: Vec<u8>,
}

/// `TPMU_PUBLIC_PARMS` (section 12.2.3.7). A scheme is its algorithm, followed by its hash if it is not null.
#[derive(Clone, Debug)]
pub enum Parameters {
    /// `TPMS_RSA_PARMS`.
    Rsa {
        /// `scheme`.
        scheme: Vec<u16>,
        /// `keyBits`.
        key_bits: u16,
        /// `exponent`; 0 stands for 65,537.
        exponent: u32,
    },
    /// `TPMS_ECC_PARMS`.
    Ecc {
        /// `scheme`.
        scheme: Vec<u16>,
        /// `curveID`: 3, 4 and 5 for P-256, P-384 and P-521.
        curve: u16,
        /// `kdf`; `TPM_ALG_NULL` for a key that signs.
        kdf: u16,
    },
}

impl Tpm {
    pub(super) fn new(ceremony: Ceremony<'_>) -> Self {
        let key = SigningKey::from_seed(Algorithm::Rs256, *b"a TPM's attestation identity key");
        let extensions = vec![
            Extension::basic_constraints(false),
            Extension::directory_name(&device_name("id:49465800")),
            Extension::extended_key_usage(oid::TPM_AIK_CERTIFICATE),
        ];
        Self {
            chain: Chain::new(&key, Vec::new(), extensions),
            cert_info: CertInfo {
                magic: 0xff54_4347,
                kind: 0x8017,
                extra_data: None,
                attested_name: None,
                trailing: Vec::new(),
            },
            pub_area: PubArea::new(ceremony.credential_key),
            message: ceremony.message(),
        }
    }

    pub(super) fn encode(&self) -> Cbor {
        let pub_area = self.pub_area.encode();
        let name =
            self.cert_info.attested_name.clone().unwrap_or_else(|| name(self.pub_area.name_alg, &pub_area));
        let extra_data = self
            .cert_info
            .extra_data
            .clone()
            .unwrap_or_else(|| self.chain.key.algorithm().digest(&self.message));
        let cert_info = self.cert_info.encode(&extra_data, &name);
        map([
            ("ver", Cbor::text("2.0")),
            ("alg", Cbor::Int(self.chain.key.algorithm().cose_id())),
            ("x5c", x5c(&self.chain)),
            ("sig", Cbor::Bytes(self.chain.key.sign(&cert_info))),
            ("certInfo", Cbor::Bytes(cert_info)),
            ("pubArea", Cbor::Bytes(pub_area)),
        ])
    }
}

impl CertInfo {
    fn encode(&self, extra_data: &[u8], name: &[u8]) -> Vec<u8> {
        /// `clockInfo`, an hour after the first start, and `firmwareVersion`.
        const CLOCK_AND_FIRMWARE: [u8; 25] =
            [0, 0, 0, 0, 0, 0x36, 0xee, 0x80, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 7, 0, 85, 0, 0, 0, 0];
        let qualified_name = [&[0, 0x0b], digest(&digest::SHA256, name).as_ref()].concat();
        [
            &self.magic.to_be_bytes()[..],
            &self.kind.to_be_bytes(),
            &sized(&qualified_name),
            &sized(extra_data),
            &CLOCK_AND_FIRMWARE,
            &sized(name),
            &sized(&qualified_name),
            &self.trailing,
        ]
        .concat()
    }
}

impl PubArea {
    fn new(key: &SigningKey) -> Self {
        let (kind, parameters, unique) = match key.numbers() {
            PublicNumbers::Rsa { modulus, .. } => (
                0x0001,
                Parameters::Rsa { scheme: vec![ALG_NULL], key_bits: 2048, exponent: 0 },
                vec![modulus.to_vec()],
            ),
            PublicNumbers::Point { x, y } => {
                let curve = match x.len() {
                    32 => 3,
                    48 => 4,
                    _ => 5,
                };
                (
                    0x0023,
                    Parameters::Ecc { scheme: vec![ALG_NULL], curve, kdf: ALG_NULL },
                    vec![x.to_vec(), y.to_vec()],
                )
            }
            PublicNumbers::Bytes(_) => panic!("a TPM has keys of RSA and ECC"),
        };
        Self {
            kind,
            name_alg: 0x000b,
            // fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, sign.
            object_attributes: 0x0004_0072,
            symmetric: ALG_NULL,
            parameters,
            unique,
            trailing: Vec::new(),
        }
    }

    /// The structure's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let words = |words: &[u16]| words.iter().copied().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let parameters = match &self.parameters {
            Parameters::Rsa { scheme, key_bits, exponent } => {
                [words(scheme), words(&[*key_bits]), exponent.to_be_bytes().to_vec()].concat()
            }
            Parameters::Ecc { scheme, curve, kdf } => [words(scheme), words(&[*curve, *kdf])].concat(),
        };
        [
            words(&[self.kind, self.name_alg]),
            self.object_attributes.to_be_bytes().to_vec(),
            // No authorisation policy.
            sized(b""),
            words(&[self.symmetric]),
            parameters,
            self.unique.iter().flat_map(|number| sized(number)).collect(),
            self.trailing.clone(),
        ]
        .concat()
    }
}

/// What a TPM's certificate says of its maker (TCG EK Credential Profile section 3.2.9), whose name is `id:` and the
/// eight hex digits of the registered number.
pub(crate) fn device_name(manufacturer: &str) -> Name {
    vec![
        (oid::TPM_MANUFACTURER, manufacturer.to_owned()),
        (oid::TPM_MODEL, "Passflex tests".to_owned()),
        (oid::TPM_VERSION, "id:00070055".to_owned()),
    ]
}

/// The name of a public area (part 1, section 16): the hash algorithm and the hash.
///
/// # Panics
/// If the algorithm is none that names are made with.
fn name(algorithm: u16, pub_area: &[u8]) -> Vec<u8> {
    let hash = match algorithm {
        0x0004 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        0x000b => &digest::SHA256,
        0x000c => &digest::SHA384,
        0x000d => &digest::SHA512,
        other => panic!("{other:#06x} is not a hash algorithm of a TPM: give the name by hand"),
    };
    [&algorithm.to_be_bytes(), digest(hash, pub_area).as_ref()].concat()
}

/// Bytes after their length in 16 bits.
fn sized(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("the length field has 16 bits");
    [&length.to_be_bytes(), bytes].concat()
}
