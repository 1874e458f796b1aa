//! CBOR of the profile that authenticators write (CTAP2 canonical form, RFC 8949).
//!
//! Accepted: definite lengths, map keys that are integers or text, every key once, nesting and map sizes within
//! [`crate::limits`]. Refused: indefinite lengths, tags, anything cut short. Key order and shortest integer forms
//! are not demanded, because real authenticators get them wrong and nothing here depends on them.

use minicbor::data::Type;
use minicbor::{Decoder, decode};

use crate::limits::{MAX_CBOR_DEPTH, MAX_CBOR_MAP_ENTRIES};

/// Why bytes are not CBOR of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CborError {
    /// Not well-formed, or outside the profile.
    Malformed,
    /// A map has a key twice.
    DuplicateKey,
    /// Bytes follow the item.
    TrailingBytes,
}

impl From<decode::Error> for CborError {
    fn from(_: decode::Error) -> Self {
        Self::Malformed
    }
}

/// One complete data item, already checked against the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item<'b>(&'b [u8]);

/// The key of a map entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key<'b> {
    Int(i64),
    Text(&'b str),
}

/// The entries of a map, in the order in which they were written.
#[derive(Clone, Debug)]
pub(crate) struct Map<'b>(Vec<(Key<'b>, Item<'b>)>);

/// Splits the first item off `bytes` and returns what follows it as well.
pub(crate) fn split_item(bytes: &[u8]) -> Result<(Item<'_>, &[u8]), CborError> {
    let mut decoder = Decoder::new(bytes);
    check_item(&mut decoder, MAX_CBOR_DEPTH)?;
    let (item, rest) = bytes.split_at_checked(decoder.position()).ok_or(CborError::Malformed)?;
    Ok((Item(item), rest))
}

/// Takes all of `bytes` as one item.
pub(crate) fn whole_item(bytes: &[u8]) -> Result<Item<'_>, CborError> {
    match split_item(bytes)? {
        (item, []) => Ok(item),
        _ => Err(CborError::TrailingBytes),
    }
}

/// Takes all of `bytes` as one map; `None` where it is one item of another kind.
pub(crate) fn whole_map(bytes: &[u8]) -> Result<Option<Map<'_>>, CborError> {
    let mut decoder = Decoder::new(bytes);
    if decoder.datatype()? != Type::Map {
        return whole_item(bytes).map(|_| None);
    }
    let map = read_map(&mut decoder, MAX_CBOR_DEPTH - 1)?;
    if decoder.position() == bytes.len() { Ok(Some(map)) } else { Err(CborError::TrailingBytes) }
}

impl<'b> Item<'b> {
    /// The item's encoding, as it was sent.
    pub(crate) fn encoding(self) -> &'b [u8] {
        self.0
    }

    /// The integer, if it is one of 64 bits.
    pub(crate) fn as_int(self) -> Option<i64> {
        self.decoder().i64().ok()
    }

    /// The boolean, if it is one.
    pub(crate) fn as_bool(self) -> Option<bool> {
        self.decoder().bool().ok()
    }

    /// The byte string, if it is one.
    pub(crate) fn as_bytes(self) -> Option<&'b [u8]> {
        self.decoder().bytes().ok()
    }

    /// The text string, if it is one.
    pub(crate) fn as_text(self) -> Option<&'b str> {
        self.decoder().str().ok()
    }

    /// Whether it is an array.
    pub(crate) fn is_array(self) -> bool {
        self.decoder().datatype().is_ok_and(|kind| kind == Type::Array)
    }

    /// Whether it is a map.
    pub(crate) fn is_map(self) -> bool {
        self.decoder().datatype().is_ok_and(|kind| kind == Type::Map)
    }

    /// The items, if it is an array of at most `max`.
    pub(crate) fn as_array(self, max: usize) -> Option<Vec<Item<'b>>> {
        let mut decoder = self.decoder();
        let length = usize::try_from(decoder.array().ok().flatten()?).ok().filter(|length| *length <= max)?;
        let mut items = Vec::with_capacity(length);
        for _ in 0..length {
            let start = decoder.position();
            decoder.skip().ok()?;
            items.push(Item(self.0.get(start..decoder.position())?));
        }
        Some(items)
    }

    /// The entries, if it is a map.
    pub(crate) fn as_map(self) -> Option<Map<'b>> {
        let mut decoder = self.decoder();
        let length = decoder.map().ok().flatten()?;
        let mut entries = Vec::with_capacity(usize::try_from(length).ok()?);
        for _ in 0..length {
            let key = read_key(&mut decoder).ok()?;
            let start = decoder.position();
            decoder.skip().ok()?;
            entries.push((key, Item(self.0.get(start..decoder.position())?)));
        }
        Some(Map(entries))
    }

    fn decoder(self) -> Decoder<'b> {
        Decoder::new(self.0)
    }
}

impl<'b> Map<'b> {
    /// The value of this key.
    pub(crate) fn get(&self, key: Key<'_>) -> Option<Item<'b>> {
        self.0.iter().find(|(candidate, _)| *candidate == key).map(|&(_, value)| value)
    }

    /// Whether the map has no entry.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Walks over one item. `depth` is how many levels of nesting are still allowed.
fn check_item(decoder: &mut Decoder<'_>, depth: usize) -> Result<(), CborError> {
    match decoder.datatype()? {
        Type::Array => {
            let depth = depth.checked_sub(1).ok_or(CborError::Malformed)?;
            for _ in 0..decoder.array()?.ok_or(CborError::Malformed)? {
                check_item(decoder, depth)?;
            }
        }
        Type::Map => {
            read_map(decoder, depth.checked_sub(1).ok_or(CborError::Malformed)?)?;
        }
        Type::Bytes => {
            decoder.bytes()?;
        }
        Type::String => {
            decoder.str()?;
        }
        Type::U8
        | Type::U16
        | Type::U32
        | Type::U64
        | Type::I8
        | Type::I16
        | Type::I32
        | Type::I64
        | Type::Int => {
            decoder.int()?;
        }
        Type::Bool | Type::Null | Type::Undefined | Type::Simple | Type::F16 | Type::F32 | Type::F64 => {
            decoder.skip()?;
        }
        // Indefinite lengths, tags, breaks and reserved encodings.
        _ => return Err(CborError::Malformed),
    }
    Ok(())
}

/// Walks over the entries of a map and keeps where they are.
fn read_map<'b>(decoder: &mut Decoder<'b>, depth: usize) -> Result<Map<'b>, CborError> {
    let length = decoder.map()?.ok_or(CborError::Malformed)?;
    let length = usize::try_from(length).map_err(|_| CborError::Malformed)?;
    if length > MAX_CBOR_MAP_ENTRIES {
        return Err(CborError::Malformed);
    }
    let mut entries = Vec::with_capacity(length);
    for _ in 0..length {
        let key = read_key(decoder)?;
        if entries.iter().any(|&(earlier, _)| earlier == key) {
            return Err(CborError::DuplicateKey);
        }
        let start = decoder.position();
        check_item(decoder, depth)?;
        let value = decoder.input().get(start..decoder.position()).ok_or(CborError::Malformed)?;
        entries.push((key, Item(value)));
    }
    Ok(Map(entries))
}

fn read_key<'b>(decoder: &mut Decoder<'b>) -> Result<Key<'b>, CborError> {
    match decoder.datatype()? {
        Type::String => Ok(Key::Text(decoder.str()?)),
        _ => Ok(Key::Int(decoder.i64()?)),
    }
}

#[cfg(test)]
mod tests;
