//! Whether anybody should believe what a statement conveys (WebAuthn Level 3 section 7.1 steps 23 and 24).

use x509_parser::asn1_rs::{FromDer, Integer, Oid, oid};

use super::statement::{AttestationType, Conveyed};
use crate::aaguid::Aaguid;
use crate::certificate::{Certificate, ChainError, TrustAnchor, verify_path};
use crate::error::RegistrationError;
use crate::metadata::{
    AttestedAuthenticator, LookupError, Metadata, MetadataEntry, MetadataStatement, StatusVerdict,
};
use crate::policy::AttestationPolicy;

/// What the relying party demands of attestation, and whom it trusts.
#[derive(Clone, Copy, Debug)]
pub struct AttestationExpectations<'a> {
    /// What has to be there.
    pub policy: AttestationPolicy,
    /// The authorities that may vouch for authenticators of any model.
    pub anchors: &'a [TrustAnchor],
    /// The authorities that may vouch for one model each, and what is known against it.
    pub metadata: Option<&'a Metadata>,
    /// The time at which certificates have to be valid, in seconds since 1970.
    pub now: i64,
}

impl AttestationExpectations<'_> {
    /// No attestation is wanted, and none is looked at.
    pub const IGNORE: AttestationExpectations<'static> =
        AttestationExpectations { policy: AttestationPolicy::Ignore, anchors: &[], metadata: None, now: 0 };
}

/// Whether an attestation leads to somebody whom the relying party trusts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttestationTrust {
    /// No certificate vouches for the authenticator: there is nothing to trust.
    NotAttested,
    /// The certificates lead to no trust anchor.
    Untrusted(ChainError),
    /// They lead to a trust anchor.
    Trusted,
}

/// A statement's outcome, assessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assessment {
    pub(crate) attestation_type: AttestationType,
    pub(crate) model: Aaguid,
    pub(crate) trust: AttestationTrust,
    pub(crate) trust_path: Vec<Vec<u8>>,
    pub(crate) status: Option<StatusVerdict>,
}

impl Assessment {
    /// The statement is not looked at.
    pub(crate) fn ignored(format: &str, model: Aaguid) -> Self {
        let attestation_type =
            if format == "none" { AttestationType::None } else { AttestationType::Unverified };
        Self {
            attestation_type,
            model,
            trust: AttestationTrust::NotAttested,
            trust_path: Vec::new(),
            status: None,
        }
    }
}

/// Steps 23 and 24. Where several things are conveyed, one that is trusted is enough: each is about the same
/// credential.
pub(crate) fn assess(
    conveyed: Vec<Conveyed>,
    expected: &AttestationExpectations<'_>,
) -> Result<Assessment, RegistrationError> {
    let mut best: Option<Assessment> = None;
    for conveyed in conveyed {
        let assessment = assess_one(conveyed, expected)?;
        if best.as_ref().is_none_or(|best| rank(assessment.trust) > rank(best.trust)) {
            best = Some(assessment);
        }
    }
    let best = best.ok_or(RegistrationError::AttestationMissing)?;
    match (expected.policy, best.trust, best.status) {
        (AttestationPolicy::Ignore | AttestationPolicy::Verify, ..) => Ok(best),
        (_, AttestationTrust::NotAttested, _) => Err(RegistrationError::AttestationMissing),
        (_, AttestationTrust::Untrusted(error), _) => Err(RegistrationError::AttestationUntrusted(error)),
        (_, _, Some(StatusVerdict::Revoked | StatusVerdict::Compromised { .. } | StatusVerdict::Retired)) => {
            Err(RegistrationError::AuthenticatorCompromised)
        }
        (_, AttestationTrust::Trusted, _) => Ok(best),
    }
}

fn assess_one(
    Conveyed { attestation_type, model, trust_path }: Conveyed,
    expected: &AttestationExpectations<'_>,
) -> Result<Assessment, RegistrationError> {
    let leaf = trust_path.first().and_then(|der| Certificate::parse(der));
    let entry = metadata_entry(model, leaf.as_ref(), expected)?;

    // The metadata's authorities vouch for the model whose entry names them, and for no other.
    let own = expected.anchors.iter().map(TrustAnchor::as_der);
    let of_model = entry.and_then(MetadataEntry::statement).into_iter();
    let anchors: Vec<&[u8]> =
        own.chain(of_model.flat_map(MetadataStatement::attestation_root_certificates)).collect();
    let mut certificates: Vec<&[u8]> = trust_path.iter().map(Vec::as_slice).collect();
    let trust = if certificates.is_empty() {
        AttestationTrust::NotAttested
    } else {
        match verify_path(&certificates, &anchors, expected.now) {
            Ok(anchor) => {
                certificates.push(anchor);
                AttestationTrust::Trusted
            }
            Err(error) => AttestationTrust::Untrusted(error),
        }
    };

    let authenticator = AttestedAuthenticator {
        certificates: &certificates,
        version: leaf.as_ref().and_then(firmware_version),
    };
    let status = entry.map(|entry| entry.verdict(expected.now, &authenticator));
    Ok(Assessment { attestation_type, model, trust, trust_path, status })
}

/// What the metadata has on the authenticator: by its model or, where it names none that the metadata knows, by its
/// attestation certificate's key, as of U2F authenticators.
fn metadata_entry<'m>(
    model: Aaguid,
    leaf: Option<&Certificate<'_>>,
    expected: &AttestationExpectations<'m>,
) -> Result<Option<&'m MetadataEntry>, RegistrationError> {
    let Some(metadata) = expected.metadata else { return Ok(None) };
    let found = match (metadata.by_aaguid(&model), leaf) {
        (Err(LookupError::Unknown), Some(leaf)) => metadata.by_key_identifier(&leaf.key_identifier()),
        (found, _) => found,
    };
    match found {
        Ok(entry) => Ok(Some(entry)),
        Err(LookupError::Unknown) => Ok(None),
        // What cannot be read may be a revocation.
        Err(_) if expected.policy == AttestationPolicy::RequireTrusted => {
            Err(RegistrationError::MetadataUnreadable)
        }
        Err(_) => Ok(None),
    }
}

/// Section 8.2.1: `id-fido-gen-ce-fw-version`, not negative.
fn firmware_version(leaf: &Certificate<'_>) -> Option<u64> {
    const ID_FIDO_GEN_CE_FW_VERSION: Oid<'static> = oid!(1.3.6.1.4.1.45724.1.1.5);
    match Integer::from_der(leaf.extension(&ID_FIDO_GEN_CE_FW_VERSION)?.value) {
        Ok(([], version)) => version.as_u64().ok(),
        _ => None,
    }
}

fn rank(trust: AttestationTrust) -> u8 {
    match trust {
        AttestationTrust::NotAttested => 0,
        AttestationTrust::Untrusted(_) => 1,
        AttestationTrust::Trusted => 2,
    }
}
