//! Small things that pages are made of.

use std::fmt::{self, Display};

use jiff::Timestamp;

/// How something is meant. Pages say it in words too: nobody has to see a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Neutral,
    Good,
    Warning,
    Bad,
}

/// A field of a form: what is in it, and what is wrong with that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) value: String,
    pub(crate) error: Option<String>,
}

/// One entry of a select, or one of several boxes or buttons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

/// One of several views of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tab {
    pub(crate) href: String,
    pub(crate) label: String,
    pub(crate) is_current: bool,
}

/// A moment, for people in UTC and for scripts, which put it into the reader's time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment(Timestamp);

impl Tone {
    /// The word that the stylesheet knows it by.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }
}

impl Field {
    /// What is in the field, with nothing wrong.
    pub(crate) fn new(value: impl Into<String>) -> Self {
        Self { value: value.into(), error: None }
    }
}

impl Choice {
    /// An entry that sends `value`, chosen if that is what is `current`.
    pub(crate) fn of(value: &str, label: &str, current: &str) -> Self {
        Self { value: value.to_owned(), label: label.to_owned(), is_chosen: value == current }
    }
}

impl Moment {
    /// For the `datetime` attribute.
    pub(crate) fn iso(&self) -> impl Display {
        self.0.strftime("%Y-%m-%dT%H:%M:%SZ")
    }
}

impl Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.strftime("%-d %b %Y, %H:%M UTC").fmt(f)
    }
}

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, Moment};

    #[test]
    fn a_moment_is_written_in_utc() {
        let at: jiff::Timestamp = "2026-03-04T05:06:07.891Z".parse().unwrap();
        let moment = Moment::from(at);

        assert_eq!(moment.to_string(), "4 Mar 2026, 05:06 UTC");
        assert_eq!(moment.iso().to_string(), "2026-03-04T05:06:07Z");
    }

    #[test]
    fn the_current_value_is_the_one_that_is_chosen() {
        assert!(Choice::of("created", "Created", "created").is_chosen);
        assert!(!Choice::of("created", "Created", "status").is_chosen);
    }
}
