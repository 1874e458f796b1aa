//! The x axis: a slot for each step, and the few that are labelled.

use jiff::Timestamp;
use jiff::civil::Date;

/// At most so many slots are labelled, so that labels fit a phone.
const MOST_LABELS: usize = 6;

/// One step of the x axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// What stands below the axis; empty for most.
    pub(crate) label: String,
    /// What it is called in the table.
    pub(crate) name: String,
}

/// A slot for each day that begins at one of these moments.
pub(crate) fn days(begins: &[Timestamp]) -> Vec<Slot> {
    written(begins, "%-d %b", "%-d %b %Y")
}

/// A slot for each hour that begins at one of these moments.
pub(crate) fn hours(begins: &[Timestamp]) -> Vec<Slot> {
    written(begins, "%H:%M", "%-d %b %Y, %H:%M")
}

/// A slot for each month, written as `202611`. What is no month has no name.
pub(crate) fn months(months: &[u32]) -> Vec<Slot> {
    let every = every(months.len());
    let slot = |(place, month): (usize, &u32)| {
        let first = first_of(*month);
        let text = |format: &str| first.map(|first| first.strftime(format).to_string()).unwrap_or_default();
        let label = if place.is_multiple_of(every) { text("%b") } else { String::new() };
        Slot { label, name: text("%B %Y") }
    };
    months.iter().enumerate().map(slot).collect()
}

fn first_of(month: u32) -> Option<Date> {
    Date::new(i16::try_from(month / 100).ok()?, i8::try_from(month % 100).ok()?, 1).ok()
}

fn written(begins: &[Timestamp], label: &str, name: &str) -> Vec<Slot> {
    let every = every(begins.len());
    let slot = |(place, begins): (usize, &Timestamp)| Slot {
        label: if place.is_multiple_of(every) { begins.strftime(label).to_string() } else { String::new() },
        name: begins.strftime(name).to_string(),
    };
    begins.iter().enumerate().map(slot).collect()
}

/// Every how many slots one is labelled.
fn every(slots: usize) -> usize {
    slots.div_ceil(MOST_LABELS).max(1)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{days, hours, months};

    fn labels(slots: &[super::Slot]) -> Vec<&str> {
        slots.iter().map(|slot| slot.label.as_str()).filter(|label| !label.is_empty()).collect()
    }

    fn from(begin: &str, step: SignedDuration, count: i32) -> Vec<Timestamp> {
        let begin: Timestamp = begin.parse().unwrap();
        (0..count).map(|number| begin + step * number).collect()
    }

    #[test]
    fn a_month_of_days_has_six_labels() {
        let slots = days(&from("2026-10-27T00:00:00Z", SignedDuration::from_hours(24), 30));

        assert_eq!(labels(&slots), ["27 Oct", "1 Nov", "6 Nov", "11 Nov", "16 Nov", "21 Nov"]);
        assert_eq!(slots[29].name, "25 Nov 2026");
    }

    #[test]
    fn a_day_of_hours_is_labelled_every_four() {
        let slots = hours(&from("2026-11-25T00:00:00Z", SignedDuration::from_hours(1), 24));

        assert_eq!(labels(&slots), ["00:00", "04:00", "08:00", "12:00", "16:00", "20:00"]);
        assert_eq!(slots[1].name, "25 Nov 2026, 01:00");
    }

    #[test]
    fn months_are_called_by_their_names() {
        let slots = months(&[202_511, 202_512, 202_601]);

        assert_eq!(labels(&slots), ["Nov", "Dec", "Jan"]);
        assert_eq!(slots[2].name, "January 2026");
    }

    #[test]
    fn without_steps_there_are_no_slots() {
        assert_eq!((days(&[]), months(&[])), (vec![], vec![]));
    }
}
