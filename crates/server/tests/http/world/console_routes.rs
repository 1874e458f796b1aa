//! The addresses of the console, for tests that hold for each of them.

use passflex_flex::Permission;

/// One address.
#[derive(Debug)]
pub(crate) struct ConsoleRoute {
    pub(crate) method: &'static str,
    /// As in the router.
    pub(crate) path: &'static str,
    pub(crate) demand: Demand,
}

/// Who is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Demand {
    /// Anybody: it is a way in, or shows nothing.
    Door,
    /// Whoever is signed in.
    SignedIn,
    /// The same, and the passkey was asked for lately.
    Confirmed,
    /// Whoever may do this to some app at least: the page shows what is theirs.
    MaySomewhere(Permission),
    /// Whoever may do this.
    May(Permission),
    /// The same, and the passkey was asked for lately.
    ConfirmedMay(Permission),
}

const fn row(method: &'static str, path: &'static str, demand: Demand) -> ConsoleRoute {
    ConsoleRoute { method, path, demand }
}

/// All there are.
pub(crate) const CONSOLE_ROUTES: &[ConsoleRoute] = {
    use Demand::{Confirmed, ConfirmedMay, Door, May, MaySomewhere, SignedIn};
    use Permission::{
        CreateApp, DeleteApp, ReadApp, ReadAudit, ReadTeam, ReadUsers, WriteApp, WriteTeam, WriteUsers,
    };
    &[
        row("GET", "/console", Door),
        row("GET", "/console/{*rest}", Door),
        row("GET", "/console/assets/{file}", Door),
        row("GET", "/console/sign-in", Door),
        row("POST", "/console/sign-in", Door),
        row("GET", "/console/welcome", Door),
        row("POST", "/console/welcome/start", Door),
        row("POST", "/console/welcome/finish", Door),
        row("POST", "/console/sign-out", SignedIn),
        row("GET", "/console/confirm", SignedIn),
        row("POST", "/console/confirm/start", SignedIn),
        row("POST", "/console/confirm/finish", SignedIn),
        row("GET", "/console/apps", SignedIn),
        row("GET", "/console/apps/new", May(CreateApp)),
        row("POST", "/console/apps/new", May(CreateApp)),
        row("GET", "/console/apps/{app_id}", May(ReadApp)),
        row("GET", "/console/apps/{app_id}/start", May(ReadApp)),
        row("GET", "/console/apps/{app_id}/settings", May(ReadApp)),
        row("POST", "/console/apps/{app_id}/settings", May(WriteApp)),
        row("GET", "/console/apps/{app_id}/keys", May(ReadApp)),
        row("POST", "/console/apps/{app_id}/keys", May(WriteApp)),
        row("POST", "/console/apps/{app_id}/keys/{key_id}/rotate", ConfirmedMay(WriteApp)),
        row("POST", "/console/apps/{app_id}/keys/{key_id}/revoke", ConfirmedMay(WriteApp)),
        row("GET", "/console/apps/{app_id}/clients", May(ReadApp)),
        row("POST", "/console/apps/{app_id}/clients/apple", May(WriteApp)),
        row("POST", "/console/apps/{app_id}/clients/android", May(WriteApp)),
        row("GET", "/console/apps/{app_id}/clients/apple-app-site-association", May(ReadApp)),
        row("GET", "/console/apps/{app_id}/clients/assetlinks.json", May(ReadApp)),
        row("POST", "/console/apps/{app_id}/clients/{client_id}", May(WriteApp)),
        row("POST", "/console/apps/{app_id}/clients/{client_id}/delete", May(WriteApp)),
        row("GET", "/console/apps/{app_id}/delete", May(DeleteApp)),
        row("POST", "/console/apps/{app_id}/delete", ConfirmedMay(DeleteApp)),
        row("GET", "/console/apps/{app_id}/users", May(ReadUsers)),
        row("GET", "/console/apps/{app_id}/users/{user_id}", May(ReadUsers)),
        row("POST", "/console/apps/{app_id}/users/{user_id}/status", May(WriteUsers)),
        row("POST", "/console/apps/{app_id}/users/{user_id}/delete", ConfirmedMay(WriteUsers)),
        row("POST", "/console/apps/{app_id}/users/{user_id}/export", May(WriteUsers)),
        row("POST", "/console/apps/{app_id}/users/{user_id}/passkeys/{passkey_id}/rename", May(WriteUsers)),
        row("POST", "/console/apps/{app_id}/users/{user_id}/passkeys/{passkey_id}/revoke", May(WriteUsers)),
        row("GET", "/console/apps/{app_id}/events", May(ReadUsers)),
        row("GET", "/console/apps/{app_id}/events/newer", May(ReadUsers)),
        row("GET", "/console/apps/{app_id}/events.csv", May(ReadUsers)),
        row("GET", "/console/apps/{app_id}/events.ndjson", May(ReadUsers)),
        row("GET", "/console/apps/{app_id}/events/{event_id}", May(ReadUsers)),
        row("GET", "/console/apps/{app_id}/try", May(WriteApp)),
        row("POST", "/console/apps/{app_id}/try/origin", May(WriteApp)),
        row("POST", "/console/apps/{app_id}/try/transactions/register", May(WriteApp)),
        row("POST", "/console/apps/{app_id}/try/transactions/authenticate", May(WriteApp)),
        row("POST", "/console/apps/{app_id}/try/authenticate/verify", May(WriteApp)),
        row("GET", "/console/team", May(ReadTeam)),
        row("POST", "/console/team/invite", ConfirmedMay(WriteTeam)),
        row("POST", "/console/team/invitations/{invitation_id}/revoke", ConfirmedMay(WriteTeam)),
        row("GET", "/console/team/{admin_id}", May(ReadTeam)),
        row("POST", "/console/team/{admin_id}/rename", ConfirmedMay(WriteTeam)),
        row("POST", "/console/team/{admin_id}/status", ConfirmedMay(WriteTeam)),
        row("POST", "/console/team/{admin_id}/grants", ConfirmedMay(WriteTeam)),
        row("POST", "/console/team/{admin_id}/grants/remove", ConfirmedMay(WriteTeam)),
        row("POST", "/console/team/{admin_id}/recover", ConfirmedMay(WriteTeam)),
        row("GET", "/console/audit", MaySomewhere(ReadAudit)),
        row("GET", "/console/audit.ndjson", MaySomewhere(ReadAudit)),
        row("GET", "/console/account", SignedIn),
        row("POST", "/console/account/passkeys/start", Confirmed),
        row("POST", "/console/account/passkeys/finish", SignedIn),
        row("POST", "/console/account/passkeys/{passkey_id}/rename", SignedIn),
        row("POST", "/console/account/passkeys/{passkey_id}/remove", Confirmed),
        row("POST", "/console/account/sessions/end-others", SignedIn),
        row("POST", "/console/account/sessions/{session_id}/end", SignedIn),
        row("POST", "/console/account/tokens", Confirmed),
        row("POST", "/console/account/tokens/{token_id}/revoke", SignedIn),
    ]
};
