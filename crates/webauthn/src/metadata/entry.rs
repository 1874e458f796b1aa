//! One authenticator's metadata.

use data_encoding::HEXLOWER_PERMISSIVE;
use serde::Deserialize;

use super::der::Der;
use super::payload::{EntryJson, IdentityJson, StatementJson};
use super::status::StatusReport;
use crate::aaguid::Aaguid;

/// The identifier of an attestation key: the SHA-1 of the bit string of its certificate's `subjectPublicKey` (RFC 5280
/// section 4.2.1.2, method 1).
pub type KeyIdentifier = [u8; 20];

/// What an entry is found by; at least one of them is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) aaguid: Option<Aaguid>,
    pub(super) key_identifiers: Vec<KeyIdentifier>,
}

impl Identity {
    /// `None` where one of them is malformed, or where there is none. An AAID, which belongs to UAF, counts as one
    /// although nothing is found by it here.
    pub(super) fn read(json: &IdentityJson<'_>) -> Option<Self> {
        let aaguid = match &json.aaguid {
            Some(text) => Some(text.parse().ok()?),
            None => None,
        };
        let key_identifiers: Vec<KeyIdentifier> = json
            .attestation_certificate_key_identifiers
            .0
            .iter()
            .map(|hex| HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok()?.try_into().ok())
            .collect::<Option<_>>()?;
        let any = aaguid.is_some() || !key_identifiers.is_empty() || json.aaid.is_some();
        any.then_some(Self { aaguid, key_identifiers })
    }
}

/// What the metadata says of one authenticator's model (section 3.1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataEntry {
    identity: Identity,
    statement: Option<MetadataStatement>,
    status_reports: Vec<StatusReport>,
    time_of_last_status_change: i64,
}

impl MetadataEntry {
    pub(super) fn new(identity: Identity, json: EntryJson<'_>) -> Self {
        Self {
            identity,
            statement: json.metadata_statement.map(|statement| statement.0.into()),
            status_reports: json.status_reports.0.into_iter().map(|report| report.0.into()).collect(),
            time_of_last_status_change: json.time_of_last_status_change.0,
        }
    }

    /// The AAGUID of a FIDO2 authenticator.
    pub fn aaguid(&self) -> Option<Aaguid> {
        self.identity.aaguid
    }

    /// The attestation keys of a U2F authenticator.
    pub fn key_identifiers(&self) -> &[KeyIdentifier] {
        &self.identity.key_identifiers
    }

    /// What its vendor states of it.
    pub fn statement(&self) -> Option<&MetadataStatement> {
        self.statement.as_ref()
    }

    /// Everything that was reported of it, in the order of the metadata, which is no order of time. What they come to
    /// is told by [`MetadataEntry::verdict`].
    pub fn status_reports(&self) -> &[StatusReport] {
        &self.status_reports
    }

    /// When the reports last changed: the Unix seconds at which that day began in UTC.
    pub fn time_of_last_status_change(&self) -> i64 {
        self.time_of_last_status_change
    }
}

/// The protocol that an authenticator speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProtocolFamily {
    /// CTAP2 or a platform's own: an authenticator that makes passkeys, found by its AAGUID.
    Fido2,
    /// CTAP1, found by its attestation keys.
    U2f,
    /// The older protocol of apps, which has nothing to do with `WebAuthn`.
    Uaf,
}

/// What a vendor states of an authenticator (section 4 of the metadata statement's specification).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataStatement {
    description: Box<str>,
    authenticator_version: u64,
    protocol_family: ProtocolFamily,
    attestation_types: Vec<Box<str>>,
    key_protection: Vec<Box<str>>,
    is_key_restricted: bool,
    is_fresh_user_verification_required: bool,
    attestation_root_certificates: Vec<Der>,
    has_icon: bool,
}

impl MetadataStatement {
    /// What it is called, in English. Text of a vendor: escape it where it is shown.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The earliest version that the statement holds for and that is to be trusted.
    pub fn authenticator_version(&self) -> u64 {
        self.authenticator_version
    }

    /// The protocol that it speaks.
    pub fn protocol_family(&self) -> ProtocolFamily {
        self.protocol_family
    }

    /// The attestation types that it makes, by the names of the FIDO registry: `basic_full`, `basic_surrogate` (self
    /// attestation), `attca`, `anonca`, `ecdaa`, `none`.
    pub fn attestation_types(&self) -> impl Iterator<Item = &str> {
        self.attestation_types.iter().map(|name| &**name)
    }

    /// How it protects keys, by the names of the FIDO registry, such as `hardware` and `secure_element`.
    pub fn key_protection(&self) -> impl Iterator<Item = &str> {
        self.key_protection.iter().map(|name| &**name)
    }

    /// Whether its keys sign FIDO assertions only.
    pub fn is_key_restricted(&self) -> bool {
        self.is_key_restricted
    }

    /// Whether every use of a key verifies the user anew.
    pub fn is_fresh_user_verification_required(&self) -> bool {
        self.is_fresh_user_verification_required
    }

    /// The trust anchors of its attestation, in DER: roots, intermediates, or attestation certificates themselves. None
    /// where it attests by itself only.
    pub fn attestation_root_certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.attestation_root_certificates.iter().map(|der| &**der)
    }

    /// Whether the metadata has an icon of it. The icon itself is not kept.
    pub fn has_icon(&self) -> bool {
        self.has_icon
    }
}

impl From<StatementJson<'_>> for MetadataStatement {
    fn from(json: StatementJson<'_>) -> Self {
        Self {
            description: json.description.into(),
            authenticator_version: json.authenticator_version,
            protocol_family: json.protocol_family,
            attestation_types: json.attestation_types.0,
            key_protection: json.key_protection.0,
            is_key_restricted: json.is_key_restricted,
            is_fresh_user_verification_required: json.is_fresh_user_verification_required,
            attestation_root_certificates: json.attestation_root_certificates.0,
            has_icon: json.icon.is_some(),
        }
    }
}
