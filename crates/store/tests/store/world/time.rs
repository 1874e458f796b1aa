//! The only clock of the tests.

use jiff::Timestamp;

/// So many seconds after the moment at which every story starts: 2100-01-01 00:00:00 UTC. Far ahead, so that by the
/// database's own clock nothing of a story has expired.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(4_102_444_800 + seconds).unwrap()
}
