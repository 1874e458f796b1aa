//! Every role against every route of the admin API and the console.

mod admin_api;
mod console;
mod routers;

use passflex_flex::store::records::Role;
use passflex_flex::store::{AdminId, AppId};
use passflex_flex::{Actor, AdminScope, Permission};

use crate::world::Console;

/// What an administrator has been granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Granted {
    Nothing,
    /// For all apps.
    Everywhere(Role),
    /// For the app in question.
    Here(Role),
    /// For another app.
    Elsewhere(Role),
}

const EVERY_GRANT: [Granted; 8] = [
    Granted::Nothing,
    Granted::Everywhere(Role::Viewer),
    Granted::Everywhere(Role::Member),
    Granted::Everywhere(Role::Admin),
    Granted::Here(Role::Viewer),
    Granted::Here(Role::Member),
    Granted::Here(Role::Admin),
    Granted::Elsewhere(Role::Admin),
];

/// What has to come of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Allowed,
    /// The role is too low.
    TooLow,
    /// There is no such app, as far as this administrator is concerned.
    NoSuchApp,
}

/// The rules, as they are written down: the least role, and the token's scope.
fn rule(permission: Permission) -> (Role, AdminScope) {
    match permission {
        Permission::ReadApp => (Role::Viewer, AdminScope::AppsRead),
        Permission::WriteApp => (Role::Member, AdminScope::AppsWrite),
        Permission::DeleteApp | Permission::CreateApp => (Role::Admin, AdminScope::AppsWrite),
        Permission::ReadUsers => (Role::Viewer, AdminScope::UsersRead),
        Permission::WriteUsers => (Role::Member, AdminScope::UsersWrite),
        Permission::ReadTeam => (Role::Admin, AdminScope::TeamRead),
        Permission::WriteTeam => (Role::Admin, AdminScope::TeamWrite),
        Permission::ReadAudit => (Role::Admin, AdminScope::AuditRead),
    }
}

fn expected(permission: Option<Permission>, is_of_an_app: bool, granted: Granted) -> Expected {
    let Some(permission) = permission else { return Expected::Allowed };
    let role = match granted {
        Granted::Everywhere(role) => Some(role),
        Granted::Here(role) if is_of_an_app => Some(role),
        Granted::Nothing | Granted::Here(_) | Granted::Elsewhere(_) => None,
    };
    match role {
        None if is_of_an_app => Expected::NoSuchApp,
        Some(role) if role >= rule(permission).0 => Expected::Allowed,
        _ => Expected::TooLow,
    }
}

/// An administrator whose grants change from case to case.
struct Subject {
    console: Console,
    admin: AdminId,
    elsewhere: AppId,
    /// The app in question, and what is granted at the moment.
    now: Option<(AppId, Granted)>,
}

impl Subject {
    async fn new() -> Self {
        let console = Console::start().await;
        // Somebody else remains who may do everything.
        console.set_up().await;
        let admin = console.invited("Bob", Role::Viewer).await.admin().await;
        let elsewhere = AppId::new(console.app().await.id.as_str());
        Self { console, admin, elsewhere, now: None }
    }

    /// An app that is there, with the administrator granted just that.
    async fn granted(&mut self, granted: Granted) -> AppId {
        let flex = &self.console.flex;
        if let Some((app, before)) = &self.now
            && *before == granted
            && flex.app(app).await.is_ok()
        {
            return app.clone();
        }
        let app = AppId::new(self.console.app().await.id.as_str());
        self.now = Some((app.clone(), granted));
        for grant in flex.admin(&self.admin).await.unwrap().grants {
            flex.remove_grant(&Actor::cli(), &self.admin, grant.app_id.as_ref()).await.unwrap();
        }
        let (place, role) = match granted {
            Granted::Nothing => return app,
            Granted::Everywhere(role) => (None, role),
            Granted::Here(role) => (Some(&app), role),
            Granted::Elsewhere(role) => (Some(&self.elsewhere), role),
        };
        flex.set_grant(&Actor::cli(), &self.admin, place, role).await.unwrap();
        app
    }
}

/// Whether a route is about one app.
fn is_of_an_app(path: &str) -> bool {
    path.starts_with("/admin/v1/apps/{app_id}") || path.starts_with("/console/apps/{app_id}")
}

/// A route's path with this app in it, and otherwise with ids that nobody has.
fn filled(path: &str, app: &AppId) -> String {
    let path = if is_of_an_app(path) { path.replacen("{app_id}", app.as_str(), 1) } else { path.to_owned() };
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "nothing" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}
