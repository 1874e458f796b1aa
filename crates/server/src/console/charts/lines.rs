//! Lines over areas: how several values change over time beside each other.

use std::fmt::Write;

use super::plot::{Across, Curve, HEIGHT, Plot, WIDTH, rounded};
use super::scale::Scale;
use super::{About, Chart, Series, Slot, chart};

/// A line for each series, through the middle of each slot and on to both edges.
pub(crate) fn lines(about: About, slots: &[Slot], series: &[Series]) -> Chart {
    let max = series.iter().flat_map(|series| &series.values).max().copied().unwrap_or_default();
    let scale = Scale::up_to(max);
    let mut plot = Plot::new(scale, slots, series);
    let across = Across::new(slots.len());
    plot.curves = series.iter().map(|series| curve(series, scale, across)).collect();
    chart(about, slots, series, plot)
}

fn curve(series: &Series, scale: Scale, across: Across) -> Curve {
    let height = |value: u64| rounded(HEIGHT * (1.0 - scale.share(value)));
    let first = series.values.first().copied().map_or(HEIGHT, height);
    let last = series.values.last().copied().map_or(HEIGHT, height);
    let mut line = format!("M0 {first}");
    for (slot, value) in series.values.iter().enumerate() {
        // Writing into a string does not fail.
        let _ = write!(line, "L{} {}", rounded(WIDTH * across.middle(slot)), height(*value));
    }
    let _ = write!(line, "L{WIDTH} {last}");
    let area = format!("{line}V{HEIGHT}H0Z");
    Curve { class: series.colour.class(), line, area }
}

#[cfg(test)]
mod tests {
    use super::super::plot::Curve;
    use super::super::{About, Colour, Series, Slot};
    use super::lines;

    const ABOUT: About = About { id: "c", title: "Sign-ins", unit: "sign-ins", slot: "Day" };

    fn drawn(values: &[u64]) -> Vec<Curve> {
        let slot = Slot { label: String::new(), name: "a slot".to_owned() };
        let series = Series { name: "Sign-ins", colour: Colour::Main, values: values.to_vec() };
        lines(ABOUT, &vec![slot; values.len()], &[series]).plot.curves
    }

    #[test]
    fn a_line_runs_through_the_middle_of_slots_from_edge_to_edge() {
        let line = "M0 160L250 160L750 0L1000 0".to_owned();
        let area = "M0 160L250 160L750 0L1000 0V160H0Z".to_owned();

        assert_eq!(drawn(&[0, 4]), [Curve { class: "series-main", line, area }]);
    }

    #[test]
    fn a_single_value_is_a_line_all_the_way() {
        assert_eq!(drawn(&[4])[0].line, "M0 0L500 0L1000 0");
    }

    #[test]
    fn without_values_the_line_lies_on_the_axis() {
        assert_eq!(drawn(&[])[0].line, "M0 160L1000 160");
    }
}
