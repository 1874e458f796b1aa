//! The JSON of a ceremony (WebAuthn Level 3 section 5.1): options for the client, responses from it.
//!
//! What goes out has exactly the members of the specification, absent where there is nothing to say. What comes in is
//! read with the tolerance that shipped clients need: base64url with or without padding or in the standard alphabet,
//! `transports` inside `response` or beside it, a `userHandle` that is null or empty, an attachment of any name,
//! unknown members, extension results of any type.

mod assertion;
mod attested;
mod base64;
mod creation_options;
mod credential;
mod descriptor;
mod error;
pub(crate) mod lenient;
mod request_options;

pub use assertion::{AuthenticationResponseJson, AuthenticatorAssertionResponseJson};
pub use attested::{AuthenticatorAttestationResponseJson, RegistrationResponseJson};
pub use creation_options::{
    AttestationConveyancePreference, AuthenticatorSelectionCriteria, CreationExtensionsJson,
    PublicKeyCredentialCreationOptionsJson, PublicKeyCredentialParameters, PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntityJson, ResidentKeyRequirement,
};
pub use descriptor::{PublicKeyCredentialDescriptorJson, PublicKeyCredentialHint, PublicKeyCredentialType};
pub use error::JsonError;
pub use request_options::{PublicKeyCredentialRequestOptionsJson, RequestExtensionsJson};
