//! What has to hold for any bytes whatever, a module for each kind of bytes that comes from outside.
//!
//! The tests feed them with what proptest makes up, the fuzz targets with what libFuzzer finds: `fuzz/` includes this
//! folder. A subject panics where its property does not hold.

mod attestation_object;
mod authentication;
mod authenticator_data;
pub(crate) mod ceremonies;
mod certificate;
mod client_data;
mod cose_key;
mod metadata_blob;
mod registration;

/// A kind of bytes that comes from outside.
pub(crate) struct Subject {
    /// The name of its module and of its fuzz target.
    pub(crate) name: &'static str,
    /// Checks its property for these bytes.
    pub(crate) check: fn(&[u8]),
    /// Bytes of this kind that are right.
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
}

macro_rules! subjects {
    ($($name:ident),*) => {
        /// Every subject.
        pub(crate) const ALL: &[Subject] =
            &[$(Subject { name: stringify!($name), check: $name::check, seeds: $name::seeds }),*];
    };
}

subjects!(
    attestation_object,
    authentication,
    authenticator_data,
    certificate,
    client_data,
    cose_key,
    metadata_blob,
    registration
);

/// The subject of this name.
pub(crate) fn subject(name: &str) -> &'static Subject {
    ALL.iter().find(|subject| subject.name == name).expect("there is a subject of this name")
}
