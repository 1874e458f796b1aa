//! The bounds of everything that a client sends, checked before anything is decoded or copied.
//!
//! All are in bytes unless their name says otherwise. Only [`MAX_CREDENTIAL_ID_BYTES`] comes from the specification;
//! the others leave what shipped authenticators send several times the room that it needs.
//!
//! They bound the memory as well. Whatever a response was made of, verifying a registration allocates at most 3 MiB at
//! a time, nearly all of it for certificates that list as much as they can (64 KiB where attestation is ignored), and
//! verifying an assertion at most 32 KiB. Reading a response's JSON and decoding it allocates at most four times its
//! text, whose length is the caller's to bound. The tests hold these figures with input of every kind that takes much.
//! Left out are the crypto library's own allocations, a few KiB for each key.

/// A credential id: WebAuthn Level 3 section 7.1 step 25.
pub const MAX_CREDENTIAL_ID_BYTES: usize = 1023;
/// The client's `clientDataJSON`.
pub const MAX_CLIENT_DATA_JSON_BYTES: usize = 16 * 1024;
/// A registration's `attestationObject`.
pub const MAX_ATTESTATION_OBJECT_BYTES: usize = 64 * 1024;
/// An assertion's `authenticatorData`.
pub const MAX_AUTHENTICATOR_DATA_BYTES: usize = 16 * 1024;
/// An assertion's `signature`; room for the post-quantum signatures, which are the longest.
pub const MAX_SIGNATURE_BYTES: usize = 8 * 1024;
/// A user handle: WebAuthn Level 3 section 5.4.3.
pub const MAX_USER_HANDLE_BYTES: usize = 64;
/// How many transports a registration may name, repeated ones included.
pub const MAX_TRANSPORTS: usize = 16;
/// One transport's name.
pub const MAX_TRANSPORT_BYTES: usize = 64;
/// How deeply CBOR items may be nested; CTAP2 itself stops at four.
pub const MAX_CBOR_DEPTH: usize = 8;
/// How many entries a CBOR map may have.
pub const MAX_CBOR_MAP_ENTRIES: usize = 64;
/// How many certificates an attestation statement may bring; the longest chains in use have five.
pub const MAX_CERTIFICATES: usize = 10;
/// A certificate in DER; those in use have less than 4 KiB.
pub const MAX_CERTIFICATE_BYTES: usize = 16 * 1024;
/// A BLOB of the FIDO Metadata Service, as it is served; that of the FIDO Alliance had 10 MiB in 2026, and grows.
pub const MAX_METADATA_BLOB_BYTES: usize = 32 * 1024 * 1024;
