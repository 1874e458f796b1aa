//! The routes of the admin API, for tests that hold for each of them.

use passflex_flex::Permission;

/// One route.
#[derive(Debug)]
pub(crate) struct AdminRoute {
    pub(crate) method: &'static str,
    /// As in the router.
    pub(crate) path: &'static str,
    /// What it demands; `None`: any token.
    pub(crate) permission: Option<Permission>,
}

const fn any(method: &'static str, path: &'static str) -> AdminRoute {
    AdminRoute { method, path, permission: None }
}

const fn demands(method: &'static str, path: &'static str, permission: Permission) -> AdminRoute {
    AdminRoute { method, path, permission: Some(permission) }
}

/// All there are.
pub(crate) const ADMIN_ROUTES: &[AdminRoute] = &[
    any("GET", "/admin/v1/apps"),
    demands("POST", "/admin/v1/apps", Permission::CreateApp),
    demands("GET", "/admin/v1/apps/{app_id}", Permission::ReadApp),
    demands("PATCH", "/admin/v1/apps/{app_id}", Permission::WriteApp),
    demands("DELETE", "/admin/v1/apps/{app_id}", Permission::DeleteApp),
];
