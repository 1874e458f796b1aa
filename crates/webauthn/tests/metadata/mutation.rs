//! Changes of a BLOB, each of which has to cost it its signature. Whoever draws them, a property or a fuzzer.

use crate::service::Service;

/// One change of a BLOB.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    /// These bits of the byte here are the other way round.
    Flip(usize, u8),
    /// The byte here is missing.
    Remove(usize),
    /// Another byte comes before the one here.
    Insert(usize, u8),
    /// It ends here.
    Truncate(usize),
}

/// A BLOB with these changes does not verify, unless they come to nothing. Positions are taken modulo its length.
pub(crate) fn a_changed_blob_does_not_verify(service: &Service, good: &[u8], mutations: &[Mutation]) {
    let mut blob = good.to_vec();
    for mutation in mutations {
        let at = |position: usize| position % blob.len().max(1);
        match *mutation {
            _ if blob.is_empty() => break,
            Mutation::Flip(position, bits) => {
                let position = at(position);
                blob[position] ^= bits;
            }
            Mutation::Remove(position) => _ = blob.remove(at(position)),
            Mutation::Insert(position, byte) => blob.insert(at(position), byte),
            Mutation::Truncate(position) => blob.truncate(at(position)),
        }
    }
    if blob.trim_ascii_end() != good {
        assert!(service.verify(&blob, |_| ()).is_err());
    }
}
