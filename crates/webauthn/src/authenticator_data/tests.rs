use super::{AttestedCredentialData, AuthenticatorData, AuthenticatorDataError};
use crate::{Aaguid, Flags};

/// Authenticator data of these flags, with this behind the counter.
fn bytes(flags: u8, rest: &[u8]) -> Vec<u8> {
    [&[7; 32][..], &[flags], &[0, 0, 1, 2], rest].concat()
}

fn attested(credential_id: &[u8]) -> Vec<u8> {
    let length = u16::try_from(credential_id.len()).expect("a length of 16 bits").to_be_bytes();
    [&[9; 16][..], &length, credential_id, b"\xa1\x01\x02"].concat()
}

#[test]
fn the_shortest_data_has_a_hash_flags_and_a_counter() {
    let expected = AuthenticatorData {
        rp_id_hash: &[7; 32],
        flags: Flags::from_bits(0x05),
        sign_count: 258,
        attested_credential_data: None,
        extensions: None,
    };
    assert_eq!(AuthenticatorData::parse(&bytes(0x05, b"")), Ok(expected));
}

#[test]
fn the_attested_credential_ends_where_its_key_ends() {
    let bytes = bytes(0xc1, &[attested(b"id"), b"\xa1\x61x\xf5".to_vec()].concat());
    let data = AuthenticatorData::parse(&bytes).expect("it parses");
    let credential = AttestedCredentialData {
        aaguid: Aaguid::new([9; 16]),
        credential_id: b"id",
        credential_public_key: b"\xa1\x01\x02",
    };
    assert_eq!(data.attested_credential_data, Some(credential));
    assert_eq!(data.extensions, Some(&b"\xa1\x61x\xf5"[..]));
}

#[test]
fn a_credential_id_has_between_1_and_1023_bytes() {
    let parse = |id: &[u8]| AuthenticatorData::parse(&bytes(0x41, &attested(id))).map(drop);
    assert_eq!(parse(&[]), Err(AuthenticatorDataError::CredentialIdEmpty));
    assert_eq!(parse(&[1]), Ok(()));
    assert_eq!(parse(&[1; 1023]), Ok(()));
    assert_eq!(parse(&[1; 1024]), Err(AuthenticatorDataError::CredentialIdTooLong));
}

#[test]
fn data_that_is_cut_short_at_any_byte_is_malformed() {
    let whole = bytes(0xc1, &[attested(b"id"), b"\xa0".to_vec()].concat());
    for length in 0..whole.len() {
        let cut = AuthenticatorData::parse(&whole[..length]);
        assert_eq!(cut, Err(AuthenticatorDataError::Malformed), "{length} bytes");
    }
}
