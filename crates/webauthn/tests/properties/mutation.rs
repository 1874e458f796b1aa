//! Changes to byte strings.

use proptest::prelude::*;
use proptest::sample::Index;

/// A change to a byte string.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    Replace(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Truncate(Index),
    /// Takes the bytes between two places once more, as a list of many items or a member twice has it.
    Repeat(Index, Index),
}

impl Mutation {
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        prop_oneof![
            4 => (any::<Index>(), 1_u8..).prop_map(|(at, difference)| Self::Replace(at, difference)),
            1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Self::Insert(at, byte)),
            1 => any::<Index>().prop_map(Self::Remove),
            1 => any::<Index>().prop_map(Self::Truncate),
            1 => any::<[Index; 2]>().prop_map(|[one, other]| Self::Repeat(one, other)),
        ]
    }

    /// Changes the bytes, if there are any.
    pub(crate) fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let index = |at: &Index| at.index(bytes.len());
        match self {
            Self::Replace(at, difference) => {
                let at = index(at);
                bytes[at] ^= difference;
            }
            Self::Insert(at, byte) => bytes.insert(index(at), *byte),
            Self::Remove(at) => {
                bytes.remove(index(at));
            }
            Self::Truncate(at) => bytes.truncate(index(at)),
            Self::Repeat(one, other) => {
                let (one, other) = (index(one), index(other));
                let (start, end) = (one.min(other), one.max(other));
                bytes.splice(end..end, bytes[start..end].to_vec()).for_each(drop);
            }
        }
    }
}
