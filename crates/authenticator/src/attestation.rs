//! The attestation object of a registration (WebAuthn Level 3 sections 6.5.4 and 8).

mod android_key;
mod android_safetynet;
mod apple;
mod fido_u2f;
mod packed;
mod statement;
mod tpm;

use crate::cbor::Cbor;
use crate::draft::{AttestedCredential, RegistrationDraft};
use crate::key::{SigningKey, sha256};

pub use android_key::{AndroidKey, AuthorizationList, KeyDescription};
pub use android_safetynet::AndroidSafetynet;
pub use apple::Apple;
pub use fido_u2f::FidoU2f;
pub use packed::{Packed, PackedSelf};
pub use statement::Statement;
pub use tpm::{CertInfo, Parameters, PubArea, Tpm};

/// Which attestation statement a registration carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attestation {
    /// `none`.
    None,
    /// `packed`, signed by the credential's own key.
    PackedSelf,
    /// `packed`, signed by an attestation key that has a certificate.
    Packed,
    /// `tpm`.
    Tpm,
    /// `android-key`.
    AndroidKey,
    /// `android-safetynet`.
    AndroidSafetynet,
    /// `fido-u2f`. The AAGUID has to be left at zero, and the algorithm at ES256.
    FidoU2f,
    /// `apple`.
    Apple,
    /// `compound`, of these.
    Compound(Vec<Attestation>),
    /// Any other: a format's name and the statement to put there as it is.
    Other(String, Cbor),
}

/// What statements are about.
#[derive(Clone, Copy, Debug)]
struct Ceremony<'a> {
    authenticator_data: &'a [u8],
    client_data_hash: [u8; 32],
    attested: Option<&'a AttestedCredential>,
    credential_key: &'a SigningKey,
}

impl Ceremony<'_> {
    /// What nearly every statement signs: the authenticator data and the hash of the client data.
    fn message(&self) -> Vec<u8> {
        [self.authenticator_data, &self.client_data_hash].concat()
    }

    fn aaguid(&self) -> [u8; 16] {
        self.attested.map_or([0; 16], |attested| attested.aaguid)
    }
}

/// Makes the draft's statement, lets the draft change it, signs it and wraps it up.
pub(crate) fn attestation_object(draft: &mut RegistrationDraft, client_data_json: &[u8]) -> Vec<u8> {
    let authenticator_data = draft.authenticator_data.encode();
    let mut statement = Statement::new(
        &draft.attestation,
        Ceremony {
            authenticator_data: &authenticator_data,
            client_data_hash: sha256(client_data_json),
            attested: draft.authenticator_data.attested.as_ref(),
            credential_key: &draft.signing_key,
        },
    );
    if let Some(edit) = draft.statement_edit.take() {
        edit(&mut statement);
    }
    let mut object = Cbor::Map(vec![
        (Cbor::text("fmt"), Cbor::text(statement.format())),
        (Cbor::text("attStmt"), statement.encode()),
        (Cbor::text("authData"), Cbor::Bytes(authenticator_data)),
    ]);
    if let Some(edit) = draft.object_edit.take() {
        edit(&mut object);
    }
    object.encode()
}

/// A statement, which is a map by text.
fn map<const N: usize>(members: [(&str, Cbor); N]) -> Cbor {
    Cbor::Map(members.into_iter().map(|(name, value)| (Cbor::text(name), value)).collect())
}

/// `x5c`.
fn x5c(chain: &crate::certificate::Chain) -> Cbor {
    Cbor::Array(chain.encode().into_iter().map(Cbor::Bytes).collect())
}

#[cfg(test)]
mod tests;
