//! The attestation object of a registration (WebAuthn Level 3 section 6.5.4).

use crate::cbor::Cbor;
use crate::draft::RegistrationDraft;
use crate::key::sha256;

/// Which attestation statement a registration carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attestation {
    /// `none`.
    None,
    /// `packed`, signed by the credential's own key.
    PackedSelf,
    /// Any other: a format's name and the statement to put there as it is.
    Other(String, Cbor),
}

/// Signs the draft's statement and wraps it up.
pub(crate) fn attestation_object(draft: &mut RegistrationDraft, client_data_json: &[u8]) -> Vec<u8> {
    let authenticator_data = draft.authenticator_data.encode();
    let (format, statement) = match &draft.attestation {
        Attestation::None => ("none", Cbor::Map(Vec::new())),
        Attestation::PackedSelf => {
            let signed = [&authenticator_data[..], &sha256(client_data_json)].concat();
            let statement = Cbor::Map(vec![
                (Cbor::text("alg"), Cbor::Int(draft.signing_key.algorithm().cose_id())),
                (Cbor::text("sig"), Cbor::Bytes(draft.signing_key.sign(&signed))),
            ]);
            ("packed", statement)
        }
        Attestation::Other(format, statement) => (format.as_str(), statement.clone()),
    };
    let mut object = Cbor::Map(vec![
        (Cbor::text("fmt"), Cbor::text(format)),
        (Cbor::text("attStmt"), statement),
        (Cbor::text("authData"), Cbor::Bytes(authenticator_data)),
    ]);
    if let Some(edit) = draft.object_edit.take() {
        edit(&mut object);
    }
    object.encode()
}
