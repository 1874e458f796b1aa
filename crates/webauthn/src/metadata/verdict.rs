//! What the status reports of an authenticator come to (sections 3.1.3 and 3.1.4).
//!
//! The specification says what each status means and leaves it to the relying party what to make of them all. These
//! are the rules here, the first that applies decides:
//!
//! 1. Only reports in force count: `effectiveDate` has come and `sunsetDate` has not. Unknown statuses are ignored, as
//!    section 3.1.4 demands.
//! 2. `REVOKED` is final. No update takes it back, only the report's own removal: such an authenticator "should not be
//!    trusted for any reason".
//! 3. A compromise counts for the versions from its `authenticatorVersion` on, which section 3.1.4 defines as the first
//!    that is affected; for an authenticator of unknown version it counts always. `ATTESTATION_KEY_COMPROMISE` counts
//!    only for the batch of its `batchCertificate` or `certificate`, where it names one.
//! 4. "If the latest entry has status `UPDATE_AVAILABLE`, then the update is intended to address at least all previous
//!    issues" (section 3.1.3). So a compromise is over from the version of an update on whose date is not before the
//!    compromise's; both need a date, since an undated one may be newer than any. That version is at least the
//!    `authenticatorVersion` of the metadata statement, "the earliest trustworthy" one. An authenticator of unknown
//!    version stays compromised, and the verdict says from which version on it would not be. An attestation key that is
//!    known to others is not mended by an update: who has it can attest any version.
//! 5. `RETIRED`: the authenticator should no longer be accepted.
//! 6. Otherwise the latest report on certification tells. Of several on one day the highest level counts: their order
//!    in the metadata is no order of time. One that is about later versions than the authenticator's does not count.
//!
//! The levels of FIPS 140 are another scheme and decide nothing here; [`MetadataEntry::status_reports`] has them.

use super::entry::{MetadataEntry, MetadataStatement};
use super::status::{AuthenticatorStatus, StatusReport};

/// What an attestation tells of the one authenticator that a verdict is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct AttestedAuthenticator<'a> {
    /// The certificates that attest it in DER, the leaf's and the trust anchor's included: a report can name any of
    /// them. Empty where there are none, and then no report about a batch can be ruled out.
    pub certificates: &'a [&'a [u8]],
    /// The version of its firmware, where the attestation has it.
    pub version: Option<u64>,
}

/// What an authenticator's status reports come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusVerdict {
    /// `REVOKED`: it is not to be trusted for any reason.
    Revoked,
    /// It has a known weakness.
    Compromised {
        /// The report's status, one of the four compromises. Where there are several, one that no update mends.
        status: AuthenticatorStatus,
        /// The version from which on it is mended; `None` where no update mends it.
        fixed_from: Option<u64>,
    },
    /// `RETIRED`: its vendor has withdrawn it.
    Retired,
    /// It is certified, and nothing is known against it.
    Certified(CertificationLevel),
    /// Nothing is known against it, and it is not certified: `NOT_FIDO_CERTIFIED`, `SELF_ASSERTION_SUBMITTED`, or no
    /// report on certification that is in force.
    NotCertified,
}

/// A level of FIDO's certification, from the lowest to the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CertificationLevel {
    /// `FIDO_CERTIFIED`: the functional certification that level 1 has replaced.
    Functional,
    /// `FIDO_CERTIFIED_L1`.
    L1,
    /// `FIDO_CERTIFIED_L1plus`.
    L1Plus,
    /// `FIDO_CERTIFIED_L2`.
    L2,
    /// `FIDO_CERTIFIED_L2plus`.
    L2Plus,
    /// `FIDO_CERTIFIED_L3`.
    L3,
    /// `FIDO_CERTIFIED_L3plus`.
    L3Plus,
}

impl MetadataEntry {
    /// What the reports that are in force at `now`, in Unix seconds, come to for this authenticator.
    pub fn verdict(&self, now: i64, authenticator: &AttestedAuthenticator<'_>) -> StatusVerdict {
        let reports: Vec<_> = self.status_reports().iter().filter(|report| report.is_in_force(now)).collect();
        let any = |status| reports.iter().any(|report| report.status() == Some(status));
        if any(AuthenticatorStatus::Revoked) {
            return StatusVerdict::Revoked;
        }
        if let Some((status, fixed_from)) = compromise(&reports, self.statement(), authenticator) {
            return StatusVerdict::Compromised { status, fixed_from };
        }
        if any(AuthenticatorStatus::Retired) {
            return StatusVerdict::Retired;
        }
        certification(&reports, authenticator).map_or(StatusVerdict::NotCertified, StatusVerdict::Certified)
    }
}

/// A compromise that counts for this authenticator, and the version that mends it: rules 3 and 4.
fn compromise(
    reports: &[&StatusReport],
    statement: Option<&MetadataStatement>,
    authenticator: &AttestedAuthenticator<'_>,
) -> Option<(AuthenticatorStatus, Option<u64>)> {
    reports
        .iter()
        .filter(|report| report.covers_version(authenticator.version))
        .filter_map(|report| Some((report, report.status().filter(|status| status.is_compromise())?)))
        .filter_map(|(report, status)| {
            let fixed_from = if status == AuthenticatorStatus::AttestationKeyCompromise {
                if !report.covers_batch(authenticator.certificates) {
                    return None;
                }
                None
            } else {
                fixed_from(report, reports, statement)
            };
            let mended = matches!((fixed_from, authenticator.version), (Some(fixed), Some(v)) if v >= fixed);
            (!mended).then_some((status, fixed_from))
        })
        .min_by_key(|(_, fixed_from)| fixed_from.is_some())
}

/// The version from which on an update mends what `report` reports: rule 4.
fn fixed_from(
    report: &StatusReport,
    reports: &[&StatusReport],
    statement: Option<&MetadataStatement>,
) -> Option<u64> {
    let reported = report.effective_date()?;
    let trustworthy = statement.map(MetadataStatement::authenticator_version);
    reports
        .iter()
        .filter(|update| update.status() == Some(AuthenticatorStatus::UpdateAvailable))
        .filter(|update| update.effective_date().is_some_and(|date| date >= reported))
        .filter_map(|update| update.authenticator_version().max(trustworthy))
        .min()
}

/// The level of the latest report on certification: rule 6.
fn certification(
    reports: &[&StatusReport],
    authenticator: &AttestedAuthenticator<'_>,
) -> Option<CertificationLevel> {
    reports
        .iter()
        .filter(|report| report.covers_version(authenticator.version))
        .filter_map(|report| Some((report, report.status().filter(|status| is_on_certification(*status))?)))
        .map(|(report, status)| (report.effective_date(), level(status)))
        .max()
        .and_then(|(_, level)| level)
}

/// Whether a status says that there is a certification of FIDO, or that there is none.
fn is_on_certification(status: AuthenticatorStatus) -> bool {
    let none = [AuthenticatorStatus::NotFidoCertified, AuthenticatorStatus::SelfAssertionSubmitted];
    none.contains(&status) || level(status).is_some()
}

/// The level that a status certifies.
const fn level(status: AuthenticatorStatus) -> Option<CertificationLevel> {
    Some(match status {
        AuthenticatorStatus::FidoCertified => CertificationLevel::Functional,
        AuthenticatorStatus::FidoCertifiedL1 => CertificationLevel::L1,
        AuthenticatorStatus::FidoCertifiedL1Plus => CertificationLevel::L1Plus,
        AuthenticatorStatus::FidoCertifiedL2 => CertificationLevel::L2,
        AuthenticatorStatus::FidoCertifiedL2Plus => CertificationLevel::L2Plus,
        AuthenticatorStatus::FidoCertifiedL3 => CertificationLevel::L3,
        AuthenticatorStatus::FidoCertifiedL3Plus => CertificationLevel::L3Plus,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
