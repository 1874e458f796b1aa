//! The response to an assertion.

use serde::Deserialize;

use super::credential::{decode_credential_id, known_attachment};
use super::{JsonError, base64, lenient};
use crate::authentication::AuthenticationResponse;
use crate::extensions::ClientExtensionOutputs;
use crate::limits::{
    MAX_AUTHENTICATOR_DATA_BYTES, MAX_CLIENT_DATA_JSON_BYTES, MAX_SIGNATURE_BYTES, MAX_USER_HANDLE_BYTES,
};

/// `AuthenticationResponseJSON` (section 5.1), as clients send it: still text, nothing checked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticationResponseJson {
    /// The credential's id.
    pub id: String,
    /// The credential's id once more.
    pub raw_id: String,
    /// `public-key`.
    #[serde(rename = "type")]
    pub credential_type: String,
    /// What the authenticator answered.
    pub response: AuthenticatorAssertionResponseJson,
    /// Where the authenticator sits.
    #[serde(default)]
    pub authenticator_attachment: Option<String>,
    /// What came of the extensions; not signed. Of the wrong type: none.
    #[serde(default, deserialize_with = "lenient::dictionary_or_default")]
    pub client_extension_results: ClientExtensionOutputs,
}

/// `AuthenticatorAssertionResponseJSON` (section 5.1), as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticatorAssertionResponseJson {
    /// What the browser vouches for.
    #[serde(rename = "clientDataJSON")]
    pub client_data_json: String,
    /// What the authenticator vouches for.
    pub authenticator_data: String,
    /// The signature over both.
    pub signature: String,
    /// The user handle; null, empty and absent mean that there is none.
    #[serde(default)]
    pub user_handle: Option<String>,
}

impl AuthenticationResponseJson {
    /// Takes the user handle out as the text that was sent, for a caller that has to accept clients that do not send
    /// base64url there; [`Self::decode`] then finds none. `None` where it is null, empty or absent.
    pub fn take_user_handle(&mut self) -> Option<String> {
        self.response.user_handle.take().filter(|text| !text.is_empty())
    }

    /// The response's bytes, every bound of [`crate::limits`] kept. Nothing is verified yet.
    pub fn decode(mut self) -> Result<AuthenticationResponse, JsonError> {
        let credential_id = decode_credential_id(&self.credential_type, &self.id, &self.raw_id)?;
        let user_handle = self
            .take_user_handle()
            .map(|text| base64::decode(&text, "userHandle", MAX_USER_HANDLE_BYTES))
            .transpose()?;
        Ok(AuthenticationResponse {
            credential_id,
            client_data_json: base64::decode(
                &self.response.client_data_json,
                "clientDataJSON",
                MAX_CLIENT_DATA_JSON_BYTES,
            )?,
            authenticator_data: base64::decode(
                &self.response.authenticator_data,
                "authenticatorData",
                MAX_AUTHENTICATOR_DATA_BYTES,
            )?,
            signature: base64::decode(&self.response.signature, "signature", MAX_SIGNATURE_BYTES)?,
            user_handle,
            authenticator_attachment: known_attachment(self.authenticator_attachment.as_deref()),
            client_extension_results: self.client_extension_results,
        })
    }
}
