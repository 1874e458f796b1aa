//! Section 8.6: the format `fido-u2f`.

use passflex_authenticator::{Algorithm, Attestation, Cbor, SigningKey, edit_bytes};

use super::{RegistrationRow, member, refused, statement};

pub(super) fn rows() -> Vec<RegistrationRow> {
    let row = |id, error| refused(id, Attestation::FidoU2f, error);
    let syntax = |id| row(id, "AttestationStatementInvalid(Syntax)");
    let key = |id| row(id, "AttestationStatementInvalid(U2fKey)");
    let signature = |id| row(id, "AttestationSignatureInvalid");
    vec![
        syntax("fido-u2f/sig-missing").object(|object| statement(object).remove(&Cbor::text("sig"))),
        syntax("fido-u2f/x5c-missing").object(|object| statement(object).remove(&Cbor::text("x5c"))),
        syntax("fido-u2f/x5c-empty").object(|object| *member(object, "x5c") = Cbor::Array(Vec::new())),
        syntax("fido-u2f/x5c-of-two").statement(|statement| {
            let leaf = statement.chain().leaf().clone();
            statement.chain().certificates.push(leaf);
        }),
        key("fido-u2f/certificate-of-P-384").statement(|statement| {
            statement.chain().set_key(SigningKey::from_seed(Algorithm::Es384, [7; 32]));
        }),
        key("fido-u2f/certificate-of-RSA").statement(|statement| {
            statement.chain().set_key(SigningKey::from_seed(Algorithm::Rs256, [7; 32]));
        }),
        key("fido-u2f/credential-of-P-384").algorithm(Algorithm::Es384),
        signature("fido-u2f/other-key")
            .statement(|statement| statement.chain().key = statement.chain().key.other()),
        signature("fido-u2f/other-client-data").answer(|answer| {
            edit_bytes(answer, "/response/clientDataJSON", |json| json.insert(1, b' '));
        }),
        signature("fido-u2f/other-credential-id").draft(|draft| {
            let id = draft.credential_id.clone();
            draft.edit_statement(move |statement| {
                if let passflex_authenticator::Statement::FidoU2f(fido_u2f) = statement {
                    let start = 1 + 32 + 32;
                    fido_u2f.message.splice(start..start + id.len(), vec![7; id.len()]);
                }
            });
        }),
        signature("fido-u2f/message-of-packed").draft(|draft| {
            let authenticator_data = draft.authenticator_data.encode();
            draft.edit_statement(move |statement| {
                if let passflex_authenticator::Statement::FidoU2f(fido_u2f) = statement {
                    let client_data_hash = fido_u2f.message[33..65].to_vec();
                    fido_u2f.message = [authenticator_data, client_data_hash].concat();
                }
            });
        }),
    ]
}
