//! Whether anybody should believe what a statement conveys (WebAuthn Level 3 section 7.1 steps 23 and 24).

use super::statement::{AttestationType, Conveyed};
use crate::certificate::{ChainError, TrustAnchor, verify_path};
use crate::error::RegistrationError;
use crate::policy::AttestationPolicy;

/// What the relying party demands of attestation, and whom it trusts.
#[derive(Clone, Copy, Debug)]
pub struct AttestationExpectations<'a> {
    /// What has to be there.
    pub policy: AttestationPolicy,
    /// The authorities that may vouch for authenticators of any model.
    pub anchors: &'a [TrustAnchor],
    /// The time at which certificates have to be valid, in seconds since 1970.
    pub now: i64,
}

impl AttestationExpectations<'_> {
    /// No attestation is wanted, and none is looked at.
    pub const IGNORE: AttestationExpectations<'static> =
        AttestationExpectations { policy: AttestationPolicy::Ignore, anchors: &[], now: 0 };
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
    pub(crate) trust: AttestationTrust,
    pub(crate) trust_path: Vec<Vec<u8>>,
}

impl Assessment {
    /// The statement is not looked at.
    pub(crate) fn ignored(format: &str) -> Self {
        let attestation_type =
            if format == "none" { AttestationType::None } else { AttestationType::Unverified };
        Self { attestation_type, trust: AttestationTrust::NotAttested, trust_path: Vec::new() }
    }
}

/// Steps 23 and 24. Where several things are conveyed, one that is trusted is enough: each is about the same
/// credential.
pub(crate) fn assess(
    conveyed: Vec<Conveyed>,
    expected: &AttestationExpectations<'_>,
) -> Result<Assessment, RegistrationError> {
    let mut best: Option<Assessment> = None;
    for Conveyed { attestation_type, trust_path } in conveyed {
        let trust = trust_of(&trust_path, expected);
        if best.as_ref().is_none_or(|best| rank(trust) > rank(best.trust)) {
            best = Some(Assessment { attestation_type, trust, trust_path });
        }
    }
    let best = best.ok_or(RegistrationError::AttestationMissing)?;
    match (expected.policy, best.trust) {
        (AttestationPolicy::RequireTrusted, AttestationTrust::NotAttested) => {
            Err(RegistrationError::AttestationMissing)
        }
        (AttestationPolicy::RequireTrusted, AttestationTrust::Untrusted(error)) => {
            Err(RegistrationError::AttestationUntrusted(error))
        }
        _ => Ok(best),
    }
}

fn trust_of(trust_path: &[Vec<u8>], expected: &AttestationExpectations<'_>) -> AttestationTrust {
    if trust_path.is_empty() {
        return AttestationTrust::NotAttested;
    }
    let chain: Vec<&[u8]> = trust_path.iter().map(Vec::as_slice).collect();
    let anchors: Vec<&TrustAnchor> = expected.anchors.iter().collect();
    match verify_path(&chain, &anchors, expected.now) {
        Ok(()) => AttestationTrust::Trusted,
        Err(error) => AttestationTrust::Untrusted(error),
    }
}

fn rank(trust: AttestationTrust) -> u8 {
    match trust {
        AttestationTrust::NotAttested => 0,
        AttestationTrust::Untrusted(_) => 1,
        AttestationTrust::Trusted => 2,
    }
}
