//! Which constraint a failed statement violated, by the names that the migrations give them.

use super::failure::Fault;

/// A constraint whose violation means something to the product. The others are faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Constraint {
    /// `spent_pkey`: the token was used up before.
    SpentToken,
    /// `native_clients_apple` or `native_clients_android`: the app has the client.
    NativeClient,
    /// `passkeys_credential_id`: the app has the credential.
    CredentialId,
    /// A row refers to an app that does not exist.
    App,
}

/// The constraint that made the statement fail, if it failed by one of these.
pub(super) fn violated(fault: &Fault) -> Option<Constraint> {
    match fault.constraint()? {
        "spent_pkey" => Some(Constraint::SpentToken),
        "native_clients_apple" | "native_clients_android" => Some(Constraint::NativeClient),
        "passkeys_credential_id" => Some(Constraint::CredentialId),
        "api_keys_app" | "events_app" | "native_clients_app" | "spent_app" | "users_app" => {
            Some(Constraint::App)
        }
        _ => None,
    }
}
