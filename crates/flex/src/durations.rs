//! How long ceremonies take, in buckets: what is counted by the million cannot be kept one by one.

use jiff::SignedDuration;

/// How many seconds the ceremonies of a bucket took less than, and the word that the database has for it. Ascending.
const BOUNDS: [(u32, &str); 15] = [
    (1, "1"),
    (2, "2"),
    (3, "3"),
    (4, "4"),
    (5, "5"),
    (6, "6"),
    (8, "8"),
    (10, "10"),
    (15, "15"),
    (20, "20"),
    (30, "30"),
    (45, "45"),
    (60, "60"),
    (120, "120"),
    (300, "300"),
];

/// The bucket of all that took longer.
const MORE: &str = "more";

/// The word of a duration's bucket. A negative one, of clocks that differ, is in the first.
pub(crate) fn bucket_of(duration: SignedDuration) -> &'static str {
    let below = BOUNDS.iter().find(|(bound, _)| duration < SignedDuration::from_secs(i64::from(*bound)));
    below.map_or(MORE, |(_, word)| word)
}

/// How long ceremonies took, from the request that started one to the request that finished it. That includes the time
/// in which the person looked at the prompt; with autofill it begins when the page was opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Durations {
    /// All buckets, ascending, the empty ones among them.
    pub buckets: Vec<DurationBucket>,
    /// In seconds, between the bounds of the bucket that it lies in as if that was evenly filled. `None` where there was no
    /// ceremony.
    pub median_seconds: Option<f64>,
}

/// How many ceremonies took about as long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DurationBucket {
    /// At least so many seconds.
    pub from_seconds: u32,
    /// Less than so many; `None`: as long as it may have been.
    pub below_seconds: Option<u32>,
    /// How many.
    pub count: u64,
}

impl Durations {
    /// From the counts of words. A word that is no bucket's, of another version, is left out.
    pub(crate) fn of(counts: &[(&str, u64)]) -> Self {
        let count =
            |word: &str| counts.iter().filter(|(known, _)| *known == word).map(|(_, count)| count).sum();
        let mut from_seconds = 0;
        let mut buckets = Vec::with_capacity(BOUNDS.len() + 1);
        for (below, word) in BOUNDS {
            buckets.push(DurationBucket { from_seconds, below_seconds: Some(below), count: count(word) });
            from_seconds = below;
        }
        buckets.push(DurationBucket { from_seconds, below_seconds: None, count: count(MORE) });
        let median_seconds = median(&buckets);
        Self { buckets, median_seconds }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a count beyond 2^53 would not change a median that anybody sees"
)]
fn median(buckets: &[DurationBucket]) -> Option<f64> {
    let total: u64 = buckets.iter().map(|bucket| bucket.count).sum();
    let half = total as f64 / 2.0;
    let mut before = 0.0;
    for bucket in buckets.iter().filter(|bucket| bucket.count > 0) {
        let count = bucket.count as f64;
        if before + count >= half {
            let from = f64::from(bucket.from_seconds);
            let width = bucket.below_seconds.map_or(0.0, |below| f64::from(below) - from);
            return Some(from + width * (half - before) / count);
        }
        before += count;
    }
    None
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::{BOUNDS, DurationBucket, Durations, MORE, bucket_of};

    #[test]
    fn a_bound_belongs_to_the_bucket_above_it() {
        for (milliseconds, expected) in [
            (-5_000, "1"),
            (0, "1"),
            (999, "1"),
            (1_000, "2"),
            (7_999, "8"),
            (299_999, "300"),
            (300_000, MORE),
        ] {
            assert_eq!(bucket_of(SignedDuration::from_millis(milliseconds)), expected, "{milliseconds}");
        }
    }

    #[test]
    fn words_are_the_bounds_and_the_bounds_ascend() {
        assert!(BOUNDS.iter().all(|(bound, word)| bound.to_string() == *word));
        assert!(BOUNDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn the_median_lies_where_half_of_the_ceremonies_are_below_it() {
        for (counts, expected) in [
            (vec![], None),
            (vec![("1", 1)], Some(0.5)),
            (vec![("2", 1), ("3", 1)], Some(2.0)),
            (vec![("6", 1), ("8", 3), ("more", 1)], Some(7.0)),
            (vec![("more", 9), ("1", 1)], Some(300.0)),
            (vec![("12", 5)], None),
        ] {
            let durations = Durations::of(&counts);
            assert_eq!(durations.median_seconds, expected, "{counts:?}");
            assert_eq!(durations.buckets.len(), 16);
        }
        let last = DurationBucket { from_seconds: 300, below_seconds: None, count: 9 };
        assert_eq!(Durations::of(&[("more", 9)]).buckets[15], last);
    }
}
