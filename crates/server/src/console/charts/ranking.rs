//! Bars beside their names, the longest first: what failures are about, what people sign in with. The bars are part of
//! the table of figures.

use super::plot::percent;
use super::scale::{grouped, part};

/// More rows than these become one.
const MOST_ROWS: usize = 8;

/// A list of names with their counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ranking {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// What the names are, such as "Browser".
    pub(crate) name: &'static str,
    /// What is counted, such as "Sign-ins".
    pub(crate) unit: &'static str,
    pub(crate) class: &'static str,
    pub(crate) rows: Vec<Row>,
}

/// A row, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) name: String,
    /// Where a click leads; empty for nowhere.
    pub(crate) href: String,
    pub(crate) count: String,
    /// Which part of all it is.
    pub(crate) share: String,
    /// How long the bar is.
    pub(crate) width: String,
}

/// What is ranked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ranked {
    pub(crate) name: String,
    /// Where more about it is; empty for nowhere.
    pub(crate) href: String,
    pub(crate) count: u64,
}

impl Ranking {
    /// Ranks what has a count, and puts together what is behind the eighth.
    pub(crate) fn rows_of(mut ranked: Vec<Ranked>) -> Vec<Row> {
        ranked.retain(|ranked| ranked.count > 0);
        ranked.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.name.cmp(&other.name)));
        let all: u64 = ranked.iter().map(|ranked| ranked.count).sum();
        if ranked.len() > MOST_ROWS {
            let rest = ranked.split_off(MOST_ROWS - 1);
            let name = format!("{} others", rest.len());
            let count = rest.iter().map(|ranked| ranked.count).sum();
            ranked.push(Ranked { name, href: String::new(), count });
        }
        let most = ranked.iter().map(|ranked| ranked.count).max().unwrap_or_default();
        let row = |ranked: Ranked| Row {
            name: ranked.name,
            href: ranked.href,
            count: grouped(ranked.count),
            share: format!("{:.1} %", part(ranked.count, all) * 100.0),
            width: percent(part(ranked.count, most)),
        };
        ranked.into_iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Ranked, Ranking, Row};

    fn ranked(name: &str, count: u64) -> Ranked {
        Ranked { name: name.to_owned(), href: String::new(), count }
    }

    #[test]
    fn the_longest_bar_comes_first_and_fills_the_width() {
        let rows =
            Ranking::rows_of(vec![ranked("Firefox", 500), ranked("Opera", 0), ranked("Chrome", 1_500)]);

        let row = |name: &str, count: &str, share: &str, width: &str| Row {
            name: name.to_owned(),
            href: String::new(),
            count: count.to_owned(),
            share: share.to_owned(),
            width: width.to_owned(),
        };
        assert_eq!(
            rows,
            [row("Chrome", "1,500", "75.0 %", "100%"), row("Firefox", "500", "25.0 %", "33.33%")]
        );
    }

    #[test]
    fn what_is_behind_the_eighth_becomes_one_row() {
        let many = (1..=12).map(|number| ranked(&format!("browser {number:02}"), 100 - number)).collect();

        let rows = Ranking::rows_of(many);

        let last: Vec<_> = rows.iter().skip(6).map(|row| (row.name.as_str(), row.count.as_str())).collect();
        assert_eq!(last, [("browser 07", "93"), ("5 others", "450")]);
    }
}
