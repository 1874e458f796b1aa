//! What a relying party demands, as data: decided by it and carried with the challenge, never by the client.

use serde::{Deserialize, Serialize};

use crate::aaguid::Aaguid;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignCountPolicy {
    /// Refuse the assertion.
    Refuse,
    /// Refuse it for a credential that cannot be backed up, report it for one that can: copies of a synced
    /// credential count on their own.
    RefuseDeviceBound,
    /// Accept the assertion and report the counter.
    Report,
}

/// What to do about a credential whose backup eligibility is not what its record says (WebAuthn Level 3 section 7.2
/// step 19). Eligibility is fixed when a credential is made, so a change is a sign of another authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BackupEligibilityPolicy {
    /// Refuse the assertion.
    #[default]
    Refuse,
    /// Accept the assertion and report the change: some password managers made passkeys eligible after the fact.
    Report,
}

/// Whether somebody has to be present when a credential is made (WebAuthn Level 3 section 7.1 step 15). An assertion
/// always needs presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UserPresenceRequirement {
    /// The ceremony fails without it.
    Required,
    /// The ceremony's mediation was `conditional`: the client upgraded a password sign-in on its own.
    Waived,
}

/// In which frames a ceremony may run (WebAuthn Level 3 section 7.1 steps 10 and 11, section 7.2 steps 13 and 14).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrossOriginPolicy<'a> {
    /// In none but frames of the same origin as everything around them.
    Refuse,
    /// Also in a cross-origin frame, if the client names the page around it and that is one of these origins, compared
    /// character by character.
    TopOrigins(&'a [String]),
    /// Also in a cross-origin frame of any page. Whoever frames the relying party may trick people into approving a
    /// ceremony; not every client names the page around a frame.
    Anywhere,
}

/// Which models of authenticators may be registered, by AAGUID. What an authenticator says of its model is proven only
/// where [`AttestationPolicy::RequireTrusted`] is in force too, and by an anchor that vouches for that model alone: one of
/// the metadata's entry, or one that issues no certificates for others. With a `fido-u2f` statement an authenticator is of the
/// unnamed model, [`Aaguid::ZERO`], whatever its data says, because U2F signs no AAGUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct AaguidPolicy<'a> {
    /// The models that may; empty: any.
    pub allow: &'a [Aaguid],
    /// The models that may not, whatever `allow` says.
    pub deny: &'a [Aaguid],
}

impl AaguidPolicy<'_> {
    /// Whether a credential of this model may be registered.
    pub fn allows(&self, aaguid: Aaguid) -> bool {
        !self.deny.contains(&aaguid) && (self.allow.is_empty() || self.allow.contains(&aaguid))
    }
}

/// What to demand of attestation (WebAuthn Level 3 section 7.1 steps 21 to 24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttestationPolicy {
    /// Nothing: a statement is recorded by its format's name and not verified.
    #[default]
    Ignore,
    /// A statement need not be there, or lead to a trust anchor, but has to be of a known format and to verify.
    Verify,
    /// There has to be a statement whose certificates lead to a trust anchor, of an authenticator that the metadata, if
    /// there is any, does not report as compromised.
    RequireTrusted,
}
