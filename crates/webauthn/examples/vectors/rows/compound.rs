//! Section 8.9: the format `compound`.

use passflex_authenticator::{Attestation, Cbor, Statement};

use super::{RegistrationRow, refused, statement};

pub(super) fn rows() -> Vec<RegistrationRow> {
    let row = |id, error| {
        refused(id, Attestation::Compound(vec![Attestation::PackedSelf, Attestation::Packed]), error)
    };
    let syntax = |id| row(id, "AttestationStatementInvalid(Syntax)");
    vec![
        row("compound/statement-map", "AttestationStatementInvalid(Syntax)")
            .object(|object| object.set(Cbor::text("attStmt"), Cbor::Map(Vec::new()))),
        syntax("compound/of-none").statement(|statement| statement.compound().clear()),
        syntax("compound/of-one").statement(|statement| statement.compound().truncate(1)),
        syntax("compound/within-compound").statement(|statement| {
            let inner = Statement::Compound(statement.compound().clone());
            statement.compound().push(inner);
        }),
        syntax("compound/part-without-format").object(|object| {
            if let Cbor::Array(parts) = statement(object) {
                parts[0].remove(&Cbor::text("fmt"));
            }
        }),
        syntax("compound/part-without-statement").object(|object| {
            if let Cbor::Array(parts) = statement(object) {
                parts[0].remove(&Cbor::text("attStmt"));
            }
        }),
        syntax("compound/part-not-a-map").object(|object| {
            if let Cbor::Array(parts) = statement(object) {
                parts[0] = Cbor::text("packed");
            }
        }),
        row("compound/part-of-unknown-format", "AttestationFormatUnknown").object(|object| {
            if let Cbor::Array(parts) = statement(object) {
                parts[0].set(Cbor::text("fmt"), Cbor::text("org.example.none"));
            }
        }),
        row("compound/part-by-other-key", "AttestationSignatureInvalid").statement(|statement| {
            let chain = statement.compound()[1].chain();
            chain.key = chain.key.other();
        }),
    ]
}
