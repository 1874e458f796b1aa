//! The ids of events and audit rows, which are the cursors of their lists.

use jiff::Timestamp;

/// Digits in ascending ASCII order, so that numbers of equal length sort as their texts do.
const DIGITS: [u8; 62] = *b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Enough base62 digits for 128 bits.
const LENGTH: usize = 22;

/// The text of a time-ordered id: 48 bits of Unix milliseconds, then the 80 random bits, as 22 base62 characters.
///
/// Texts of a later millisecond sort behind those of an earlier one. `at` before 1970 counts as 1970.
pub fn time_ordered(at: Timestamp, random: [u8; 10]) -> String {
    let milliseconds = u128::from(at.as_millisecond().max(0).cast_unsigned()) & 0xffff_ffff_ffff;
    let tail = random.iter().fold(0, |tail, byte| tail << 8 | u128::from(*byte));
    let mut number = milliseconds << 80 | tail;
    let mut text = ['0'; LENGTH];
    for place in text.iter_mut().rev() {
        let digit = usize::try_from(number % 62).ok().and_then(|digit| DIGITS.get(digit));
        *place = digit.copied().map_or('0', char::from);
        number /= 62;
    }
    text.iter().collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::time_ordered;

    #[test]
    fn a_later_millisecond_sorts_later_whatever_the_random_part() {
        let at = |milliseconds| Timestamp::from_millisecond(milliseconds).unwrap();
        let earlier = time_ordered(at(1_700_000_000_000), [0xff; 10]);
        let later = time_ordered(at(1_700_000_000_001), [0; 10]);
        assert_eq!((earlier.as_str(), later.as_str()), ("02usyDNXCgt1ntDe5ilAFD", "02usyDNXCgt1ntDe5ilAFE"));
        assert!(earlier < later);
    }

    #[test]
    fn the_random_part_tells_ids_of_one_millisecond_apart() {
        let at = Timestamp::UNIX_EPOCH;
        assert_eq!(time_ordered(at, [0; 10]), "0000000000000000000000");
        assert_eq!(time_ordered(at, [0, 0, 0, 0, 0, 0, 0, 0, 0, 61]), "000000000000000000000z");
    }
}
