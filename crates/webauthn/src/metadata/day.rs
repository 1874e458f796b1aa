//! The dates of the metadata.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::de::{Deserialize, Deserializer, Error};

/// How long a day is, in seconds.
pub(super) const DAY: i64 = 24 * 60 * 60;

/// A date of ISO 8601, as the Unix seconds at which it begins in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day(pub(super) i64);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let date: Date = String::deserialize(deserializer)?.parse().map_err(D::Error::custom)?;
        let start = date.to_zoned(TimeZone::UTC).map_err(D::Error::custom)?;
        Ok(Self(start.timestamp().as_second()))
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn a_date_is_the_second_at_which_it_begins_in_utc() {
        let read = |json: &str| serde_json::from_str::<Day>(json).ok();
        assert_eq!(read(r#""1970-01-01""#), Some(Day(0)));
        assert_eq!(read(r#""2024-02-29""#), Some(Day(1_709_164_800)));
        assert_eq!(read(r#""1969-12-31""#), Some(Day(-86_400)));
        for refused in [r#""2023-02-29""#, r#""soon""#, r#""""#, "20240229", "null"] {
            assert_eq!(read(refused), None, "{refused}");
        }
    }
}
