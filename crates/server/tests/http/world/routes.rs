//! The routes below an app, for tests that hold for each of them.

use passflex_flex::Scope;

/// One route.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) method: &'static str,
    /// Below the app, with ids that nobody has.
    pub(crate) path: &'static str,
    /// What a key needs; `None` where browsers call without one.
    pub(crate) scope: Option<Scope>,
}

const fn backend(method: &'static str, path: &'static str, scope: Scope) -> Route {
    Route { method, path, scope: Some(scope) }
}

const fn page(path: &'static str) -> Route {
    Route { method: "POST", path, scope: None }
}

/// All there are.
pub(crate) const ROUTES: &[Route] = &[
    backend("POST", "transactions/register", Scope::Transactions),
    backend("POST", "transactions/authenticate", Scope::Transactions),
    backend("POST", "authenticate/verify", Scope::Transactions),
    backend("GET", "users", Scope::UsersRead),
    backend("GET", "users/nobody", Scope::UsersRead),
    backend("GET", "users/nobody/devices", Scope::UsersRead),
    backend("DELETE", "users/nobody/devices/nothing", Scope::UsersWrite),
    page("register/transactions/webauthn/start"),
    page("register/transactions/webauthn/finish"),
    page("authenticate/transactions/webauthn/start"),
    page("authenticate/transactions/webauthn/finish"),
];

/// Those that browsers and native apps call.
pub(crate) fn page_routes() -> impl Iterator<Item = &'static str> {
    ROUTES.iter().filter(|route| route.scope.is_none()).map(|route| route.path)
}
