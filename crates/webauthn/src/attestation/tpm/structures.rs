//! The structures of a TPM (Trusted Platform Module Library, part 2: structures, revision 1.38). All integers are
//! big-endian; a `TPM2B` is two bytes of length and then that many bytes.

use aws_lc_rs::digest;

use super::{TPM_GENERATED_VALUE, TPM_ST_ATTEST_CERTIFY};
use crate::attestation::StatementFault;
use crate::public_key::{Curve, KeyMaterial};

const TPM_ALG_RSA: u16 = 0x0001;
const TPM_ALG_SHA1: u16 = 0x0004;
const TPM_ALG_SHA256: u16 = 0x000b;
const TPM_ALG_SHA384: u16 = 0x000c;
const TPM_ALG_SHA512: u16 = 0x000d;
const TPM_ALG_NULL: u16 = 0x0010;
const TPM_ALG_RSASSA: u16 = 0x0014;
const TPM_ALG_RSAPSS: u16 = 0x0016;
const TPM_ALG_ECDSA: u16 = 0x0018;
const TPM_ALG_ECC: u16 = 0x0023;
const TPM_ECC_NIST_P256: u16 = 0x0003;
const TPM_ECC_NIST_P384: u16 = 0x0004;
const TPM_ECC_NIST_P521: u16 = 0x0005;
/// What an exponent of 0 stands for (section 12.2.3.5).
const DEFAULT_EXPONENT: u32 = 65_537;

/// `TPMT_PUBLIC` (section 12.2.4) of a key that signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PublicArea<'a> {
    name_algorithm: u16,
    key: Key<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key<'a> {
    Rsa { modulus: &'a [u8], exponent: u32 },
    Ecc { curve: Curve, x: &'a [u8], y: &'a [u8] },
}

impl<'a> PublicArea<'a> {
    /// Parses a public area to its last byte.
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let key_type = reader.u16()?;
        let name_algorithm = reader.u16()?;
        let _object_attributes = reader.u32()?;
        let _auth_policy = reader.sized()?;
        // Section 12.2.3.5: only a key that decrypts has a symmetric algorithm.
        if reader.u16()? != TPM_ALG_NULL {
            return None;
        }
        reader.signing_scheme()?;
        let key = match key_type {
            TPM_ALG_RSA => {
                let _key_bits = reader.u16()?;
                let exponent = match reader.u32()? {
                    0 => DEFAULT_EXPONENT,
                    other => other,
                };
                Key::Rsa { modulus: reader.sized()?, exponent }
            }
            TPM_ALG_ECC => {
                let curve = match reader.u16()? {
                    TPM_ECC_NIST_P256 => Curve::P256,
                    TPM_ECC_NIST_P384 => Curve::P384,
                    TPM_ECC_NIST_P521 => Curve::P521,
                    _ => return None,
                };
                // Section 12.2.3.6: no key derivation scheme is in use.
                if reader.u16()? != TPM_ALG_NULL {
                    return None;
                }
                Key::Ecc { curve, x: reader.sized()?, y: reader.sized()? }
            }
            _ => return None,
        };
        reader.is_done().then_some(Self { name_algorithm, key })
    }

    /// Whether `parameters` and `unique` are those of this key.
    pub(super) fn is_of(&self, key: &KeyMaterial<'_>) -> bool {
        match (self.key, key) {
            (Key::Rsa { modulus, exponent }, KeyMaterial::Rsa(key)) => {
                same_number(modulus, key.n) && same_number(&exponent.to_be_bytes(), key.e)
            }
            (Key::Ecc { curve, x, y }, KeyMaterial::Ec(point)) => {
                let (point_x, point_y) = point.coordinates();
                curve == point.curve() && same_number(x, point_x) && same_number(y, point_y)
            }
            _ => false,
        }
    }

    /// Whether `name` is the name of the object whose public area has this encoding (part 1 section 16).
    pub(super) fn is_named(&self, name: &[u8], encoding: &[u8]) -> bool {
        let hash = match self.name_algorithm {
            TPM_ALG_SHA1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            TPM_ALG_SHA256 => &digest::SHA256,
            TPM_ALG_SHA384 => &digest::SHA384,
            TPM_ALG_SHA512 => &digest::SHA512,
            _ => return false,
        };
        name.strip_prefix(&self.name_algorithm.to_be_bytes())
            .is_some_and(|hashed| hashed == digest::digest(hash, encoding).as_ref())
    }
}

/// `TPMS_ATTEST` (section 10.12.8) that certifies a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attest<'a> {
    /// What the caller had the TPM sign as well.
    pub(super) extra_data: &'a [u8],
    /// The name of the certified key (section 10.12.3).
    pub(super) name: &'a [u8],
}

impl<'a> Attest<'a> {
    /// Parses the structure to its last byte.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, StatementFault> {
        let mut reader = Reader(bytes);
        if reader.u32().ok_or(StatementFault::TpmCertInfo)? != TPM_GENERATED_VALUE {
            return Err(StatementFault::TpmMagic);
        }
        if reader.u16().ok_or(StatementFault::TpmCertInfo)? != TPM_ST_ATTEST_CERTIFY {
            return Err(StatementFault::TpmType);
        }
        Self::parse_certify(reader).ok_or(StatementFault::TpmCertInfo)
    }

    fn parse_certify(mut reader: Reader<'a>) -> Option<Self> {
        let _qualified_signer = reader.sized()?;
        let extra_data = reader.sized()?;
        // `clockInfo` and `firmwareVersion`, which section 8.3 ignores.
        let _clock_info = reader.take(17)?;
        let _firmware_version = reader.take(8)?;
        let name = reader.sized()?;
        let _qualified_name = reader.sized()?;
        reader.is_done().then_some(Self { extra_data, name })
    }
}

/// What is left of a structure's bytes.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().map(u16::from_be_bytes).ok()
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().map(u32::from_be_bytes).ok()
    }

    /// A `TPM2B`.
    fn sized(&mut self) -> Option<&'a [u8]> {
        let length = self.u16()?;
        self.take(usize::from(length))
    }

    /// `TPMT_RSA_SCHEME` or `TPMT_ECC_SCHEME` of a key that signs: none, or one with its hash.
    fn signing_scheme(&mut self) -> Option<()> {
        match self.u16()? {
            TPM_ALG_NULL => Some(()),
            TPM_ALG_RSASSA | TPM_ALG_RSAPSS | TPM_ALG_ECDSA => self.u16().map(drop),
            _ => None,
        }
    }

    fn is_done(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether two big-endian numbers are equal, whatever zeros stand in front.
fn same_number(one: &[u8], other: &[u8]) -> bool {
    fn significant(number: &[u8]) -> &[u8] {
        let zeros = number.iter().take_while(|byte| **byte == 0).count();
        &number[zeros..]
    }
    significant(one) == significant(other)
}
