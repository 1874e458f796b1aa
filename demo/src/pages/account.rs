//! The account page, with its list of passkeys, and the offer of a first one.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::{Frame, page};
use crate::Demo;
use crate::database::Session;
use crate::failure::Failure;
use crate::passflex::{Passkey, PasskeyKind};
use crate::security::{Browser, Guarded};
use crate::step_up::demand_recent;

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    email: Option<String>,
    notice: Option<&'static str>,
    /// `None` while Passflex cannot be asked.
    passkeys: Option<Vec<Row>>,
}

/// A passkey as the list shows it.
struct Row {
    id: String,
    name: String,
    kind: &'static str,
    created: Moment,
    last_used: Option<Moment>,
}

/// A time for people, and for the `datetime` attribute.
struct Moment {
    text: String,
    iso: String,
}

/// What has just been done, by a name from a closed list: an address can choose among sentences but not write one.
#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Done {
    PasskeyAdded,
    PasskeyRevoked,
    EmailChanged,
    Confirmed,
    #[default]
    #[serde(other)]
    Nothing,
}

/// The query of the account page.
#[derive(Deserialize)]
pub(crate) struct Arrival {
    #[serde(default)]
    done: Done,
}

impl Done {
    fn notice(&self) -> Option<&'static str> {
        match self {
            Self::PasskeyAdded => Some("Passkey added. Next time, sign in with it."),
            Self::PasskeyRevoked => Some("Passkey revoked. It no longer signs in."),
            Self::EmailChanged => Some("E-mail address changed."),
            Self::Confirmed => Some("Thank you. For the next five minutes you can change your passkeys."),
            Self::Nothing => None,
        }
    }
}

/// Offers a first passkey, right after sign-up.
pub(crate) async fn welcome(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    session: Session,
) -> Result<Response, Failure> {
    let frame = Frame::with_passkeys(&demo, &browser, Some(&session.account));
    page(StatusCode::OK, &WelcomePage { frame })
}

/// Shows the account. Without Passflex everything but the passkeys is there.
pub(crate) async fn show(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    session: Session,
    Query(arrival): Query<Arrival>,
) -> Result<Response, Failure> {
    let passkeys = match demo.passflex.list_passkeys(&session.account.id).await {
        Ok(passkeys) => Some(passkeys.into_iter().map(Row::from).collect()),
        Err(error) => {
            tracing::warn!(error = format!("{:#}", anyhow::Error::from(error)), "cannot list passkeys");
            None
        }
    };
    let frame = Frame::with_passkeys(&demo, &browser, Some(&session.account));
    let (notice, email) = (arrival.done.notice(), session.account.email);
    page(StatusCode::OK, &AccountPage { frame, email, notice, passkeys })
}

/// No fields but the token.
#[derive(Deserialize)]
pub(crate) struct RevokeForm {}

/// Revokes a passkey of whoever is signed in; of nobody else, for Passflex looks for it among that account's only.
pub(crate) async fn revoke_passkey(
    State(demo): State<Arc<Demo>>,
    session: Session,
    Path(passkey_id): Path<String>,
    Guarded(RevokeForm {}): Guarded<RevokeForm>,
) -> Result<Response, Failure> {
    demand_recent(&session)?;
    if !demo.passflex.revoke_passkey(&session.account.id, &passkey_id).await? {
        return Err(Failure::NotFound);
    }
    Ok(Redirect::to("/account?done=passkey-revoked").into_response())
}

impl From<Passkey> for Row {
    fn from(passkey: Passkey) -> Self {
        let kind = match passkey.kind {
            PasskeyKind::Passkey => "Synced passkey",
            PasskeyKind::SecurityKey => "Security key",
            PasskeyKind::Platform => "Passkey on one device",
            PasskeyKind::Other => "Passkey",
        };
        Self {
            id: passkey.id,
            name: if passkey.friendly_name.is_empty() { kind.to_owned() } else { passkey.friendly_name },
            kind,
            created: passkey.created_at.into(),
            last_used: (passkey.usage_count > 0).then(|| passkey.last_login_at.into()),
        }
    }
}

impl From<Timestamp> for Moment {
    fn from(time: Timestamp) -> Self {
        Self {
            text: time.strftime("%-d %B %Y, %H:%M UTC").to_string(),
            iso: time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }
}
