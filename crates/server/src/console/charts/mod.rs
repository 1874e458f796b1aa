//! Charts, drawn here as SVG: from counts to shapes, without a look at the clock or the database.
//!
//! A [`Chart`] has one slot for each step on its x axis. Across, everything is a percentage of the width, so that a chart
//! fits any window and its words keep their size; upwards it is pixels. Every chart carries its figures as a table, and a
//! sentence for whoever cannot see it. Templates show them with `{{ ui::chart(chart) }}` and `{{ ui::ranking(ranking) }}`.

mod histogram;
mod lines;
mod plot;
mod ranking;
mod scale;
mod slots;
mod stacked;

#[cfg(test)]
pub(crate) mod samples;

pub(crate) use histogram::{Median, histogram};
pub(crate) use lines::lines;
pub(crate) use plot::Plot;
pub(crate) use ranking::{Ranked, Ranking};
pub(crate) use scale::grouped;
pub(crate) use slots::{Slot, days, hours, months};
pub(crate) use stacked::stacked;

/// What a chart is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About {
    /// Unique on the page.
    pub(crate) id: &'static str,
    /// Its heading.
    pub(crate) title: &'static str,
    /// What is counted, in the plural, such as "sign-ins".
    pub(crate) unit: &'static str,
    /// What a slot is, such as "Day (UTC)".
    pub(crate) slot: &'static str,
}

/// One row of values, a value for each slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Series {
    pub(crate) name: &'static str,
    pub(crate) colour: Colour,
    pub(crate) values: Vec<u64>,
}

/// Colours by their role; the stylesheet has one of each for either scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    Main,
    Second,
    Bad,
    Quiet,
}

impl Colour {
    /// The class that the stylesheet knows it by.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Main => "series-main",
            Self::Second => "series-second",
            Self::Bad => "series-bad",
            Self::Quiet => "series-quiet",
        }
    }
}

/// A chart, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chart {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) unit: &'static str,
    /// What the chart shows, in words.
    pub(crate) summary: String,
    /// Name and class of each series, where there are several.
    pub(crate) legend: Vec<(&'static str, &'static str)>,
    pub(crate) plot: Plot,
    /// The figures: a heading for each column, then the rows.
    pub(crate) head: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Chart {
    /// Whether there is nothing to see.
    pub(crate) fn is_empty(&self) -> bool {
        self.plot.is_empty()
    }
}

/// Puts what was drawn together with what all kinds of charts have in common.
fn chart(about: About, slots: &[Slot], series: &[Series], plot: Plot) -> Chart {
    let legend = series.iter().map(|series| (series.name, series.colour.class())).collect::<Vec<_>>();
    let value = |series: &Series, slot: usize| grouped(series.values.get(slot).copied().unwrap_or_default());
    let rows = slots.iter().enumerate().map(|(number, slot)| {
        let values = series.iter().map(|series| value(series, number));
        std::iter::once(slot.name.clone()).chain(values).collect()
    });
    Chart {
        id: about.id,
        title: about.title,
        unit: about.unit,
        summary: summary(about, slots, series),
        legend: if series.len() > 1 { legend } else { Vec::new() },
        plot,
        head: std::iter::once(about.slot).chain(series.iter().map(|series| series.name)).collect(),
        rows: rows.collect(),
    }
}

/// Each series in a sentence: its total and its highest slot.
fn summary(about: About, slots: &[Slot], series: &[Series]) -> String {
    let mut text = match (slots.first(), slots.last()) {
        (Some(first), Some(last)) => format!("{}, {} to {}.", about.title, first.name, last.name),
        _ => format!("{}.", about.title),
    };
    for series in series {
        let total: u64 = series.values.iter().sum();
        let sentence = match slots.iter().zip(&series.values).max_by_key(|(_, value)| **value) {
            Some((slot, most)) if total > 0 => {
                format!(
                    " {}: {} in all, most in {} ({}).",
                    series.name,
                    grouped(total),
                    slot.name,
                    grouped(*most)
                )
            }
            _ => format!(" {}: none.", series.name),
        };
        text.push_str(&sentence);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{About, Colour, Series, Slot, stacked};

    const ABOUT: About = About { id: "c", title: "Sign-ins", unit: "sign-ins", slot: "Day (UTC)" };

    fn slot(name: &str) -> Slot {
        Slot { label: String::new(), name: name.to_owned() }
    }

    #[test]
    fn a_chart_carries_its_figures_as_a_table_and_as_a_sentence() {
        let series = [
            Series { name: "Completed", colour: Colour::Main, values: vec![1_200, 40] },
            Series { name: "Failed", colour: Colour::Bad, values: vec![0, 0] },
        ];

        let chart = stacked(ABOUT, &[slot("24 Nov 2026"), slot("25 Nov 2026")], &series);

        assert_eq!(chart.head, ["Day (UTC)", "Completed", "Failed"]);
        assert_eq!(chart.rows, [["24 Nov 2026", "1,200", "0"], ["25 Nov 2026", "40", "0"]]);
        assert_eq!(chart.legend, [("Completed", "series-main"), ("Failed", "series-bad")]);
        assert_eq!(
            chart.summary,
            "Sign-ins, 24 Nov 2026 to 25 Nov 2026. Completed: 1,240 in all, most in 24 Nov 2026 (1,200). Failed: none."
        );
    }

    #[test]
    fn one_series_needs_no_legend() {
        let series = [Series { name: "People", colour: Colour::Main, values: vec![3] }];

        assert_eq!(stacked(ABOUT, &[slot("Nov 2026")], &series).legend, []);
    }

    #[test]
    fn without_a_single_count_there_is_nothing_to_see() {
        let nothing = [Series { name: "People", colour: Colour::Main, values: vec![0, 0] }];
        let something = [Series { name: "People", colour: Colour::Main, values: vec![0, 1] }];
        let slots = [slot("Oct 2026"), slot("Nov 2026")];

        assert!(stacked(ABOUT, &slots, &nothing).is_empty());
        assert!(!stacked(ABOUT, &slots, &something).is_empty());
        assert!(stacked(ABOUT, &[], &[]).is_empty());
    }
}
