//! The y axis, and how numbers are written.

/// At most so many ticks stand above zero.
const MOST_TICKS: u64 = 5;

/// From zero to the first tick that nothing is above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    step: u64,
    top: u64,
}

impl Scale {
    /// The scale for values up to `max`: ticks are one, two or five times a power of ten apart.
    pub(super) fn up_to(max: u64) -> Self {
        let mut power = 1_u64;
        loop {
            for step in [1, 2, 5].map(|factor| power.saturating_mul(factor)) {
                let ticks = max.div_ceil(step).max(1);
                if ticks <= MOST_TICKS {
                    return Self { step, top: step.saturating_mul(ticks) };
                }
            }
            power = power.saturating_mul(10);
        }
    }

    /// The values at the ticks, zero first.
    pub(super) fn ticks(self) -> impl Iterator<Item = u64> {
        (0..=self.top / self.step).map(move |tick| tick * self.step)
    }

    /// Where a value is, from 0 at the bottom to 1 at the top.
    pub(super) fn share(self, value: u64) -> f64 {
        part(value, self.top)
    }
}

/// `value` as a part of `whole`, 0 where there is no whole.
#[expect(clippy::cast_precision_loss, reason = "nobody sees the difference in a drawing")]
pub(super) fn part(value: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { value as f64 / whole as f64 }
}

/// A number in full, such as `1,234,567`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A tick's number, short: `950`, `1.5k`, `20k`, `3M`.
pub(super) fn short(number: u64) -> String {
    let units = [(1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")];
    let Some((unit, letter)) = units.into_iter().find(|(unit, _)| number >= *unit) else {
        return number.to_string();
    };
    let (whole, tenth) = (number / unit, number % unit * 10 / unit);
    if tenth == 0 { format!("{whole}{letter}") } else { format!("{whole}.{tenth}{letter}") }
}

#[cfg(test)]
mod tests {
    use super::{Scale, grouped, short};

    #[test]
    fn ticks_are_round_numbers_that_reach_above_the_highest_value() {
        for (max, expected) in [
            (0, vec![0, 1]),
            (1, vec![0, 1]),
            (5, vec![0, 1, 2, 3, 4, 5]),
            (6, vec![0, 2, 4, 6]),
            (11, vec![0, 5, 10, 15]),
            (97, vec![0, 20, 40, 60, 80, 100]),
            (1_234, vec![0, 500, 1_000, 1_500]),
        ] {
            assert_eq!(Scale::up_to(max).ticks().collect::<Vec<_>>(), expected, "{max}");
        }
    }

    #[test]
    fn the_largest_number_there_is_has_a_scale() {
        let scale = Scale::up_to(u64::MAX);

        assert!((scale.share(u64::MAX) - 1.0).abs() < 0.1);
        assert!(scale.ticks().count() <= 6);
    }

    #[test]
    fn numbers_are_written_in_groups_of_three_and_ticks_in_short() {
        for (number, full, tick) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1,000", "1k"),
            (1_500, "1,500", "1.5k"),
            (20_000, "20,000", "20k"),
            (3_000_000, "3,000,000", "3M"),
            (12_345_678_901, "12,345,678,901", "12.3G"),
        ] {
            assert_eq!((grouped(number).as_str(), short(number).as_str()), (full, tick));
        }
    }
}
