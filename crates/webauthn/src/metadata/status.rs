//! What is reported of an authenticator (sections 3.1.3 and 3.1.4).

use super::der::Der;
use super::payload::StatusReportJson;

/// A status of a [`StatusReport`]. [`AuthenticatorStatus::name`] is the name that the specification gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthenticatorStatus {
    /// It is not FIDO certified.
    NotFidoCertified,
    /// It has passed the functional certification, which [`AuthenticatorStatus::FidoCertifiedL1`] has replaced.
    FidoCertified,
    /// Malware can get round its user verification.
    UserVerificationBypass,
    /// One of its attestation keys is known to others.
    AttestationKeyCompromise,
    /// Registered keys can be compromised from afar.
    UserKeyRemoteCompromise,
    /// Registered keys can be extracted by who holds the device.
    UserKeyPhysicalCompromise,
    /// There is newer firmware or software for it.
    UpdateAvailable,
    /// Its vendor has retired it, and it should no longer be accepted (since version 3.1).
    Retired,
    /// The FIDO Alliance has found that it should not be trusted for any reason.
    Revoked,
    /// Its vendor has submitted the checklist of the self-certification.
    SelfAssertionSubmitted,
    /// It is certified at level 1.
    FidoCertifiedL1,
    /// It is certified at level 1+.
    FidoCertifiedL1Plus,
    /// It is certified at level 2.
    FidoCertifiedL2,
    /// It is certified at level 2+.
    FidoCertifiedL2Plus,
    /// It is certified at level 3.
    FidoCertifiedL3,
    /// It is certified at level 3+.
    FidoCertifiedL3Plus,
    /// It has passed FIPS 140 at the overall level 1 (since version 3.1, as the next three).
    Fips140CertifiedL1,
    /// It has passed FIPS 140 at the overall level 2.
    Fips140CertifiedL2,
    /// It has passed FIPS 140 at the overall level 3.
    Fips140CertifiedL3,
    /// It has passed FIPS 140 at the overall level 4.
    Fips140CertifiedL4,
}

impl AuthenticatorStatus {
    const ALL: [Self; 20] = [
        Self::NotFidoCertified,
        Self::FidoCertified,
        Self::UserVerificationBypass,
        Self::AttestationKeyCompromise,
        Self::UserKeyRemoteCompromise,
        Self::UserKeyPhysicalCompromise,
        Self::UpdateAvailable,
        Self::Retired,
        Self::Revoked,
        Self::SelfAssertionSubmitted,
        Self::FidoCertifiedL1,
        Self::FidoCertifiedL1Plus,
        Self::FidoCertifiedL2,
        Self::FidoCertifiedL2Plus,
        Self::FidoCertifiedL3,
        Self::FidoCertifiedL3Plus,
        Self::Fips140CertifiedL1,
        Self::Fips140CertifiedL2,
        Self::Fips140CertifiedL3,
        Self::Fips140CertifiedL4,
    ];

    /// The specification's name for it, such as `FIDO_CERTIFIED_L1plus`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotFidoCertified => "NOT_FIDO_CERTIFIED",
            Self::FidoCertified => "FIDO_CERTIFIED",
            Self::UserVerificationBypass => "USER_VERIFICATION_BYPASS",
            Self::AttestationKeyCompromise => "ATTESTATION_KEY_COMPROMISE",
            Self::UserKeyRemoteCompromise => "USER_KEY_REMOTE_COMPROMISE",
            Self::UserKeyPhysicalCompromise => "USER_KEY_PHYSICAL_COMPROMISE",
            Self::UpdateAvailable => "UPDATE_AVAILABLE",
            Self::Retired => "RETIRED",
            Self::Revoked => "REVOKED",
            Self::SelfAssertionSubmitted => "SELF_ASSERTION_SUBMITTED",
            Self::FidoCertifiedL1 => "FIDO_CERTIFIED_L1",
            Self::FidoCertifiedL1Plus => "FIDO_CERTIFIED_L1plus",
            Self::FidoCertifiedL2 => "FIDO_CERTIFIED_L2",
            Self::FidoCertifiedL2Plus => "FIDO_CERTIFIED_L2plus",
            Self::FidoCertifiedL3 => "FIDO_CERTIFIED_L3",
            Self::FidoCertifiedL3Plus => "FIDO_CERTIFIED_L3plus",
            Self::Fips140CertifiedL1 => "FIPS140_CERTIFIED_L1",
            Self::Fips140CertifiedL2 => "FIPS140_CERTIFIED_L2",
            Self::Fips140CertifiedL3 => "FIPS140_CERTIFIED_L3",
            Self::Fips140CertifiedL4 => "FIPS140_CERTIFIED_L4",
        }
    }

    /// The status of a name, or `None` where it is not on the list, which section 3.1.4 demands to be ignored.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether it reports a weakness that an attacker can use.
    pub(super) const fn is_compromise(self) -> bool {
        matches!(
            self,
            Self::UserVerificationBypass
                | Self::AttestationKeyCompromise
                | Self::UserKeyRemoteCompromise
                | Self::UserKeyPhysicalCompromise
        )
    }
}

/// One report about an authenticator. Dates are the Unix seconds at which they begin in UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReport {
    status: Option<AuthenticatorStatus>,
    effective_date: Option<i64>,
    sunset_date: Option<i64>,
    authenticator_version: Option<u64>,
    certificates: Vec<Der>,
    url: Option<Box<str>>,
}

impl StatusReport {
    /// What is reported, or `None` for a status that this crate does not know.
    pub fn status(&self) -> Option<AuthenticatorStatus> {
        self.status
    }

    /// Since when it holds; `None` means for as long as the report is there.
    pub fn effective_date(&self) -> Option<i64> {
        self.effective_date
    }

    /// The version of the authenticator that it is about: the first that is affected, certified or updated.
    pub fn authenticator_version(&self) -> Option<u64> {
        self.authenticator_version
    }

    /// Where there is more to read, as the report says it: text of a vendor, which nothing has checked.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Whether it holds at `now`, in Unix seconds: its date has come, and the date of its end has not.
    pub fn is_in_force(&self, now: i64) -> bool {
        self.effective_date.is_none_or(|start| start <= now) && self.sunset_date.is_none_or(|end| now < end)
    }

    /// Whether an authenticator of `version` is among those that it is about; one of unknown version is.
    pub(super) fn covers_version(&self, version: Option<u64>) -> bool {
        match (self.authenticator_version, version) {
            (Some(first), Some(version)) => version >= first,
            _ => true,
        }
    }

    /// Whether it is about the batch that these certificates attest. A report that names no batch is about all, and
    /// where the certificates are not known it cannot be ruled out.
    pub(super) fn covers_batch(&self, certificates: &[&[u8]]) -> bool {
        self.certificates.is_empty()
            || certificates.is_empty()
            || self.certificates.iter().any(|named| certificates.contains(&&**named))
    }
}

impl From<StatusReportJson<'_>> for StatusReport {
    fn from(json: StatusReportJson<'_>) -> Self {
        Self {
            status: AuthenticatorStatus::from_name(&json.status),
            effective_date: json.effective_date.map(|day| day.0),
            sunset_date: json.sunset_date.map(|day| day.0),
            authenticator_version: json.authenticator_version,
            certificates: [json.batch_certificate, json.certificate]
                .into_iter()
                .flatten()
                // An empty text stands for no certificate in metadata that is out there.
                .filter(|certificate| !certificate.is_empty())
                .collect(),
            url: json.url.map(Into::into),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AuthenticatorStatus;

    #[test]
    fn every_status_is_found_again_by_its_name() {
        for status in AuthenticatorStatus::ALL {
            assert_eq!(AuthenticatorStatus::from_name(status.name()), Some(status));
        }
    }

    #[test]
    fn a_status_that_is_not_on_the_list_has_no_value() {
        for name in ["FIDO_CERTIFIED_L4", "revoked", ""] {
            assert_eq!(AuthenticatorStatus::from_name(name), None, "{name}");
        }
    }
}
