//! CBOR to write, in forms that are right and forms that are not.

use minicbor::Encoder;

/// A CBOR item. Maps keep their order and may have a key twice; lengths may be left indefinite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cbor {
    /// An integer.
    Int(i64),
    /// A byte string.
    Bytes(Vec<u8>),
    /// A text string.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// An array of definite length.
    Array(Vec<Cbor>),
    /// A map of definite length.
    Map(Vec<(Cbor, Cbor)>),
    /// A map of indefinite length, which CTAP2 forbids.
    IndefiniteMap(Vec<(Cbor, Cbor)>),
    /// Bytes that stand where an item should, whatever they are.
    Raw(Vec<u8>),
}

impl Cbor {
    /// A text string.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// The item's encoding.
    pub fn encode(&self) -> Vec<u8> {
        let mut encoder = Encoder::new(Vec::new());
        self.write(&mut encoder).expect("writing to a vector does not fail");
        encoder.into_writer()
    }

    /// The value of this key of a map.
    ///
    /// # Panics
    /// If this is not a map or has no such key.
    pub fn get_mut(&mut self, key: &Cbor) -> &mut Cbor {
        let entry = self.entries().iter_mut().find(|(candidate, _)| candidate == key);
        &mut entry.expect("the map has the key").1
    }

    /// Replaces the value of this key of a map, or adds the entry.
    ///
    /// # Panics
    /// If this is not a map.
    pub fn set(&mut self, key: Cbor, value: Cbor) {
        match self.entries().iter_mut().find(|(candidate, _)| *candidate == key) {
            Some(entry) => entry.1 = value,
            None => self.push(key, value),
        }
    }

    /// Adds an entry to the end of a map, also if the key is there already.
    ///
    /// # Panics
    /// If this is not a map.
    pub fn push(&mut self, key: Cbor, value: Cbor) {
        self.entries().push((key, value));
    }

    /// Removes an entry from a map.
    ///
    /// # Panics
    /// If this is not a map.
    pub fn remove(&mut self, key: &Cbor) {
        self.entries().retain(|(candidate, _)| candidate != key);
    }

    /// Leaves a map's length indefinite.
    ///
    /// # Panics
    /// If this is not a map.
    pub fn make_indefinite(&mut self) {
        let entries = std::mem::take(self.entries());
        *self = Self::IndefiniteMap(entries);
    }

    /// The entries of a map.
    ///
    /// # Panics
    /// If this is not a map.
    pub fn entries(&mut self) -> &mut Vec<(Cbor, Cbor)> {
        match self {
            Self::Map(entries) | Self::IndefiniteMap(entries) => entries,
            other => panic!("{other:?} is not a map"),
        }
    }

    fn write(
        &self,
        encoder: &mut Encoder<Vec<u8>>,
    ) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        match self {
            Self::Int(value) => encoder.i64(*value).map(drop),
            Self::Bytes(bytes) => encoder.bytes(bytes).map(drop),
            Self::Text(text) => encoder.str(text).map(drop),
            Self::Bool(value) => encoder.bool(*value).map(drop),
            Self::Array(items) => {
                encoder.array(items.len() as u64)?;
                items.iter().try_for_each(|item| item.write(encoder))
            }
            Self::Map(entries) => {
                encoder.map(entries.len() as u64)?;
                write_entries(entries, encoder)
            }
            Self::IndefiniteMap(entries) => {
                encoder.begin_map()?;
                write_entries(entries, encoder)?;
                encoder.end().map(drop)
            }
            Self::Raw(bytes) => {
                encoder.writer_mut().extend_from_slice(bytes);
                Ok(())
            }
        }
    }
}

fn write_entries(
    entries: &[(Cbor, Cbor)],
    encoder: &mut Encoder<Vec<u8>>,
) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
    entries.iter().try_for_each(|(key, value)| {
        key.write(encoder)?;
        value.write(encoder)
    })
}

#[cfg(test)]
mod tests {
    use super::Cbor;

    #[test]
    fn a_map_is_written_in_its_order_with_either_kind_of_length() {
        let mut map = Cbor::Map(vec![(Cbor::Int(3), Cbor::Int(-7)), (Cbor::text("a"), Cbor::Bytes(vec![1]))]);
        assert_eq!(map.encode(), [0xa2, 0x03, 0x26, 0x61, b'a', 0x41, 0x01]);
        map.make_indefinite();
        assert_eq!(map.encode(), [0xbf, 0x03, 0x26, 0x61, b'a', 0x41, 0x01, 0xff]);
    }
}
