//! Which constraint a failed statement violated.
//!
//! SQLite names a unique constraint by its columns and a foreign key not at all, so this file is the only one that
//! knows such messages; everywhere else the constraints have the names that the migrations give them.

use rusqlite::ffi;

/// A constraint whose violation means something to the product. The others are faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Constraint {
    /// `spent_pkey`: the token was used up before.
    SpentToken,
    /// `users_external_id`: the app has a user with the external id.
    ExternalId,
    /// `users_user_handle`: another user of the app has the handle.
    UserHandle,
    /// `native_clients_apple` or `native_clients_android`: the app has the client.
    NativeClient,
    /// `passkeys_credential_id`: the app has the credential.
    CredentialId,
    /// A row refers to one that does not exist: its app is gone.
    Reference,
}

/// The constraint that made the statement fail, if it failed by one of these.
pub(super) fn violated(error: &rusqlite::Error) -> Option<Constraint> {
    let rusqlite::Error::SqliteFailure(failure, Some(message)) = error else { return None };
    match failure.extended_code {
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Some(Constraint::Reference),
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => unique(message),
        _ => None,
    }
}

fn unique(message: &str) -> Option<Constraint> {
    match message.strip_prefix("UNIQUE constraint failed: ")? {
        "spent.app_id, spent.id" => Some(Constraint::SpentToken),
        "users.app_id, users.external_id" => Some(Constraint::ExternalId),
        "users.app_id, users.user_handle" => Some(Constraint::UserHandle),
        "native_clients.app_id, native_clients.team_id, native_clients.bundle_id"
        | "native_clients.app_id, native_clients.package_name" => Some(Constraint::NativeClient),
        "passkeys.app_id, passkeys.credential_id" => Some(Constraint::CredentialId),
        _ => None,
    }
}
