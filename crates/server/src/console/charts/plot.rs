//! What is drawn: shapes with their places, for `templates/console/chart.html`.

use super::Series;
use super::scale::{Scale, grouped, short};
use super::slots::Slot;

/// How high the drawing is from the axis to the top, in pixels.
pub(super) const HEIGHT: f64 = 160.0;
/// How wide the space is that curves are drawn in before it is stretched.
pub(super) const WIDTH: f64 = 1_000.0;

/// The shapes of a chart. Places across are percentages of the width, upwards pixels below the top edge, as text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Plot {
    pub(crate) ticks: Vec<Tick>,
    pub(crate) labels: Vec<Label>,
    pub(crate) bars: Vec<Bar>,
    pub(crate) curves: Vec<Curve>,
    /// What can be pointed at: a column for each slot.
    pub(crate) columns: Vec<Column>,
    pub(crate) mark: Option<Mark>,
}

/// A line across, with a number at its left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tick {
    pub(crate) y: String,
    pub(crate) label: String,
}

/// A word below the axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    pub(crate) x: String,
    pub(crate) text: String,
}

/// A filled rectangle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) class: &'static str,
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) width: String,
    pub(crate) height: String,
}

/// A line, and the area below it, as paths in a space of 1,000 by the height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Curve {
    pub(crate) class: &'static str,
    pub(crate) line: String,
    pub(crate) area: String,
}

/// A column from the axis to the top, and what is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) x: String,
    pub(crate) width: String,
    pub(crate) title: String,
}

/// A line from the axis to the top, and a word at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) x: String,
    pub(crate) text: String,
    /// Whether the word stands at the left of it, where there is more room.
    pub(crate) is_left: bool,
}

impl Plot {
    /// Axes and columns, with nothing drawn yet.
    pub(super) fn new(scale: Scale, slots: &[Slot], series: &[Series]) -> Self {
        let across = Across::new(slots.len());
        let tick = |value| Tick { y: px(HEIGHT * (1.0 - scale.share(value))), label: short(value) };
        let column = |(number, slot): (usize, &Slot)| Column {
            x: percent(across.begin(number)),
            width: percent(across.step()),
            title: title(slot, number, series),
        };
        let is_empty = series.iter().flat_map(|series| &series.values).all(|value| *value == 0);
        Self {
            ticks: scale.ticks().map(tick).collect(),
            labels: labels(slots, |number| across.middle(number)),
            columns: if is_empty { Vec::new() } else { slots.iter().enumerate().map(column).collect() },
            ..Self::default()
        }
    }

    /// Whether there is nothing to see.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }
}

/// The labels of slots, each where `place` says that it is.
pub(super) fn labels(slots: &[Slot], place: impl Fn(usize) -> f64) -> Vec<Label> {
    let labelled = slots.iter().enumerate().filter(|(_, slot)| !slot.label.is_empty());
    labelled.map(|(number, slot)| Label { x: percent(place(number)), text: slot.label.clone() }).collect()
}

/// The name of the slot and all its values.
fn title(slot: &Slot, number: usize, series: &[Series]) -> String {
    let values = series.iter().map(|series| {
        let value = series.values.get(number).copied().unwrap_or_default();
        format!("\n{}: {}", series.name, grouped(value))
    });
    std::iter::once(slot.name.clone()).chain(values).collect()
}

/// Where slots are, from 0 to 1 across.
#[derive(Clone, Copy, Debug)]
pub(super) struct Across(f64);

impl Across {
    pub(super) fn new(slots: usize) -> Self {
        Self(f64::from(u32::try_from(slots.max(1)).unwrap_or(u32::MAX)))
    }

    pub(super) fn step(self) -> f64 {
        1.0 / self.0
    }

    pub(super) fn begin(self, slot: usize) -> f64 {
        f64::from(u32::try_from(slot).unwrap_or(u32::MAX)) / self.0
    }

    pub(super) fn middle(self, slot: usize) -> f64 {
        self.begin(slot) + self.step() / 2.0
    }
}

pub(super) fn percent(share: f64) -> String {
    format!("{}%", rounded(share * 100.0))
}

pub(super) fn px(length: f64) -> String {
    rounded(length).to_string()
}

/// To a hundredth, which is less than anybody sees.
pub(super) fn rounded(length: f64) -> f64 {
    (length * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::super::scale::Scale;
    use super::super::{Colour, Series, Slot};
    use super::{Column, Label, Plot, Tick};

    #[test]
    fn axes_have_ticks_from_the_bottom_to_the_top_and_labels_in_the_middle_of_slots() {
        let slot = |label: &str, name: &str| Slot { label: label.to_owned(), name: name.to_owned() };
        let slots = [slot("24 Nov", "24 Nov 2026"), slot("", "25 Nov 2026")];
        let series = [Series { name: "Failed", colour: Colour::Bad, values: vec![1_500, 0] }];

        let plot = Plot::new(Scale::up_to(1_500), &slots, &series);

        let tick = |y: &str, label: &str| Tick { y: y.to_owned(), label: label.to_owned() };
        assert_eq!(
            plot.ticks,
            [tick("160", "0"), tick("106.67", "500"), tick("53.33", "1k"), tick("0", "1.5k")]
        );
        assert_eq!(plot.labels, [Label { x: "25%".to_owned(), text: "24 Nov".to_owned() }]);
        let column = |x: &str, title: &str| Column {
            x: x.to_owned(),
            width: "50%".to_owned(),
            title: title.to_owned(),
        };
        assert_eq!(
            plot.columns,
            [column("0%", "24 Nov 2026\nFailed: 1,500"), column("50%", "25 Nov 2026\nFailed: 0")]
        );
    }
}
