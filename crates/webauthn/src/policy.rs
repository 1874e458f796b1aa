//! What a relying party demands, as data: decided by it and carried with the challenge, never by the client.

use serde::{Deserialize, Serialize};

/// Whether the person has to be verified (WebAuthn Level 3 section 5.8.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UserVerificationRequirement {
    /// The ceremony fails without it.
    Required,
    /// It is wanted, and its absence accepted.
    Preferred,
    /// It is not wanted.
    Discouraged,
}

/// Whether an assertion has to name its user (WebAuthn Level 3 section 7.2 step 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserHandleRule {
    /// It must: no `allowCredentials` was sent, so the authenticator chose the account.
    Required,
    /// It may: `allowCredentials` was sent. An empty user handle counts as an absent one, because clients send both.
    Optional,
}

/// What to do about a signature counter that has not grown, a sign of a cloned authenticator (WebAuthn Level 3
/// section 7.2 step 22, section 6.1.1). Two counters of zero mean that the authenticator keeps none: never refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignCountPolicy {
    /// Refuse the assertion.
    Refuse,
    /// Refuse it for a credential that cannot be backed up, report it for one that can: copies of a synced
    /// credential count on their own.
    RefuseDeviceBound,
    /// Accept the assertion and report the counter.
    Report,
}
