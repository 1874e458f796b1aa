//! What a page says after a form has led to it: the address carries a word, and here is its sentence. A sentence in the
//! address could be anybody's.

use axum::response::{IntoResponse, Redirect, Response};

use super::page::Flash;

/// The words, with what they say.
const SENTENCES: &[(&str, &str)] = &[
    ("confirmed", "Confirmed. Now repeat what you were about to do."),
    ("invitation-revoked", "The invitation was taken back. Its link is of no use any more."),
    ("renamed", "Renamed."),
    ("admin-activated", "The administrator was activated, and can sign in again."),
    ("admin-deactivated", "The administrator was deactivated, and is signed out everywhere."),
    ("role-set", "The role was given."),
    ("role-removed", "The role was taken."),
    ("passkey-added", "The passkey was added. It signs you in from now on."),
    ("passkey-renamed", "The passkey was renamed."),
    ("passkey-removed", "The passkey was removed. Delete it on its device too."),
    ("session-ended", "That browser is signed out."),
    ("sessions-ended", "All other browsers are signed out."),
    ("token-revoked", "The token was revoked."),
    ("origin-added", "The console's origin was added. Now you can try the app."),
    ("app-deleted", "The app is deleted, with everything of it."),
    ("settings-saved", "Saved."),
    ("key-revoked", "The key is revoked. Backends that use it are refused."),
    ("client-added", "The client is added. Now put the file for its platform on your site."),
    ("client-changed", "The client's certificates are changed."),
    ("client-deleted", "The client is deleted."),
    ("passkey-revoked", "Passkey revoked. It no longer signs in."),
    ("user-activated", "User activated. The passkeys sign in again."),
    ("user-deactivated", "User deactivated. The passkeys no longer sign in."),
    ("user-deleted", "User deleted. The passkeys no longer sign in."),
];

/// Leads to a page that then says this. `path` is one of the console's, without a query.
pub(crate) fn done(path: &str, word: &'static str) -> Response {
    Redirect::to(&format!("{path}?done={word}")).into_response()
}

/// The sentence for the word in a query, if it is one of ours.
pub(super) fn flash(query: Option<&str>) -> Option<Flash> {
    let mut pairs = url::form_urlencoded::parse(query?.as_bytes());
    let (_, word) = pairs.find(|(name, _)| name == "done")?;
    SENTENCES.iter().find(|(known, _)| *known == word).map(|(_, sentence)| Flash::good(*sentence))
}
