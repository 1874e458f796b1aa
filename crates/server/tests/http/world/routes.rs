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
    backend("POST", "users", Scope::UsersWrite),
    backend("GET", "users/nobody", Scope::UsersRead),
    backend("PATCH", "users/nobody", Scope::UsersWrite),
    backend("DELETE", "users/nobody", Scope::UsersWrite),
    backend("PATCH", "users/nobody/activate", Scope::UsersWrite),
    backend("PATCH", "users/nobody/deactivate", Scope::UsersWrite),
    backend("GET", "users/nobody/devices", Scope::UsersRead),
    backend("PATCH", "users/nobody/devices/nothing", Scope::UsersWrite),
    backend("DELETE", "users/nobody/devices/nothing", Scope::UsersWrite),
    backend("GET", "events", Scope::UsersRead),
    page("register/transactions/webauthn/start"),
    page("register/transactions/webauthn/finish"),
    page("authenticate/transactions/webauthn/start"),
    page("authenticate/transactions/webauthn/finish"),
];

/// Those that browsers and native apps call.
pub(crate) fn page_routes() -> impl Iterator<Item = &'static str> {
    ROUTES.iter().filter(|route| route.scope.is_none()).map(|route| route.path)
}

/// What `Allow` says of a path: its methods in this order, `HEAD` beside `GET`.
pub(crate) fn allowed(path: &str) -> String {
    let takes = |method: &str| ROUTES.iter().any(|route| route.path == path && route.method == method);
    let methods = ["GET", "POST", "PATCH", "DELETE"].into_iter().filter(|method| takes(method));
    methods.map(|method| if method == "GET" { "GET,HEAD" } else { method }).collect::<Vec<_>>().join(",")
}
