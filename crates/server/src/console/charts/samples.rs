//! A chart of each kind, for the gallery.

use jiff::{SignedDuration, Timestamp};

use super::{About, Chart, Colour, Median, Ranked, Ranking, Series, Slot, days, histogram, lines, stacked};

pub(crate) fn charts() -> Vec<Chart> {
    let begin: Timestamp = "2026-10-27T00:00:00Z".parse().unwrap();
    let days = days(&(0..30).map(|day| begin + SignedDuration::from_hours(24 * day)).collect::<Vec<_>>());
    let values =
        |seed: u64| (0..30).map(|day| (day * 37 + seed * 101) % (400 / seed) + day * 20 / seed).collect();
    let series = |name, colour, seed| Series { name, colour, values: values(seed) };
    let ended = [
        series("Completed", Colour::Main, 1),
        series("Failed", Colour::Bad, 7),
        series("Incomplete", Colour::Quiet, 5),
    ];
    let beside = [series("Sign-ins", Colour::Main, 1), series("Registrations", Colour::Second, 3)];
    let about = |id, title| About { id, title, unit: "sign-ins", slot: "Day (UTC)" };
    vec![
        stacked(about("ended", "How sign-ins ended"), &days, &ended),
        lines(about("beside", "Sign-ins and registrations"), &days, &beside),
        durations(),
        lines(about("none", "Registrations"), &days, &[]),
    ]
}

fn durations() -> Chart {
    let bounds = ["0", "1", "2", "3", "4", "5", "6", "8", "10", "15", "20", "30"];
    let slots = bounds.map(|bound| Slot { label: bound.to_owned(), name: format!("{bound} s and more") });
    let values = vec![10, 250, 900, 1_400, 1_100, 700, 420, 200, 120, 60, 20, 4];
    let about =
        About { id: "durations", title: "How long a sign-in takes", unit: "sign-ins", slot: "Seconds" };
    let median = Median { slot: 4, within: 0.2, text: "4.2 s".to_owned() };
    histogram(about, &slots, Series { name: "Sign-ins", colour: Colour::Main, values }, Some(median))
}

pub(crate) fn rankings() -> Vec<Ranking> {
    let ranked = |name: &str, count| Ranked { name: name.to_owned(), href: "/console".to_owned(), count };
    let reasons = vec![ranked("not_allowed", 812), ranked("origin", 120), ranked("<signature>", 3)];
    let ranking = |id, title, ranked| Ranking {
        id,
        title,
        name: "Rule",
        unit: "Failures",
        class: Colour::Bad.class(),
        rows: Ranking::rows_of(ranked),
    };
    vec![
        ranking("reasons", "Failures by reason", reasons),
        ranking("no-reasons", "Failed registrations", vec![]),
    ]
}
