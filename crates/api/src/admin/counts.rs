//! What an app's ceremonies come to over time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Counts of an app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppCounts {
    /// Where the first step begins.
    pub from: Timestamp,
    /// Where the last step ends.
    pub until: Timestamp,
    /// `hour` or `day`, in UTC.
    pub step: String,
    /// Every step, the oldest first.
    pub steps: Vec<StepCounts>,
    /// The registrations of the whole span.
    pub registrations: KindCounts,
    /// The sign-ins of the whole span.
    pub sign_ins: KindCounts,
    /// The users there are now.
    pub people: PeopleCounts,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepCounts {
    /// When it begins.
    pub begins: Timestamp,
    /// Its registrations.
    pub registrations: CeremonyCounts,
    /// Its sign-ins.
    pub sign_ins: CeremonyCounts,
}

/// How ceremonies went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CeremonyCounts {
    /// How many were started.
    pub started: u64,
    /// How many completed.
    pub complete: u64,
    /// How many times one failed.
    pub failed: u64,
    /// How many came to no end.
    pub incomplete: u64,
}

/// What the ceremonies of one kind had in common. Of each list the most frequent come first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KindCounts {
    /// How they went.
    pub ceremonies: CeremonyCounts,
    /// Which rules were broken, or bent.
    pub rules: Vec<ShareCount>,
    /// In which browsers.
    pub browsers: Vec<ShareCount>,
    /// On which operating systems.
    pub systems: Vec<ShareCount>,
    /// Whose passkeys.
    pub providers: Vec<ShareCount>,
    /// How long the completed ones took.
    pub durations: Vec<DurationBucket>,
    /// The median of that in seconds; null where there was none.
    pub median_seconds: Option<f64>,
}

/// How many ceremonies had something in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShareCount {
    /// What it is.
    pub name: String,
    /// How many completed.
    pub complete: u64,
    /// How many times one failed.
    pub failed: u64,
}

/// How many ceremonies took about as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DurationBucket {
    /// At least so many seconds.
    pub from_seconds: u32,
    /// Less than so many; null: as long as it may have been.
    pub below_seconds: Option<u32>,
    /// How many.
    pub count: u64,
}

/// How many people there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PeopleCounts {
    /// All users.
    pub users: u64,
    /// Those with a passkey.
    pub with_passkeys: u64,
    /// Who signed in, by month in UTC: the last twelve, the oldest first.
    pub active: Vec<ActiveInMonth>,
}

/// How many users signed in within a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActiveInMonth {
    /// Year and month: 202611 is November 2026.
    pub month: u32,
    /// How many.
    pub users: u64,
}
