//! Section 8.8: the format `apple`.

use passflex_authenticator::{Attestation, Cbor, Extension, edit_bytes, oid};

use super::{RegistrationRow, member, refused, statement};

pub(super) fn rows() -> Vec<RegistrationRow> {
    let row = |id, error| refused(id, Attestation::Apple, error);
    let syntax = |id| row(id, "AttestationStatementInvalid(Syntax)");
    let nonce = |id| row(id, "AttestationStatementInvalid(AppleNonce)");
    vec![
        syntax("apple/x5c-missing").object(|object| statement(object).remove(&Cbor::text("x5c"))),
        syntax("apple/x5c-empty").object(|object| *member(object, "x5c") = Cbor::Array(Vec::new())),
        nonce("apple/nonce-missing").statement(|statement| statement.apple().nonce = None),
        nonce("apple/nonce-of-other-ceremony")
            .statement(|statement| statement.apple().nonce = Some(vec![7; 32])),
        nonce("apple/nonce-empty").statement(|statement| statement.apple().nonce = Some(Vec::new())),
        nonce("apple/nonce-not-wrapped").statement(|statement| {
            let value = statement.apple().nonce.take().unwrap_or_default();
            statement.chain().leaf().extensions.push(Extension {
                oid: oid::APPLE_NONCE,
                critical: false,
                value,
            });
        }),
        nonce("apple/nonce-wrapped-otherwise").statement(|statement| {
            // Apple's wrapping, but for the context tag.
            let nonce = statement.apple().nonce.take().unwrap_or_default();
            let value = [&[0x30, 0x24, 0xa2, 0x22, 0x04, 0x20], &nonce[..]].concat();
            statement.chain().leaf().extensions.push(Extension {
                oid: oid::APPLE_NONCE,
                critical: false,
                value,
            });
        }),
        nonce("apple/other-client-data").answer(|answer| {
            edit_bytes(answer, "/response/clientDataJSON", |json| json.insert(1, b' '));
        }),
        row("apple/certificate-of-other-key", "AttestationStatementInvalid(PublicKeyMismatch)").statement(
            |statement| {
                let other = statement.chain().key.other();
                statement.chain().set_key(other);
            },
        ),
    ]
}
