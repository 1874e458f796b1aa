//! Sections 6.5.4, 8.1 and 8.7 and 7.1 steps 13 and 21: the attestation object and the format `none`.

use passflex_authenticator::{Attestation, Cbor, edit_bytes};

use super::{RegistrationRow, refused, statement};

pub(super) fn rows() -> Vec<RegistrationRow> {
    let none = |id, error| refused(id, Attestation::None, error);
    let malformed = |id| none(id, "AttestationObjectMalformed");
    vec![
        none("attestation-object/not-cbor", "CborMalformed")
            .answer(|answer| edit_bytes(answer, "/response/attestationObject", |bytes| bytes[0] = 0xff)),
        none("attestation-object/cut-short", "CborMalformed").answer(|answer| {
            edit_bytes(answer, "/response/attestationObject", |bytes| bytes.truncate(bytes.len() - 1));
        }),
        none("attestation-object/empty", "CborMalformed")
            .answer(|answer| edit_bytes(answer, "/response/attestationObject", Vec::clear)),
        none("attestation-object/array", "CborMalformed").object(|object| *object = Cbor::Array(Vec::new())),
        none("attestation-object/indefinite", "CborMalformed").object(Cbor::make_indefinite),
        none("attestation-object/trailing", "CborTrailingBytes")
            .answer(|answer| edit_bytes(answer, "/response/attestationObject", |bytes| bytes.push(0))),
        none("attestation-object/member-twice", "CborDuplicateKey")
            .object(|object| object.push(Cbor::text("fmt"), Cbor::text("none"))),
        malformed("attestation-object/fmt-missing").object(|object| object.remove(&Cbor::text("fmt"))),
        malformed("attestation-object/fmt-bytes")
            .object(|object| object.set(Cbor::text("fmt"), Cbor::Bytes(b"none".to_vec()))),
        malformed("attestation-object/fmt-empty")
            .object(|object| object.set(Cbor::text("fmt"), Cbor::text(""))),
        malformed("attestation-object/fmt-too-long")
            .object(|object| object.set(Cbor::text("fmt"), Cbor::text(&"a".repeat(33)))),
        malformed("attestation-object/fmt-with-quote")
            .object(|object| object.set(Cbor::text("fmt"), Cbor::text("no\"ne"))),
        malformed("attestation-object/statement-missing")
            .object(|object| object.remove(&Cbor::text("attStmt"))),
        malformed("attestation-object/statement-array")
            .object(|object| object.set(Cbor::text("attStmt"), Cbor::Array(Vec::new()))),
        malformed("attestation-object/authenticator-data-missing")
            .object(|object| object.remove(&Cbor::text("authData"))),
        malformed("attestation-object/authenticator-data-text")
            .object(|object| object.set(Cbor::text("authData"), Cbor::text("AAAA"))),
        none("attestation-object/unknown-format", "AttestationFormatUnknown")
            .object(|object| object.set(Cbor::text("fmt"), Cbor::text("org.example.none"))),
        none("attestation-object/format-case", "AttestationFormatUnknown")
            .object(|object| object.set(Cbor::text("fmt"), Cbor::text("None"))),
        none("none/statement-not-empty", "AttestationStatementInvalid(Syntax)")
            .object(|object| statement(object).push(Cbor::text("alg"), Cbor::Int(-7))),
    ]
}
