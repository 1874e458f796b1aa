//! The response to a registration.

use serde::{Deserialize, Deserializer};

use super::credential::{decode_credential_id, known_attachment};
use super::{JsonError, base64, lenient};
use crate::extensions::ClientExtensionOutputs;
use crate::limits::{
    MAX_ATTESTATION_OBJECT_BYTES, MAX_CLIENT_DATA_JSON_BYTES, MAX_TRANSPORT_BYTES, MAX_TRANSPORTS,
};
use crate::registration::RegistrationResponse;

/// `RegistrationResponseJSON` (section 5.1), as clients send it: still text, nothing checked.
///
/// What the response says a second time (`authenticatorData`, `publicKey`, `publicKeyAlgorithm`) is not read: the
/// attestation object is the source.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationResponseJson {
    /// The credential's id.
    pub id: String,
    /// The credential's id once more.
    pub raw_id: String,
    /// `public-key`.
    #[serde(rename = "type")]
    pub credential_type: String,
    /// What the authenticator answered.
    pub response: AuthenticatorAttestationResponseJson,
    /// Where the authenticator sits.
    #[serde(default)]
    pub authenticator_attachment: Option<String>,
    /// What came of the extensions; not signed. Of the wrong type: none.
    #[serde(default, deserialize_with = "lenient::dictionary_or_default")]
    pub client_extension_results: ClientExtensionOutputs,
    /// The transports, for clients that put them here.
    #[serde(default, deserialize_with = "transports")]
    pub transports: Option<Vec<String>>,
}

/// `AuthenticatorAttestationResponseJSON` (section 5.1), as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AuthenticatorAttestationResponseJson {
    /// What the browser vouches for.
    #[serde(rename = "clientDataJSON")]
    pub client_data_json: String,
    /// What the authenticator vouches for.
    #[serde(rename = "attestationObject")]
    pub attestation_object: String,
    /// How the client reached the authenticator.
    #[serde(default, deserialize_with = "transports")]
    pub transports: Option<Vec<String>>,
}

impl RegistrationResponseJson {
    /// The response's bytes, every bound of [`crate::limits`] kept. Nothing is verified yet.
    pub fn decode(self) -> Result<RegistrationResponse, JsonError> {
        let credential_id = decode_credential_id(&self.credential_type, &self.id, &self.raw_id)?;
        let inside = self.response.transports.filter(|transports| !transports.is_empty());
        let transports = inside.or(self.transports).unwrap_or_default();
        if transports.len() > MAX_TRANSPORTS
            || transports.iter().any(|transport| transport.len() > MAX_TRANSPORT_BYTES)
        {
            return Err(JsonError::TooLarge("transports"));
        }
        Ok(RegistrationResponse {
            credential_id,
            client_data_json: base64::decode(
                &self.response.client_data_json,
                "clientDataJSON",
                MAX_CLIENT_DATA_JSON_BYTES,
            )?,
            attestation_object: base64::decode(
                &self.response.attestation_object,
                "attestationObject",
                MAX_ATTESTATION_OBJECT_BYTES,
            )?,
            transports,
            authenticator_attachment: known_attachment(self.authenticator_attachment.as_deref()),
            client_extension_results: self.client_extension_results,
        })
    }
}

/// The transports, or null. Of a list that is too long one text too many is kept, for [`RegistrationResponseJson::decode`]
/// to refuse.
fn transports<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    type Kept = lenient::First<String, { MAX_TRANSPORTS + 1 }>;
    Ok(Option::<Kept>::deserialize(deserializer)?.map(|kept| kept.0))
}
