//! What an app's ceremonies come to over time, for whoever looks after it. Read from counts, never from events.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use passflex_store::records::{ActiveUsers, CeremonyKind, CountSpan, SummedCount, SummedFact};

use crate::durations::Durations;
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::tenant::Tenant;

/// How many months of active users there are, this one among them.
const MONTHS: i32 = 12;
/// The most steps of one answer.
const MAX_STEPS: i64 = 1_000;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// How long a step of a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One hour.
    Hour,
    /// One day, in UTC.
    Day,
}

impl Step {
    fn seconds(self) -> i64 {
        match self {
            Self::Hour => HOUR,
            Self::Day => DAY,
        }
    }

    /// Its length in hours.
    pub fn hours(self) -> u32 {
        match self {
            Self::Hour => 1,
            Self::Day => 24,
        }
    }
}

/// What an app's ceremonies came to within a span.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// Where the first step begins.
    pub from: Timestamp,
    /// Where the last step ends.
    pub until: Timestamp,
    /// How long each step is.
    pub step: Step,
    /// Every step, the empty ones among them, the oldest first.
    pub steps: Vec<ActivityStep>,
    /// The registrations of the whole span.
    pub registrations: KindActivity,
    /// The sign-ins of the whole span.
    pub sign_ins: KindActivity,
}

/// One step of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityStep {
    /// When it begins.
    pub begins: Timestamp,
    /// Its registrations.
    pub registrations: Ceremonies,
    /// Its sign-ins.
    pub sign_ins: Ceremonies,
}

/// How ceremonies went. One that was started in a step may end in the next, and one that fails may be tried again with
/// what was started once, so the numbers of a short time need not add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ceremonies {
    /// How many were started.
    pub started: u64,
    /// How many completed.
    pub complete: u64,
    /// How many times one failed.
    pub failed: u64,
}

impl Ceremonies {
    /// How many came to no end: the person gave up, or the browser never asked. Autofill starts one whenever a page is
    /// opened, and most of those come to nothing.
    pub fn incomplete(&self) -> u64 {
        self.started.saturating_sub(self.complete.saturating_add(self.failed))
    }

    /// Which part of those that ended completed, from 0 to 1. `None` where none ended.
    #[expect(clippy::cast_precision_loss, reason = "a count beyond 2^53 would not change what anybody sees")]
    pub fn success_rate(&self) -> Option<f64> {
        let ended = self.complete.saturating_add(self.failed);
        (ended > 0).then(|| self.complete as f64 / ended as f64)
    }

    fn add(&mut self, count: &SummedCount) {
        match count.outcome.as_str() {
            "started" => self.started += count.count,
            "complete" => self.complete += count.count,
            "failed" => self.failed += count.count,
            // Of another version.
            _ => {}
        }
    }
}

/// How the ceremonies of one kind went, and what they had in common. Of each list the most frequent come first. What they
/// had in common is known by the day, in UTC: it is that of all days that the span has a part of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KindActivity {
    /// How they went.
    pub ceremonies: Ceremonies,
    /// Which rules the failed ones broke: words of `docs/events.md`. Completed ones are counted here that bent one.
    pub rules: Vec<Share>,
    /// In which browsers: names of [`crate::agents::BROWSERS`].
    pub browsers: Vec<Share>,
    /// On which operating systems: names of [`crate::agents::SYSTEMS`].
    pub systems: Vec<Share>,
    /// Whose passkeys: names of providers, or [`crate::agents::OTHER`]. Of failed ceremonies only those are counted whose
    /// passkey was found.
    pub providers: Vec<Share>,
    /// How long the completed ones took.
    pub durations: Durations,
}

/// How many ceremonies had something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// What it is.
    pub name: String,
    /// How many of them completed.
    pub complete: u64,
    /// How many times one of them failed.
    pub failed: u64,
}

impl Share {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.complete.saturating_add(self.failed)
    }
}

/// How many people an app has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// All users.
    pub users: u64,
    /// Those with a passkey.
    pub with_passkeys: u64,
    /// Who signed in, by month in UTC: the last twelve, the oldest first, this one last. Whoever was deleted since is not
    /// counted.
    pub active: Vec<ActiveUsers>,
}

impl Flex {
    /// What an app's ceremonies came to between two moments, in steps: at most 1,000, of which the first may begin before
    /// `from` and the last end after `until`, since nothing is known of less than an hour. What happened within the last
    /// minutes may not be in it yet. Refuses a span that is empty or too long for its steps.
    pub async fn activity(
        &self,
        tenant: &Tenant,
        from: Timestamp,
        until: Timestamp,
        step: Step,
    ) -> Result<Activity> {
        let span = span_of(from, until, step)?;
        let counts = self.store.ceremony_counts(tenant.id(), span).await.map_err(Error::of_list)?;
        let day = SignedDuration::from_secs(span.from.as_second().rem_euclid(DAY));
        let facts = self.store.ceremony_facts(tenant.id(), span.from - day, span.until).await;
        let facts = facts.map_err(Error::of_list)?;
        Ok(Activity {
            from: span.from,
            until: span.until,
            step,
            steps: steps_of(span, step, &counts),
            registrations: kind_of(CeremonyKind::Register, &counts, &facts),
            sign_ins: kind_of(CeremonyKind::Authenticate, &counts, &facts),
        })
    }

    /// What an app's ceremonies came to in the last so many steps, the one under way among them.
    pub async fn recent_activity(&self, tenant: &Tenant, steps: u16, step: Step) -> Result<Activity> {
        let now = self.clock.now();
        let before = SignedDuration::from_secs((i64::from(steps) - 1) * step.seconds());
        // A step that begins just now is under way too.
        self.activity(tenant, now - before, now + SignedDuration::from_nanos(1), step).await
    }

    /// How many people an app has, and how many of them sign in.
    pub async fn people(&self, tenant: &Tenant) -> Result<People> {
        let this = self.clock.now().to_zoned(TimeZone::UTC).date().first_of_month();
        let months: Vec<u32> = (0..MONTHS)
            .rev()
            .filter_map(|back| this.checked_sub(back.months()).ok())
            .filter_map(|month| u32::try_from(i32::from(month.year()) * 100 + i32::from(month.month())).ok())
            .collect();
        let first = months.first().copied().unwrap_or_default();
        let counts = self.store.user_counts(tenant.id()).await.map_err(Error::of_list)?;
        let active = self.store.active_users(tenant.id(), first).await.map_err(Error::of_list)?;
        let users = |month| active.iter().find(|known| known.month == month).map_or(0, |known| known.users);
        Ok(People {
            users: counts.users,
            with_passkeys: counts.with_passkeys,
            active: months.into_iter().map(|month| ActiveUsers { month, users: users(month) }).collect(),
        })
    }
}

/// The whole steps that two moments lie in.
fn span_of(from: Timestamp, until: Timestamp, step: Step) -> Result<CountSpan> {
    if until <= from {
        return Err(Error::InvalidRequest("`until` must be later than `from`.".to_owned()));
    }
    let seconds = step.seconds();
    let first = from.as_second().div_euclid(seconds);
    let last = until.as_second().div_euclid(seconds)
        + i64::from(until.as_second().rem_euclid(seconds) != 0 || until.subsec_nanosecond() != 0);
    if last - first > MAX_STEPS {
        let sentence =
            format!("That is more than {MAX_STEPS} steps: choose a shorter time, or steps of a day.");
        return Err(Error::InvalidRequest(sentence));
    }
    let moment = |step: i64| {
        Timestamp::from_second(step * seconds)
            .map_err(|_| Error::InvalidRequest("`from` or `until` is out of bounds.".to_owned()))
    };
    Ok(CountSpan { from: moment(first)?, until: moment(last)?, step_hours: step.hours() })
}

fn steps_of(span: CountSpan, step: Step, counts: &[SummedCount]) -> Vec<ActivityStep> {
    let none = Ceremonies::default();
    let mut steps = Vec::new();
    let mut begins = span.from;
    while begins < span.until {
        steps.push(ActivityStep { begins, registrations: none, sign_ins: none });
        begins += SignedDuration::from_secs(step.seconds());
    }
    for count in counts {
        let Some(step) = usize::try_from(count.step).ok().and_then(|number| steps.get_mut(number)) else {
            continue;
        };
        match count.kind {
            CeremonyKind::Register => step.registrations.add(count),
            CeremonyKind::Authenticate => step.sign_ins.add(count),
        }
    }
    steps
}

fn kind_of(kind: CeremonyKind, counts: &[SummedCount], facts: &[SummedFact]) -> KindActivity {
    let facts: Vec<&SummedFact> = facts.iter().filter(|fact| fact.kind == kind).collect();
    let seconds: Vec<(&str, u64)> = facts
        .iter()
        .filter(|fact| fact.fact == "seconds")
        .map(|fact| (fact.value.as_str(), fact.count))
        .collect();
    let mut ceremonies = Ceremonies::default();
    for count in counts.iter().filter(|count| count.kind == kind) {
        ceremonies.add(count);
    }
    KindActivity {
        ceremonies,
        rules: shares("rule", &facts),
        browsers: shares("browser", &facts),
        systems: shares("os", &facts),
        providers: shares("provider", &facts),
        durations: Durations::of(&seconds),
    }
}

fn shares(name: &str, facts: &[&SummedFact]) -> Vec<Share> {
    let mut shares: Vec<Share> = Vec::new();
    for fact in facts.iter().filter(|fact| fact.fact == name) {
        let known = shares.iter().position(|share| share.name == fact.value);
        let place = known.unwrap_or_else(|| {
            shares.push(Share { name: fact.value.clone(), complete: 0, failed: 0 });
            shares.len() - 1
        });
        let Some(share) = shares.get_mut(place) else { continue };
        match fact.outcome.as_str() {
            "complete" => share.complete += fact.count,
            _ => share.failed += fact.count,
        }
    }
    shares.sort_by(|one, other| other.total().cmp(&one.total()).then_with(|| one.name.cmp(&other.name)));
    shares
}
