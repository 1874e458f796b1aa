//! How often something takes how long.

use super::plot::{Across, Mark, labels, percent};
use super::{About, Chart, Series, Slot, stacked};

/// Where half of all values are below.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Median {
    /// Which slot it is in, counted from zero.
    pub(crate) slot: usize,
    /// How far into the slot it lies, from 0 to 1.
    pub(crate) within: f64,
    /// The value, in words.
    pub(crate) text: String,
}

/// A bar for each slot, labelled where it begins, and a line where the median is.
pub(crate) fn histogram(about: About, slots: &[Slot], series: Series, median: Option<Median>) -> Chart {
    let mut chart = stacked(about, slots, &[series]);
    chart.plot.labels = labels(slots, |number| Across::new(slots.len()).begin(number));
    if let Some(Median { slot, within, text }) = median {
        let across = Across::new(slots.len());
        let x = across.begin(slot) + across.step() * within.clamp(0.0, 1.0);
        chart.summary = format!("{} Median: {text}.", chart.summary);
        chart.plot.mark = Some(Mark { x: percent(x), text: format!("Median {text}"), is_left: x > 0.5 });
    }
    chart
}

#[cfg(test)]
mod tests {
    use super::super::plot::{Label, Mark};
    use super::super::{About, Colour, Series, Slot};
    use super::{Median, histogram};

    #[test]
    fn bars_are_labelled_where_they_begin_and_the_median_where_it_lies() {
        let slot = Slot { label: "1".to_owned(), name: "1 to 2 s".to_owned() };
        let about = About { id: "c", title: "How long", unit: "sign-ins", slot: "Seconds" };
        let series = Series { name: "Sign-ins", colour: Colour::Main, values: vec![1, 2, 3, 4] };
        let median = Median { slot: 2, within: 0.5, text: "2.5 s".to_owned() };

        let chart = histogram(about, &vec![slot; 4], series, Some(median));

        let places: Vec<_> = chart.plot.labels.iter().map(|Label { x, .. }| x.as_str()).collect();
        assert_eq!(places, ["0%", "25%", "50%", "75%"]);
        let text = "Median 2.5 s".to_owned();
        assert_eq!(chart.plot.mark, Some(Mark { x: "62.5%".to_owned(), text, is_left: true }));
        assert!(chart.summary.ends_with(" Median: 2.5 s."), "{}", chart.summary);
    }
}
