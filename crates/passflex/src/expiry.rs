//! When a key or a token expires, as people write it.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// From now, or at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expiry {
    After(SignedDuration),
    At(Timestamp),
}

impl Expiry {
    pub(crate) fn counted_from(self, now: Timestamp) -> Timestamp {
        match self {
            Self::After(duration) => now.saturating_add(duration).unwrap_or(Timestamp::MAX),
            Self::At(at) => at,
        }
    }
}

/// `90d`, `12h`, `2027-01-31` (the start of that day, UTC) or `2027-01-31T12:00:00Z`.
pub(crate) fn parse(text: &str) -> Result<Expiry, String> {
    let hours = |number: &str, each: i64| {
        let hours = number.parse::<u32>().ok().filter(|number| (1..=36_500).contains(number))?;
        Some(Expiry::After(SignedDuration::from_hours(i64::from(hours) * each)))
    };
    let span = match (text.strip_suffix('d'), text.strip_suffix('h')) {
        (Some(days), _) => hours(days, 24),
        (_, Some(number)) => hours(number, 1),
        _ => None,
    };
    span.or_else(|| moment(text).ok().map(Expiry::At))
        .ok_or_else(|| "write it as 90d, 12h, 2027-01-31 or 2027-01-31T12:00:00Z".to_owned())
}

/// `2027-01-31` (the start of that day, UTC) or `2027-01-31T12:00:00Z`.
pub(crate) fn moment(text: &str) -> Result<Timestamp, String> {
    let start_of = |day: Date| day.to_zoned(TimeZone::UTC).map(|start| start.timestamp());
    text.parse::<Timestamp>()
        .or_else(|_| text.parse().and_then(start_of))
        .map_err(|_| "write it as 2027-01-31 or 2027-01-31T12:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::{Expiry, parse};

    #[test]
    fn an_expiry_is_a_time_counted_from_or_a_moment() {
        assert_eq!(parse("90d"), Ok(Expiry::After(SignedDuration::from_hours(2_160))));
        assert_eq!(parse("12h"), Ok(Expiry::After(SignedDuration::from_hours(12))));
        let moment = Expiry::At("2027-01-31T00:00:00Z".parse().unwrap());
        assert_eq!(parse("2027-01-31"), Ok(moment));
        assert_eq!(parse("2027-01-31T00:00:00Z"), Ok(moment));
        for wrong in ["", "d", "0d", "-1d", "soon", "2027-13-01", "99999999d"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
