//! The JSON of a ceremony (WebAuthn Level 3 section 5.1): options for the client, responses from it.
//!
//! What goes out has exactly the members of the specification, absent where there is nothing to say.
//!
//! Responses come from clients of every make, and are read with the tolerance that shipped ones need: base64url with or
//! without padding or in the standard alphabet, `transports` inside `response` or beside it, a `userHandle` that is
//! null or empty, an attachment of any name, extension results of any type, unknown members, once or more often. A
//! member that is known and occurs twice is refused.
//!
//! Options can be read back, by a client in Rust or from where they were kept. There the specification's own rules
//! count: base64url has one spelling, and the values that clients have to ignore where they do not know them are
//! ignored. An RP id that is left out is refused: the page whose domain it would stand for is not known here.

mod assertion;
mod attested;
mod base64;
mod creation_options;
mod credential;
mod descriptor;
mod error;
mod extension_inputs;
pub(crate) mod lenient;
mod request_options;

pub use assertion::{AuthenticationResponseJson, AuthenticatorAssertionResponseJson};
pub use attested::{AuthenticatorAttestationResponseJson, RegistrationResponseJson};
pub use creation_options::{
    AttestationConveyancePreference, AuthenticatorSelectionCriteria, PublicKeyCredentialCreationOptionsJson,
    PublicKeyCredentialParameters, PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntityJson,
    ResidentKeyRequirement,
};
pub use descriptor::{PublicKeyCredentialDescriptorJson, PublicKeyCredentialHint, PublicKeyCredentialType};
pub use error::JsonError;
pub use extension_inputs::{
    CreationExtensionsJson, LargeBlobCreationInputsJson, LargeBlobRequestInputsJson, LargeBlobSupport,
    PrfCreationInputsJson, PrfRequestInputsJson, PrfValuesJson, RequestExtensionsJson,
};
pub use request_options::PublicKeyCredentialRequestOptionsJson;
