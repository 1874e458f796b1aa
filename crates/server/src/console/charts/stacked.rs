//! Bars that stand on one another: how the parts of a whole change over time.

use super::plot::{Across, Bar, HEIGHT, Plot, percent, px};
use super::scale::Scale;
use super::{About, Chart, Series, Slot, chart};

/// Which part of a slot its bar takes.
const FILLED: f64 = 0.76;

/// A bar for each slot, made of a piece of each series, the first at the bottom.
pub(crate) fn stacked(about: About, slots: &[Slot], series: &[Series]) -> Chart {
    let whole = |slot| series.iter().map(|series| value(series, slot)).sum::<u64>();
    let scale = Scale::up_to((0..slots.len()).map(whole).max().unwrap_or_default());
    let mut plot = Plot::new(scale, slots, series);
    let across = Across::new(slots.len());
    for slot in 0..slots.len() {
        let mut below = 0;
        for series in series {
            let value = value(series, slot);
            if value > 0 {
                plot.bars.push(Bar {
                    class: series.colour.class(),
                    x: percent(across.begin(slot) + across.step() * (1.0 - FILLED) / 2.0),
                    y: px(HEIGHT * (1.0 - scale.share(below + value))),
                    width: percent(across.step() * FILLED),
                    height: px(HEIGHT * scale.share(value)),
                });
                below += value;
            }
        }
    }
    chart(about, slots, series, plot)
}

fn value(series: &Series, slot: usize) -> u64 {
    series.values.get(slot).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::plot::Bar;
    use super::super::{About, Colour, Series, Slot};
    use super::stacked;

    #[test]
    fn pieces_stand_on_one_another_and_the_highest_bar_reaches_its_value() {
        let slot = Slot { label: String::new(), name: "a slot".to_owned() };
        let series = [
            Series { name: "Completed", colour: Colour::Main, values: vec![60, 20] },
            Series { name: "Failed", colour: Colour::Bad, values: vec![20, 0] },
        ];
        let about = About { id: "c", title: "Sign-ins", unit: "sign-ins", slot: "Day" };

        let chart = stacked(about, &[slot.clone(), slot], &series);

        let bar = |class, x: &str, y: &str, height: &str| Bar {
            class,
            x: x.to_owned(),
            y: y.to_owned(),
            width: "38%".to_owned(),
            height: height.to_owned(),
        };
        assert_eq!(
            chart.plot.bars,
            [
                bar("series-main", "6%", "40", "120"),
                bar("series-bad", "6%", "0", "40"),
                bar("series-main", "56%", "120", "40"),
            ]
        );
    }
}
