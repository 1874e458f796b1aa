//! Counts: ceremonies an hour, what they had in common, and users.

use jiff::Timestamp;

use super::CeremonyKind;
use crate::AppId;

/// How often something happened to an app's ceremonies within one hour, as one replica saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CeremonyCount {
    /// The tenant.
    pub app: AppId,
    /// Start of the hour.
    pub hour: Timestamp,
    /// Of which kind.
    pub kind: CeremonyKind,
    /// `started`, `complete` or `failed`.
    pub outcome: &'static str,
    /// How often since the last flush.
    pub count: u64,
}

/// How often ceremonies within one day had something in common, as one replica saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CeremonyFact {
    /// The tenant.
    pub app: AppId,
    /// Start of the day, in UTC.
    pub day: Timestamp,
    /// Of which kind they were.
    pub kind: CeremonyKind,
    /// `complete` or `failed`.
    pub outcome: &'static str,
    /// `rule`, `browser`, `os`, `provider`, or `seconds`.
    pub fact: &'static str,
    /// Which one, of a closed list.
    pub value: String,
    /// How often since the last flush.
    pub count: u64,
}

/// A span of time, in steps of so many hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountSpan {
    /// Where it begins: the start of an hour.
    pub from: Timestamp,
    /// Where it ends: this moment is not in it.
    pub until: Timestamp,
    /// Hours a step, at least one; the first step begins where the span does.
    pub step_hours: u32,
}

/// How often something happened within one step of a span, as all replicas saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummedCount {
    /// Which step of the span, the first being 0.
    pub step: u32,
    /// Of which kind.
    pub kind: CeremonyKind,
    /// `started`, `complete` or `failed`.
    pub outcome: String,
    /// How often.
    pub count: u64,
}

/// How often ceremonies of some days had something in common, as all replicas saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummedFact {
    /// Of which kind they were.
    pub kind: CeremonyKind,
    /// `complete` or `failed`.
    pub outcome: String,
    /// `rule`, `browser`, `os`, `provider`, or `seconds`.
    pub fact: String,
    /// Which one.
    pub value: String,
    /// How often.
    pub count: u64,
}

/// How many users an app has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserCounts {
    /// All there are.
    pub users: u64,
    /// Those with a passkey.
    pub with_passkeys: u64,
}

/// How many users signed in within a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActiveUsers {
    /// Year and month in UTC: 202611 is November 2026.
    pub month: u32,
    /// How many.
    pub users: u64,
}
