//! The charts of the dashboard.

use passflex_flex::{Activity, ActivityStep, Ceremonies, DurationBucket, KindActivity, People, Share, Step};

use crate::console::charts::{
    About, Chart, Colour, Median, Ranked, Ranking, Series, Slot, days, histogram, hours, lines, months,
    stacked,
};

pub(super) fn charts(people: &People, activity: &Activity) -> Vec<Chart> {
    vec![
        ended("sign-ins", "Sign-ins", "sign-ins", activity, |step| step.sign_ins),
        ended("registrations", "Registrations", "registrations", activity, |step| step.registrations),
        durations(&activity.sign_ins),
        active(people),
    ]
}

/// How ceremonies of one kind ended, step by step.
fn ended(
    id: &'static str,
    title: &'static str,
    unit: &'static str,
    activity: &Activity,
    kind: impl Fn(&ActivityStep) -> Ceremonies,
) -> Chart {
    let begins: Vec<_> = activity.steps.iter().map(|step| step.begins).collect();
    let (slots, slot) = match activity.step {
        Step::Hour => (hours(&begins), "Hour (UTC)"),
        Step::Day => (days(&begins), "Day (UTC)"),
    };
    let series = |name, colour, count: fn(&Ceremonies) -> u64| Series {
        name,
        colour,
        values: activity.steps.iter().map(|step| count(&kind(step))).collect(),
    };
    let series = [
        series("Completed", Colour::Main, |went| went.complete),
        series("Failed", Colour::Bad, |went| went.failed),
        series("Incomplete", Colour::Quiet, Ceremonies::incomplete),
    ];
    stacked(About { id, title, unit, slot }, &slots, &series)
}

fn active(people: &People) -> Chart {
    let slots = months(&people.active.iter().map(|active| active.month).collect::<Vec<_>>());
    let values = people.active.iter().map(|active| active.users).collect();
    let about = About { id: "active", title: "Monthly active users", unit: "users", slot: "Month (UTC)" };
    lines(about, &slots, &[Series { name: "Users", colour: Colour::Second, values }])
}

fn durations(kind: &KindActivity) -> Chart {
    let durations = &kind.durations;
    let slots: Vec<Slot> = durations.buckets.iter().enumerate().map(slot).collect();
    let values = durations.buckets.iter().map(|bucket| bucket.count).collect();
    let about =
        About { id: "durations", title: "How long a sign-in takes", unit: "sign-ins", slot: "Seconds" };
    let median = durations.median_seconds.and_then(|median| place(&durations.buckets, median));
    histogram(about, &slots, Series { name: "Sign-ins", colour: Colour::Main, values }, median)
}

/// Every other one is labelled: all of them do not fit a phone.
fn slot((number, bucket): (usize, &DurationBucket)) -> Slot {
    let from = bucket.from_seconds;
    let label = if from < 60 { from.to_string() } else { format!("{}m", from / 60) };
    let label = if number.is_multiple_of(2) { label } else { String::new() };
    let name =
        bucket.below_seconds.map_or_else(|| format!("{from} and more"), |below| format!("{from} to {below}"));
    Slot { label, name }
}

/// Where the median is among the buckets.
fn place(buckets: &[DurationBucket], median: f64) -> Option<Median> {
    let below = |bucket: &DurationBucket| bucket.below_seconds.is_none_or(|below| median < f64::from(below));
    let slot = buckets.iter().position(below)?;
    let bucket = buckets.get(slot)?;
    let from = f64::from(bucket.from_seconds);
    let within = bucket.below_seconds.map_or(0.0, |below| (median - from) / (f64::from(below) - from));
    Some(Median { slot, within, text: seconds(median) })
}

/// So many seconds, in words.
pub(super) fn seconds(seconds: f64) -> String {
    if seconds < 60.0 { format!("{seconds:.1} s") } else { format!("{:.1} min", seconds / 60.0) }
}

pub(super) fn rankings(app_id: &str, activity: &Activity) -> Vec<Ranking> {
    let events = format!("/console/apps/{app_id}/events?");
    let broken = |share: Share| Ranked {
        href: format!("{events}outcome=failed&rule={}", share.name),
        name: share.name,
        count: share.failed,
    };
    let seen = |share: &Share| Ranked { name: share.name.clone(), href: String::new(), count: share.total() };
    let sign_ins = &activity.sign_ins;
    let ranking = |id, title, name, unit, colour: Colour, rows| Ranking {
        id,
        title,
        name,
        unit,
        class: colour.class(),
        rows: Ranking::rows_of(rows),
    };
    let shares = |shares: &[Share]| shares.iter().map(seen).collect();
    let rules = together(&activity.registrations.rules, &sign_ins.rules).into_iter().map(broken).collect();
    vec![
        ranking("rules", "Failures by reason", "Rule", "Failures", Colour::Bad, rules),
        ranking("providers", "Providers", "Provider", "Sign-ins", Colour::Main, shares(&sign_ins.providers)),
        ranking("browsers", "Browsers", "Browser", "Sign-ins", Colour::Main, shares(&sign_ins.browsers)),
        ranking(
            "systems",
            "Operating systems",
            "System",
            "Sign-ins",
            Colour::Main,
            shares(&sign_ins.systems),
        ),
    ]
}

/// Two lists as one, what is in both added up.
fn together(one: &[Share], other: &[Share]) -> Vec<Share> {
    let mut both = one.to_vec();
    for share in other {
        match both.iter_mut().find(|known| known.name == share.name) {
            Some(known) => {
                known.complete += share.complete;
                known.failed += share.failed;
            }
            None => both.push(share.clone()),
        }
    }
    both
}

#[cfg(test)]
mod tests {
    use passflex_flex::{DurationBucket, Share};

    use super::{place, seconds, slot, together};
    use crate::console::charts::{Median, Slot};

    const BUCKETS: [DurationBucket; 3] = [
        DurationBucket { from_seconds: 0, below_seconds: Some(2), count: 1 },
        DurationBucket { from_seconds: 2, below_seconds: Some(60), count: 1 },
        DurationBucket { from_seconds: 60, below_seconds: None, count: 1 },
    ];

    #[test]
    fn the_median_is_placed_within_its_bucket() {
        for (median, slot, within, text) in
            [(0.5, 0, 0.25, "0.5 s"), (31.0, 1, 0.5, "31.0 s"), (60.0, 2, 0.0, "1.0 min")]
        {
            let text = text.to_owned();
            assert_eq!(place(&BUCKETS, median), Some(Median { slot, within, text }));
        }
        assert_eq!(place(&[], 1.0), None);
    }

    #[test]
    fn buckets_are_called_by_their_bounds() {
        let slots: Vec<Slot> = BUCKETS.iter().enumerate().map(slot).collect();

        let called = |label: &str, name: &str| Slot { label: label.to_owned(), name: name.to_owned() };
        assert_eq!(slots, [called("0", "0 to 2"), called("", "2 to 60"), called("1m", "60 and more")]);
        assert_eq!(seconds(90.0), "1.5 min");
    }

    #[test]
    fn reasons_of_registrations_and_sign_ins_are_added_up() {
        let share = |name: &str, complete, failed| Share { name: name.to_owned(), complete, failed };

        let both = together(&[share("origin", 0, 2)], &[share("origin", 1, 3), share("challenge", 0, 1)]);

        assert_eq!(both, [share("origin", 1, 5), share("challenge", 0, 1)]);
    }
}
