//! Why the product says no.

use crate::random::RandomError;

/// What every verb returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a verb said no. Each variant is one answer that clients can tell apart.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A value is missing, empty, too long, malformed or out of bounds. The sentence says which.
    #[error("{0}")]
    InvalidRequest(String),
    /// A registration did not verify, or its handshake is no good. What exactly is in the event, not here.
    #[error("The registration could not be verified. Start it again.")]
    RegistrationFailed,
    /// The API key is missing, malformed, unknown, revoked, expired, or of another app.
    #[error("The API key is missing, invalid, expired, revoked, or belongs to another app.")]
    InvalidAccessToken,
    /// The admin token is missing, malformed, unknown, revoked, expired, or its administrator deactivated.
    #[error("The admin token is missing, invalid, expired or revoked.")]
    InvalidAdminToken,
    /// The nonce is no good, for whatever reason.
    #[error("The nonce is invalid, expired, or cannot be found.")]
    InvalidNonce,
    /// A sign-in with a transaction did not verify.
    #[error("The passkey could not be verified. Start the sign-in again.")]
    WebauthnLoginFailed,
    /// A sign-in without a transaction did not verify.
    #[error("The passkey could not be verified. Start the sign-in again.")]
    DiscoverableLoginFailed,
    /// The app's settings or the key's scopes forbid it. The sentence says what.
    #[error("{0}")]
    OperationNotAllowed(String),
    /// The user is deactivated.
    #[error("The user is not active.")]
    UserNotActive,
    /// The app is disabled.
    #[error("The app is disabled and cannot create transactions.")]
    CannotCreateTransaction,
    /// There is no such app.
    #[error("App not found.")]
    AppNotFound,
    /// The app has a user with this external id.
    #[error("A user with this `external_id` exists already.")]
    UserAlreadyExists,
    /// There is no such user.
    #[error("User not found.")]
    UserNotFound,
    /// That user has no such passkey.
    #[error("Device not found.")]
    DeviceNotFound,
    /// There is no such event.
    #[error("Event not found. Events are kept for 90 days.")]
    EventNotFound,
    /// There is no such API key.
    #[error("API key not found.")]
    ApiKeyNotFound,
    /// There is no such administrator.
    #[error("Administrator not found.")]
    AdminNotFound,
    /// There is no such session.
    #[error("Session not found.")]
    SessionNotFound,
    /// There is no such token for the admin API.
    #[error("Token not found.")]
    AdminTokenNotFound,
    /// There is no such invitation, or it has been taken.
    #[error("Invitation not found.")]
    InvitationNotFound,
    /// It would leave nobody who may do everything.
    #[error("This is the last administrator of all apps. Make another one first.")]
    LastAdmin,
    /// The link is no good, for whatever reason.
    #[error("The link was used, has expired, or was replaced. Ask for a new one.")]
    InvalidLink,
    /// The browser is not signed in to the console, or no longer.
    #[error("You are signed out. Sign in again.")]
    SignedOut,
    /// What was asked for needs the passkey once more.
    #[error("Confirm with your passkey that it is you, then try again.")]
    ConfirmFirst,
    /// The app has no such native client.
    #[error("Native client not found.")]
    NativeClientNotFound,
    /// The transaction is unknown, expired, used, of another app, or of the other kind.
    #[error("The transaction is unknown, expired, or already used. Create a new one.")]
    TransactionNotFound,
    /// The user has no passkey to sign in with.
    #[error("The user has no passkeys.")]
    UserHasNoPasskeys,
    /// The database is overloaded or away. The same call may succeed later.
    #[error("The service is temporarily unavailable. Try again.")]
    Unavailable(#[source] passflex_store::Error),
    /// A fault of ours. The text is for the log alone.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// The error of a list. One that takes too long is the caller's to narrow.
    pub(crate) fn of_list(error: passflex_store::Error) -> Self {
        match error {
            passflex_store::Error::TooSlow(_) => Self::InvalidRequest(
                "This list takes too long to make. Narrow it, by an id or by time, or order it by `created_at`."
                    .to_owned(),
            ),
            other => other.into(),
        }
    }
}

impl From<passflex_store::Error> for Error {
    fn from(error: passflex_store::Error) -> Self {
        match error {
            passflex_store::Error::Busy(_)
            | passflex_store::Error::Interrupted
            | passflex_store::Error::Unavailable(_) => Self::Unavailable(error),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<RandomError> for Error {
    fn from(error: RandomError) -> Self {
        Self::Internal(error.to_string())
    }
}
