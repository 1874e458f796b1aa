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
    demands("GET", "/admin/v1/audit", Permission::ReadAudit),
    demands("GET", "/admin/v1/audit.ndjson", Permission::ReadAudit),
    demands("GET", "/admin/v1/apps/{app_id}/audit", Permission::ReadAudit),
    demands("GET", "/admin/v1/apps/{app_id}/audit.ndjson", Permission::ReadAudit),
    any("GET", "/admin/v1/apps"),
    demands("POST", "/admin/v1/apps", Permission::CreateApp),
    demands("GET", "/admin/v1/apps/{app_id}", Permission::ReadApp),
    demands("PATCH", "/admin/v1/apps/{app_id}", Permission::WriteApp),
    demands("DELETE", "/admin/v1/apps/{app_id}", Permission::DeleteApp),
    demands("GET", "/admin/v1/apps/{app_id}/counts", Permission::ReadApp),
    demands("GET", "/admin/v1/apps/{app_id}/users", Permission::ReadUsers),
    demands("GET", "/admin/v1/apps/{app_id}/users/{user_id}", Permission::ReadUsers),
    demands("PATCH", "/admin/v1/apps/{app_id}/users/{user_id}", Permission::WriteUsers),
    demands("DELETE", "/admin/v1/apps/{app_id}/users/{user_id}", Permission::WriteUsers),
    demands("GET", "/admin/v1/apps/{app_id}/users/{user_id}/export", Permission::WriteUsers),
    demands("PATCH", "/admin/v1/apps/{app_id}/users/{user_id}/passkeys/{passkey_id}", Permission::WriteUsers),
    demands(
        "DELETE",
        "/admin/v1/apps/{app_id}/users/{user_id}/passkeys/{passkey_id}",
        Permission::WriteUsers,
    ),
    demands("GET", "/admin/v1/apps/{app_id}/events", Permission::ReadUsers),
    demands("GET", "/admin/v1/apps/{app_id}/events.csv", Permission::ReadUsers),
    demands("GET", "/admin/v1/apps/{app_id}/events.ndjson", Permission::ReadUsers),
    demands("GET", "/admin/v1/apps/{app_id}/events/{event_id}", Permission::ReadUsers),
    demands("GET", "/admin/v1/administrators", Permission::ReadTeam),
    demands("GET", "/admin/v1/administrators/{admin_id}", Permission::ReadTeam),
    demands("PATCH", "/admin/v1/administrators/{admin_id}", Permission::WriteTeam),
    demands("POST", "/admin/v1/administrators/{admin_id}/recovery-link", Permission::WriteTeam),
    demands("PUT", "/admin/v1/administrators/{admin_id}/grants/{app_id}", Permission::WriteTeam),
    demands("DELETE", "/admin/v1/administrators/{admin_id}/grants/{app_id}", Permission::WriteTeam),
    demands("GET", "/admin/v1/invitations", Permission::ReadTeam),
    demands("POST", "/admin/v1/invitations", Permission::WriteTeam),
    demands("DELETE", "/admin/v1/invitations/{invitation_id}", Permission::WriteTeam),
    any("GET", "/admin/v1/tokens"),
    any("DELETE", "/admin/v1/tokens/{token_id}"),
    demands("GET", "/admin/v1/apps/{app_id}/keys", Permission::ReadApp),
    demands("POST", "/admin/v1/apps/{app_id}/keys", Permission::WriteApp),
    demands("POST", "/admin/v1/apps/{app_id}/keys/{key_id}/rotate", Permission::WriteApp),
    demands("DELETE", "/admin/v1/apps/{app_id}/keys/{key_id}", Permission::WriteApp),
    demands("GET", "/admin/v1/apps/{app_id}/native-clients", Permission::ReadApp),
    demands("POST", "/admin/v1/apps/{app_id}/native-clients", Permission::WriteApp),
    demands("PATCH", "/admin/v1/apps/{app_id}/native-clients/{client_id}", Permission::WriteApp),
    demands("DELETE", "/admin/v1/apps/{app_id}/native-clients/{client_id}", Permission::WriteApp),
    demands("GET", "/admin/v1/apps/{app_id}/association-files", Permission::ReadApp),
];
