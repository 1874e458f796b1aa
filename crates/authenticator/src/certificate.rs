//! X.509 certificates (RFC 5280), right by default and wrong wherever a test wants them.
//!
//! They are written field by field, not by a library that issues certificates: such a library keeps one from the
//! mistakes that tests are about.

use yasna::models::ObjectIdentifier;
use yasna::{DERWriter, Tag};

use crate::key::SigningKey;

/// Object identifiers that certificates here bear.
pub mod oid {
    /// `id-at-commonName`.
    pub const COMMON_NAME: &[u64] = &[2, 5, 4, 3];
    /// `id-at-countryName`.
    pub const COUNTRY: &[u64] = &[2, 5, 4, 6];
    /// `id-at-organizationName`.
    pub const ORGANIZATION: &[u64] = &[2, 5, 4, 10];
    /// `id-at-organizationalUnitName`.
    pub const ORGANIZATIONAL_UNIT: &[u64] = &[2, 5, 4, 11];
    /// `id-ce-keyUsage`.
    pub const KEY_USAGE: &[u64] = &[2, 5, 29, 15];
    /// `id-ce-subjectAltName`.
    pub const SUBJECT_ALT_NAME: &[u64] = &[2, 5, 29, 17];
    /// `id-ce-basicConstraints`.
    pub const BASIC_CONSTRAINTS: &[u64] = &[2, 5, 29, 19];
    /// `id-ce-extKeyUsage`.
    pub const EXTENDED_KEY_USAGE: &[u64] = &[2, 5, 29, 37];
    /// `id-fido-gen-ce-aaguid`.
    pub const FIDO_AAGUID: &[u64] = &[1, 3, 6, 1, 4, 1, 45724, 1, 1, 4];
    /// `tcg-at-tpmManufacturer`.
    pub const TPM_MANUFACTURER: &[u64] = &[2, 23, 133, 2, 1];
    /// `tcg-at-tpmModel`.
    pub const TPM_MODEL: &[u64] = &[2, 23, 133, 2, 2];
    /// `tcg-at-tpmVersion`.
    pub const TPM_VERSION: &[u64] = &[2, 23, 133, 2, 3];
    /// `tcg-kp-AIKCertificate`.
    pub const TPM_AIK_CERTIFICATE: &[u64] = &[2, 23, 133, 8, 3];
    /// The extension of Android key attestation.
    pub const ANDROID_KEY_DESCRIPTION: &[u64] = &[1, 3, 6, 1, 4, 1, 11129, 2, 1, 17];
    /// The extension of Apple's anonymous attestation.
    pub const APPLE_NONCE: &[u64] = &[1, 2, 840, 113_635, 100, 8, 2];
}

/// A distinguished name: one attribute in each set, in its order.
pub type Name = Vec<(&'static [u64], String)>;

/// A date at midnight UTC: year, month, day.
pub type Date = (u16, u8, u8);

/// The time at which every certificate here is valid, if nothing is said: 2026-06-01, in Unix seconds.
pub const VERIFICATION_TIME: i64 = 1_780_272_000;

/// The certificate of the root that every chain leads to, in DER: the same bytes each time.
pub fn attestation_root() -> Vec<u8> {
    Certificate::root().encode()
}

/// A certificate, before it is signed.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The version as people count it: 3 for one with extensions.
    pub version: u8,
    /// The serial number.
    pub serial: u64,
    /// The issuer's name.
    pub issuer: Name,
    /// The subject's name.
    pub subject: Name,
    /// The first moment at which it is valid.
    pub not_before: Date,
    /// The last moment at which it is valid.
    pub not_after: Date,
    /// The subject's key as a `SubjectPublicKeyInfo` in DER.
    pub spki: Vec<u8>,
    /// The extensions, in their order.
    pub extensions: Vec<Extension>,
    /// What signs the certificate.
    pub signer: SigningKey,
}

/// An extension of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its identifier.
    pub oid: &'static [u64],
    /// Whether who does not know it has to refuse the certificate.
    pub critical: bool,
    /// Its value in DER, without the octet string around it.
    pub value: Vec<u8>,
}

/// An attestation key and the certificates from its own upwards.
#[derive(Clone, Debug)]
pub struct Chain {
    /// What attests. Changing it leaves the certificates as they are, see [`Chain::set_key`].
    pub key: SigningKey,
    /// The certificates as the statement lists them: the leaf, then the intermediate that the root has signed.
    pub certificates: Vec<Certificate>,
}

impl Chain {
    /// A leaf for this key, below the intermediate.
    pub(crate) fn new(key: &SigningKey, subject: Name, extensions: Vec<Extension>) -> Self {
        let intermediate = Certificate::intermediate();
        let leaf = Certificate {
            serial: 3,
            issuer: intermediate.subject.clone(),
            subject,
            spki: key.spki(),
            extensions,
            signer: SigningKey::intermediate(),
            ..Certificate::root()
        };
        Self { key: key.clone(), certificates: vec![leaf, intermediate] }
    }

    /// The certificate of the attestation key.
    ///
    /// # Panics
    /// If the chain is empty.
    pub fn leaf(&mut self) -> &mut Certificate {
        self.certificates.first_mut().expect("the chain has a leaf")
    }

    /// The certificate that has signed the leaf.
    ///
    /// # Panics
    /// If the chain has none.
    pub fn intermediate(&mut self) -> &mut Certificate {
        self.certificates.get_mut(1).expect("the chain has an intermediate")
    }

    /// Attests with another key, of any algorithm, and lets the leaf say so.
    pub fn set_key(&mut self, key: SigningKey) {
        self.leaf().spki = key.spki();
        self.key = key;
    }

    /// Gives the intermediate another key, of any algorithm that certificates are signed with here, and has the leaf
    /// signed by it.
    pub fn set_intermediate_key(&mut self, key: SigningKey) {
        self.intermediate().spki = key.spki();
        self.leaf().signer = key;
    }

    /// Has the leaf signed by the root itself.
    pub fn remove_intermediate(&mut self) {
        let root = Certificate::root();
        let leaf = self.leaf();
        leaf.issuer = root.subject;
        leaf.signer = root.signer;
        self.certificates.truncate(1);
    }

    /// The certificates in DER, leaf first.
    pub fn encode(&self) -> Vec<Vec<u8>> {
        self.certificates.iter().map(Certificate::encode).collect()
    }
}

impl Certificate {
    /// The root, signed by itself.
    pub fn root() -> Self {
        let name = vec![
            (oid::COUNTRY, "AQ".to_owned()),
            (oid::ORGANIZATION, "Passflex tests".to_owned()),
            (oid::COMMON_NAME, "Root".to_owned()),
        ];
        let signer = SigningKey::root();
        Self {
            version: 3,
            serial: 1,
            issuer: name.clone(),
            subject: name,
            not_before: (2026, 1, 1),
            not_after: (2056, 1, 1),
            spki: signer.spki(),
            extensions: vec![Extension::basic_constraints(true), Extension::key_cert_sign()],
            signer,
        }
    }

    fn intermediate() -> Self {
        let mut certificate = Self { serial: 2, spki: SigningKey::intermediate().spki(), ..Self::root() };
        "Intermediate".clone_into(&mut certificate.subject[2].1);
        certificate
    }

    /// The extension of this identifier.
    ///
    /// # Panics
    /// If there is none.
    pub fn extension(&mut self, oid: &[u64]) -> &mut Extension {
        self.extensions.iter_mut().find(|extension| extension.oid == oid).expect("the certificate has it")
    }

    /// Removes the extensions of this identifier.
    pub fn remove_extension(&mut self, oid: &[u64]) {
        self.extensions.retain(|extension| extension.oid != oid);
    }

    /// The certificate in DER.
    pub fn encode(&self) -> Vec<u8> {
        let algorithm = self.signer.certificate_signature_algorithm();
        let body = self.encode_body(&algorithm);
        let signature = self.signer.sign(&body);
        yasna::construct_der(|writer| {
            writer.write_sequence(|writer| {
                writer.next().write_der(&body);
                writer.next().write_der(&algorithm);
                writer.next().write_bitvec_bytes(&signature, signature.len() * 8);
            });
        })
    }

    /// `TBSCertificate`.
    fn encode_body(&self, algorithm: &[u8]) -> Vec<u8> {
        yasna::construct_der(|writer| {
            writer.write_sequence(|writer| {
                if self.version > 1 {
                    writer.next().write_tagged(Tag::context(0), |writer| writer.write_u8(self.version - 1));
                }
                writer.next().write_u64(self.serial);
                writer.next().write_der(algorithm);
                write_name(writer.next(), &self.issuer);
                writer.next().write_sequence(|writer| {
                    writer.next().write_der(&time(self.not_before));
                    writer.next().write_der(&time(self.not_after));
                });
                write_name(writer.next(), &self.subject);
                writer.next().write_der(&self.spki);
                if !self.extensions.is_empty() {
                    writer.next().write_tagged(Tag::context(3), |writer| {
                        writer.write_sequence_of(|writer| {
                            for extension in &self.extensions {
                                extension.write(writer.next());
                            }
                        });
                    });
                }
            });
        })
    }
}

impl Extension {
    /// Whether the certificate is an authority's.
    pub fn basic_constraints(is_authority: bool) -> Self {
        let value = yasna::construct_der(|writer| {
            writer.write_sequence(|writer| {
                if is_authority {
                    writer.next().write_bool(true);
                }
            });
        });
        Self { oid: oid::BASIC_CONSTRAINTS, critical: true, value }
    }

    /// That the key signs certificates.
    fn key_cert_sign() -> Self {
        let value = yasna::construct_der(|writer| writer.write_bitvec_bytes(&[0x04], 6));
        Self { oid: oid::KEY_USAGE, critical: true, value }
    }

    /// What else the key is for.
    pub fn extended_key_usage(purpose: &[u64]) -> Self {
        let value = yasna::construct_der(|writer| {
            writer.write_sequence(|writer| writer.next().write_oid(&ObjectIdentifier::from_slice(purpose)));
        });
        Self { oid: oid::EXTENDED_KEY_USAGE, critical: false, value }
    }

    /// A host name beside the subject.
    pub fn dns_name(host: &str) -> Self {
        let value = yasna::construct_der(|writer| {
            writer.write_sequence(|writer| {
                writer.next().write_tagged_implicit(Tag::context(2), |writer| writer.write_ia5_string(host));
            });
        });
        Self { oid: oid::SUBJECT_ALT_NAME, critical: false, value }
    }

    /// A name in the place of an empty subject.
    pub fn directory_name(name: &Name) -> Self {
        let value = yasna::construct_der(|writer| {
            writer.write_sequence(|writer| {
                writer.next().write_tagged(Tag::context(4), |writer| write_name(writer, name));
            });
        });
        Self { oid: oid::SUBJECT_ALT_NAME, critical: true, value }
    }

    /// The authenticator's model.
    pub fn aaguid(aaguid: &[u8]) -> Self {
        let value = yasna::construct_der(|writer| writer.write_bytes(aaguid));
        Self { oid: oid::FIDO_AAGUID, critical: false, value }
    }

    fn write(&self, writer: DERWriter<'_>) {
        writer.write_sequence(|writer| {
            writer.next().write_oid(&ObjectIdentifier::from_slice(self.oid));
            if self.critical {
                writer.next().write_bool(true);
            }
            writer.next().write_bytes(&self.value);
        });
    }
}

fn write_name(writer: DERWriter<'_>, name: &Name) {
    writer.write_sequence_of(|writer| {
        for (kind, value) in name {
            writer.next().write_set(|writer| {
                writer.next().write_sequence(|writer| {
                    writer.next().write_oid(&ObjectIdentifier::from_slice(kind));
                    if *kind == oid::COUNTRY {
                        writer.next().write_printable_string(value);
                    } else {
                        writer.next().write_utf8_string(value);
                    }
                });
            });
        }
    });
}

/// `UTCTime` up to 2049, `GeneralizedTime` afterwards (RFC 5280 section 4.1.2.5).
fn time((year, month, day): Date) -> Vec<u8> {
    let (tag, text) = if year < 2050 {
        (0x17, format!("{:02}{month:02}{day:02}000000Z", year % 100))
    } else {
        (0x18, format!("{year:04}{month:02}{day:02}000000Z"))
    };
    let length = u8::try_from(text.len()).expect("a time is short");
    [&[tag, length], text.as_bytes()].concat()
}
