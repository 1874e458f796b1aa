//! The FIDO Metadata Service, version 3: what vendors state and what is reported of authenticators.
//!
//! [`Metadata::verify`] takes the BLOB of the service as bytes, follows section 3.2 of the
//! [specification](https://fidoalliance.org/specs/mds/fido-metadata-service-v3.1-ps-20250521.html), and gives what can
//! then be asked for an authenticator's [`MetadataEntry`]. Sections that are cited here are those of that document and
//! of the [metadata statement's](https://fidoalliance.org/specs/mds/fido-metadata-statement-v3.1-ps-20250521.html).
//! Version 3.0 is read as well. Nothing is fetched: to get the BLOB, its roots and its updates is the caller's.
//!
//! ```no_run
//! use passflex_webauthn::metadata::{
//!     AttestedAuthenticator, METADATA_SIGNER, Metadata, MetadataExpectations, StaleBlob, StatusVerdict,
//! };
//! use passflex_webauthn::TrustAnchor;
//! # let (blob, root, now, aaguid, chain) =
//! #     (vec![], vec![], 0, passflex_webauthn::Aaguid::ZERO, [&b""[..]]);
//!
//! let metadata = Metadata::verify(
//!     &MetadataExpectations {
//!         roots: &[TrustAnchor::from_der(root)?],
//!         signer: METADATA_SIGNER,
//!         newest_number: None,
//!         now,
//!         stale: StaleBlob::Accepted,
//!     },
//!     &blob,
//! )?;
//! let entry = metadata.by_aaguid(&aaguid)?;
//! let attested = AttestedAuthenticator { certificates: &chain, version: None };
//! assert!(matches!(entry.verdict(now, &attested), StatusVerdict::Certified(_)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is strict and what is not
//!
//! Members that this crate does not read may hold anything: real BLOBs carry surprises. Those that it reads have to be
//! right. An entry in which one is wrong costs neither the BLOB nor goes missing: it is listed in
//! [`Metadata::unreadable`], and who looks its authenticator up is told [`LookupError::Unreadable`] instead of
//! [`LookupError::Unknown`], so that a revocation that cannot be read is not taken for one that was never made. Only an
//! entry that does not even say which authenticator it is about makes the whole BLOB fail.
//!
//! The certificates of the BLOB's signer are checked as RFC 5280 demands, but not for revocation, which needs the
//! lists of their issuers. Lists of rogue authenticators (`rogueListURL`) are not read either.
//!
//! # Memory
//!
//! Verification decodes the payload once, into three quarters of the BLOB's size, and gives that back when it is done.
//! What is kept is what has a method here: no icons, and certificates in DER. How many entries there may be, and how
//! many reports, keys and certificates in each, is bounded before they are kept.

mod blob;
mod day;
mod der;
mod entry;
mod error;
mod payload;
mod status;
mod verdict;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

pub use blob::{METADATA_SIGNER, MetadataExpectations, StaleBlob};
pub use entry::{KeyIdentifier, MetadataEntry, MetadataStatement, ProtocolFamily};
pub use error::{LookupError, MetadataError};
pub use status::{AuthenticatorStatus, StatusReport};
pub use verdict::{AttestedAuthenticator, CertificationLevel, StatusVerdict};

use crate::aaguid::Aaguid;
use crate::strict::Object;
use entry::Identity;
use payload::{EntryJson, IdentityJson, PayloadJson};

/// A BLOB that was verified. There is no other way to one.
#[derive(Debug)]
pub struct Metadata {
    number: u64,
    next_update: Option<i64>,
    legal_header: Option<Box<str>>,
    entries: Vec<MetadataEntry>,
    unreadable: Vec<UnreadableEntry>,
    by_aaguid: HashMap<Aaguid, Result<usize, LookupError>>,
    by_key_identifier: HashMap<KeyIdentifier, Result<usize, LookupError>>,
}

/// An entry that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableEntry {
    /// Where it is in the BLOB, counted from 0.
    pub index: usize,
    /// The authenticator that it is about, where that is a FIDO2 one.
    pub aaguid: Option<Aaguid>,
    /// What is wrong, for a log.
    pub reason: String,
}

impl Metadata {
    /// The BLOB's serial number (`no`): what [`MetadataExpectations::newest_number`] has to be for the next one.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Until when there will be a newer BLOB: the Unix seconds at which that day begins in UTC. Version 3.1
    /// discourages the member, so that there may be none.
    pub fn next_update(&self) -> Option<i64> {
        self.next_update
    }

    /// Whether there ought to be a newer BLOB at `now`, in Unix seconds: the day of the next update is over. Without
    /// such a day nothing is known to be late.
    pub fn is_stale(&self, now: i64) -> bool {
        self.next_update.is_some_and(|start| now >= start.saturating_add(day::DAY))
    }

    /// The terms under which the metadata may be used.
    pub fn legal_header(&self) -> Option<&str> {
        self.legal_header.as_deref()
    }

    /// Every entry that could be read, in the BLOB's order.
    pub fn entries(&self) -> &[MetadataEntry] {
        &self.entries
    }

    /// The entries that could not be read: worth a line in a log.
    pub fn unreadable(&self) -> &[UnreadableEntry] {
        &self.unreadable
    }

    /// The entry of a FIDO2 authenticator. The AAGUID of an authenticator that does not name its model finds none.
    pub fn by_aaguid(&self, aaguid: &Aaguid) -> Result<&MetadataEntry, LookupError> {
        if *aaguid == Aaguid::ZERO {
            return Err(LookupError::Unknown);
        }
        self.found(self.by_aaguid.get(aaguid))
    }

    /// The entry of a U2F authenticator, by the key of its attestation certificate.
    pub fn by_key_identifier(&self, identifier: &KeyIdentifier) -> Result<&MetadataEntry, LookupError> {
        self.found(self.by_key_identifier.get(identifier))
    }

    fn found(&self, index: Option<&Result<usize, LookupError>>) -> Result<&MetadataEntry, LookupError> {
        let index = index.copied().ok_or(LookupError::Unknown)??;
        self.entries.get(index).ok_or(LookupError::Unknown)
    }

    /// Reads a payload whose signature was verified.
    fn read(payload: &[u8]) -> Result<Self, MetadataError> {
        let Object::<PayloadJson<'_>>(payload) =
            serde_json::from_slice(payload).map_err(|_| MetadataError::PayloadMalformed)?;
        let mut metadata = Self {
            number: payload.no,
            next_update: payload.next_update.map(|day| day.0),
            legal_header: payload.legal_header.map(Into::into),
            entries: Vec::with_capacity(payload.entries.0.len()),
            unreadable: Vec::new(),
            by_aaguid: HashMap::new(),
            by_key_identifier: HashMap::new(),
        };
        for (index, json) in payload.entries.0.into_iter().enumerate() {
            let identity = serde_json::from_str::<Object<IdentityJson<'_>>>(json.get())
                .ok()
                .and_then(|identity| Identity::read(&identity.0))
                .ok_or(MetadataError::EntryMalformed(index))?;
            metadata.add(index, identity, serde_json::from_str(json.get()));
        }
        Ok(metadata)
    }

    fn add(&mut self, index: usize, identity: Identity, json: serde_json::Result<EntryJson<'_>>) {
        let found = match json {
            Ok(_) => Ok(self.entries.len()),
            Err(_) => Err(LookupError::Unreadable(index)),
        };
        if let Some(aaguid) = identity.aaguid {
            enter(&mut self.by_aaguid, aaguid, found, index);
        }
        for identifier in &identity.key_identifiers {
            enter(&mut self.by_key_identifier, *identifier, found, index);
        }
        match json {
            Ok(json) => self.entries.push(MetadataEntry::new(identity, json)),
            Err(error) => self.unreadable.push(UnreadableEntry {
                index,
                aaguid: identity.aaguid,
                reason: error.to_string(),
            }),
        }
    }
}

/// Notes what `key` finds. What two entries claim finds neither: one of them may be the one that reports a revocation.
/// An entry may say twice what it is about.
fn enter<K: Eq + Hash>(
    map: &mut HashMap<K, Result<usize, LookupError>>,
    key: K,
    found: Result<usize, LookupError>,
    index: usize,
) {
    match map.entry(key) {
        Entry::Vacant(vacant) => _ = vacant.insert(found),
        Entry::Occupied(occupied) if *occupied.get() == found => (),
        Entry::Occupied(mut occupied) => _ = occupied.insert(Err(LookupError::Ambiguous(index))),
    }
}
