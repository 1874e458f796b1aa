//! The table: one row for each vector.
//!
//! A row starts from a ceremony in which everything is right. One that is refused says at which rule, and changes the
//! one thing that breaks it: what the relying party asked, what client and authenticator say before it is signed, the
//! statement before it is signed, the attestation object afterwards, or the answer at last.

mod android_key;
mod android_safetynet;
mod apple;
mod assertion;
mod attestation_object;
mod authenticator_data;
mod client_data;
mod compound;
mod cose;
mod fido_u2f;
mod packed;
mod positive;
mod tpm;
mod trust;

use passflex_authenticator::{Algorithm, AssertionDraft, Attestation, Cbor, RegistrationDraft, Statement};
use serde_json::Value;

/// A registration.
pub(crate) struct RegistrationRow {
    pub(crate) id: String,
    pub(crate) attestation: Attestation,
    pub(crate) algorithm: Algorithm,
    /// The error as its `Debug` has it; `None` where the registration is right.
    pub(crate) error: Option<&'static str>,
    /// Whether a chain has to lead to the root even where there is none.
    pub(crate) requires_trust: bool,
    pub(crate) request: fn(&mut Value),
    pub(crate) draft: fn(&mut RegistrationDraft),
    pub(crate) statement: Option<fn(&mut Statement)>,
    pub(crate) object: Option<fn(&mut Cbor)>,
    pub(crate) answer: fn(&mut Value),
}

/// An assertion.
pub(crate) struct AssertionRow {
    pub(crate) id: String,
    pub(crate) algorithm: Algorithm,
    /// The error as its `Debug` has it; `None` where the assertion is right.
    pub(crate) error: Option<&'static str>,
    pub(crate) request: fn(&mut Value),
    pub(crate) stored: fn(&mut Value),
    pub(crate) draft: fn(&mut AssertionDraft),
    pub(crate) answer: fn(&mut Value),
}

/// Every registration.
pub(crate) fn registrations() -> Vec<RegistrationRow> {
    [
        positive::registrations(),
        client_data::rows(),
        authenticator_data::rows(),
        attestation_object::rows(),
        cose::rows(),
        packed::rows(),
        tpm::rows(),
        android_key::rows(),
        android_safetynet::rows(),
        fido_u2f::rows(),
        apple::rows(),
        compound::rows(),
        trust::rows(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every assertion.
pub(crate) fn assertions() -> Vec<AssertionRow> {
    positive::assertions().into_iter().chain(assertion::rows()).collect()
}

/// A registration that is right.
fn accepted(id: impl Into<String>, attestation: Attestation, algorithm: Algorithm) -> RegistrationRow {
    RegistrationRow {
        id: id.into(),
        attestation,
        algorithm,
        error: None,
        requires_trust: false,
        request: |_| {},
        draft: |_| {},
        statement: None,
        object: None,
        answer: |_| {},
    }
}

/// A registration with an ES256 key that is refused.
fn refused(id: &str, attestation: Attestation, error: &'static str) -> RegistrationRow {
    RegistrationRow { error: Some(error), ..accepted(id, attestation, Algorithm::Es256) }
}

impl RegistrationRow {
    fn algorithm(self, algorithm: Algorithm) -> Self {
        Self { algorithm, ..self }
    }

    fn requiring_trust(self) -> Self {
        Self { requires_trust: true, ..self }
    }

    fn request(self, request: fn(&mut Value)) -> Self {
        Self { request, ..self }
    }

    fn draft(self, draft: fn(&mut RegistrationDraft)) -> Self {
        Self { draft, ..self }
    }

    fn statement(self, statement: fn(&mut Statement)) -> Self {
        Self { statement: Some(statement), ..self }
    }

    fn object(self, object: fn(&mut Cbor)) -> Self {
        Self { object: Some(object), ..self }
    }

    fn answer(self, answer: fn(&mut Value)) -> Self {
        Self { answer, ..self }
    }
}

/// An assertion that is right.
fn assertion(id: impl Into<String>, algorithm: Algorithm) -> AssertionRow {
    AssertionRow {
        id: id.into(),
        algorithm,
        error: None,
        request: |_| {},
        stored: |_| {},
        draft: |_| {},
        answer: |_| {},
    }
}

impl AssertionRow {
    fn refused(self, error: &'static str) -> Self {
        Self { error: Some(error), ..self }
    }

    fn request(self, request: fn(&mut Value)) -> Self {
        Self { request, ..self }
    }

    fn stored(self, stored: fn(&mut Value)) -> Self {
        Self { stored, ..self }
    }

    fn draft(self, draft: fn(&mut AssertionDraft)) -> Self {
        Self { draft, ..self }
    }

    fn answer(self, answer: fn(&mut Value)) -> Self {
        Self { answer, ..self }
    }
}

/// A member of an object's statement.
fn member<'o>(object: &'o mut Cbor, name: &str) -> &'o mut Cbor {
    statement(object).get_mut(&Cbor::text(name))
}

/// An object's statement.
fn statement(object: &mut Cbor) -> &mut Cbor {
    object.get_mut(&Cbor::text("attStmt"))
}
