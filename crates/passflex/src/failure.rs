//! Exit codes: 0 done, 1 failed, 2 asked for the wrong way.

use std::fmt;
use std::process::ExitCode;

/// Marks an error as one of usage, without words of its own.
#[derive(Debug)]
struct Usage(anyhow::Error);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

impl std::error::Error for Usage {}

/// Turns an error into one of usage.
pub(crate) fn usage(error: impl Into<anyhow::Error>) -> anyhow::Error {
    anyhow::Error::new(Usage(error.into()))
}

/// The code to exit with.
pub(crate) fn exit_code(error: &anyhow::Error) -> ExitCode {
    let invalid =
        matches!(error.downcast_ref::<passflex_flex::Error>(), Some(passflex_flex::Error::InvalidRequest(_)));
    if invalid || error.is::<Usage>() { ExitCode::from(2) } else { ExitCode::from(1) }
}

/// What to do about an error whose own sentence, made for the wire, does not say so.
pub(crate) fn advice(error: &anyhow::Error) -> Option<&'static str> {
    match error.downcast_ref::<passflex_flex::Error>()? {
        passflex_flex::Error::AppNotFound => Some("`passflex app list` shows the apps of this database."),
        passflex_flex::Error::ApiKeyNotFound => {
            Some("`passflex key list --app APP_ID` shows the app's keys.")
        }
        passflex_flex::Error::AdminNotFound => Some("`passflex admin list` shows the administrators."),
        passflex_flex::Error::AdminTokenNotFound => {
            Some("`passflex admin token list --admin ADMIN` shows the administrator's tokens.")
        }
        passflex_flex::Error::NativeClientNotFound => {
            Some("`passflex client list --app APP_ID` shows the app's native clients.")
        }
        passflex_flex::Error::UserNotFound => Some(
            "`passflex user list --app APP_ID` shows the app's users; --external-id takes the app's own id.",
        ),
        passflex_flex::Error::DeviceNotFound => {
            Some("`passflex passkey list --app APP_ID USER_ID` shows the user's passkeys.")
        }
        _ => None,
    }
}
