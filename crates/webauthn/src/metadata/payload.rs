//! The members of the BLOB's payload that are read, as they are in its JSON (section 3.1 and section 4 of the metadata
//! statement's specification).
//!
//! Members that are not listed here are skipped without being decoded, whatever they hold and however deeply they are
//! nested. Those that are listed have to be of the right type and there once.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::day::Day;
use super::der::Der;
use crate::strict::{BoundedVec, Object};

/// How many entries a BLOB may have; that of the FIDO Alliance has some hundreds.
pub(super) const MAX_ENTRIES: usize = 4096;
/// How many status reports an entry may have.
const MAX_STATUS_REPORTS: usize = 64;
/// How many attestation keys an entry may name.
const MAX_KEY_IDENTIFIERS: usize = 1024;
/// How many trust anchors an entry may have; those of platforms name the roots of many makers of TPMs.
const MAX_TRUST_ANCHORS: usize = 512;
/// How many items a list of short names may have.
const MAX_NAMES: usize = 64;

/// `MetadataBLOBPayload`, section 3.1.6.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PayloadJson<'p> {
    #[serde(borrow, default)]
    pub(super) legal_header: Option<Cow<'p, str>>,
    pub(super) no: u64,
    /// Required in version 3.0; version 3.1 discourages it.
    #[serde(default)]
    pub(super) next_update: Option<Day>,
    #[serde(borrow)]
    pub(super) entries: BoundedVec<&'p RawValue, MAX_ENTRIES>,
}

/// What an entry is found by.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct IdentityJson<'p> {
    #[serde(borrow, default)]
    pub(super) aaid: Option<Cow<'p, str>>,
    #[serde(borrow, default)]
    pub(super) aaguid: Option<Cow<'p, str>>,
    #[serde(default)]
    pub(super) attestation_certificate_key_identifiers: BoundedVec<String, MAX_KEY_IDENTIFIERS>,
}

/// `MetadataBLOBPayloadEntry`, section 3.1.1, without its identity.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntryJson<'p> {
    #[serde(borrow, default)]
    pub(super) metadata_statement: Option<Object<StatementJson<'p>>>,
    #[serde(borrow)]
    pub(super) status_reports: BoundedVec<Object<StatusReportJson<'p>>, MAX_STATUS_REPORTS>,
    pub(super) time_of_last_status_change: Day,
}

/// `StatusReport`, section 3.1.3.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusReportJson<'p> {
    #[serde(borrow)]
    pub(super) status: Cow<'p, str>,
    #[serde(default)]
    pub(super) effective_date: Option<Day>,
    /// Since version 3.1.
    #[serde(default)]
    pub(super) sunset_date: Option<Day>,
    #[serde(default)]
    pub(super) authenticator_version: Option<u64>,
    /// Since version 3.1.
    #[serde(default)]
    pub(super) batch_certificate: Option<Der>,
    #[serde(default)]
    pub(super) certificate: Option<Der>,
    #[serde(borrow, default)]
    pub(super) url: Option<Cow<'p, str>>,
}

/// `MetadataStatement`, section 4 of its specification.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatementJson<'p> {
    #[serde(borrow)]
    pub(super) description: Cow<'p, str>,
    pub(super) authenticator_version: u64,
    pub(super) protocol_family: super::entry::ProtocolFamily,
    pub(super) attestation_types: BoundedVec<Box<str>, MAX_NAMES>,
    pub(super) key_protection: BoundedVec<Box<str>, MAX_NAMES>,
    #[serde(default = "yes")]
    pub(super) is_key_restricted: bool,
    #[serde(default = "yes")]
    pub(super) is_fresh_user_verification_required: bool,
    pub(super) attestation_root_certificates: BoundedVec<Der, MAX_TRUST_ANCHORS>,
    #[serde(default)]
    pub(super) icon: Option<IgnoredAny>,
}

/// What holds where a statement does not say it.
fn yes() -> bool {
    true
}
