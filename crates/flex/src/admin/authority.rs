//! What an administrator may do, as far as grants and a token's scopes go.

use std::str::FromStr;

use passflex_store::AppId;
use passflex_store::records::{Admin, GrantedAdmin, Role};

use super::console_app::is_console_app;
use crate::error::{Error, Result};

/// Something that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// See an app: its settings, its keys' names, its native clients, its counts.
    ReadApp,
    /// Change an app's settings, keys and native clients, and try it.
    WriteApp,
    /// Delete an app.
    DeleteApp,
    /// Make apps.
    CreateApp,
    /// See an app's users, passkeys and events.
    ReadUsers,
    /// Change an app's users and passkeys, and export a person's data.
    WriteUsers,
    /// See who the administrators are.
    ReadTeam,
    /// Make and change administrators.
    WriteTeam,
    /// See who changed what.
    ReadAudit,
}

impl Permission {
    /// All there are.
    pub const ALL: [Self; 9] = [
        Self::ReadApp,
        Self::WriteApp,
        Self::DeleteApp,
        Self::CreateApp,
        Self::ReadUsers,
        Self::WriteUsers,
        Self::ReadTeam,
        Self::WriteTeam,
        Self::ReadAudit,
    ];

    /// The lowest role that includes it.
    pub fn least_role(self) -> Role {
        match self {
            Self::ReadApp | Self::ReadUsers => Role::Viewer,
            Self::WriteApp | Self::WriteUsers => Role::Member,
            Self::DeleteApp | Self::CreateApp | Self::ReadTeam | Self::WriteTeam | Self::ReadAudit => {
                Role::Admin
            }
        }
    }

    /// The scope that a token needs for it.
    pub fn scope(self) -> AdminScope {
        match self {
            Self::ReadApp => AdminScope::AppsRead,
            Self::WriteApp | Self::DeleteApp | Self::CreateApp => AdminScope::AppsWrite,
            Self::ReadUsers => AdminScope::UsersRead,
            Self::WriteUsers => AdminScope::UsersWrite,
            Self::ReadTeam => AdminScope::TeamRead,
            Self::WriteTeam => AdminScope::TeamWrite,
            Self::ReadAudit => AdminScope::AuditRead,
        }
    }
}

/// What a token for the admin API is cut down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminScope {
    /// See apps.
    AppsRead,
    /// Make, change and delete apps.
    AppsWrite,
    /// See users, passkeys and events.
    UsersRead,
    /// Change users and passkeys.
    UsersWrite,
    /// See administrators.
    TeamRead,
    /// Make and change administrators.
    TeamWrite,
    /// See the audit log.
    AuditRead,
}

impl AdminScope {
    /// All there are.
    pub const ALL: [Self; 7] = [
        Self::AppsRead,
        Self::AppsWrite,
        Self::UsersRead,
        Self::UsersWrite,
        Self::TeamRead,
        Self::TeamWrite,
        Self::AuditRead,
    ];

    /// The word for it on the command line, in the database and in errors.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AppsRead => "apps:read",
            Self::AppsWrite => "apps:write",
            Self::UsersRead => "users:read",
            Self::UsersWrite => "users:write",
            Self::TeamRead => "team:read",
            Self::TeamWrite => "team:write",
            Self::AuditRead => "audit:read",
        }
    }
}

impl FromStr for AdminScope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or_else(|| {
            let all = Self::ALL.map(Self::as_str).join(", ");
            format!("`{text}` is not a scope of the admin API: use any of {all}")
        })
    }
}

/// An administrator who has shown who it is, with what it may do.
#[derive(Clone, Debug)]
pub struct Authority {
    granted: GrantedAdmin,
    /// A token's scopes; `None`: a session, which is not cut down.
    scopes: Option<Vec<String>>,
}

impl Authority {
    /// Of a signed-in browser.
    pub(super) fn of_session(granted: GrantedAdmin) -> Self {
        Self { granted, scopes: None }
    }

    /// Of a token.
    pub(super) fn of_token(granted: GrantedAdmin, scopes: Vec<String>) -> Self {
        Self { granted, scopes: Some(scopes) }
    }

    /// Who it is.
    pub fn admin(&self) -> &Admin {
        &self.granted.admin
    }

    /// The role for an app, or for all apps, which is a role for each of them.
    pub fn role(&self, app: Option<&AppId>) -> Option<Role> {
        let counts = |granted: Option<&AppId>| granted.is_none() || granted == app;
        let grants = self.granted.grants.iter().filter(|grant| counts(grant.app_id.as_ref()));
        grants.map(|grant| grant.role).max()
    }

    /// Whether it may do that to that app, or with `None` to the whole installation.
    pub fn may(&self, permission: Permission, app: Option<&AppId>) -> bool {
        self.require(permission, app).is_ok()
    }

    /// Refuses what it may not do. An app that it has no role for is not there, so that nobody can ask for ids.
    pub fn require(&self, permission: Permission, app: Option<&AppId>) -> Result<()> {
        let role = match app {
            Some(id) if is_console_app(id) => return Err(Error::AppNotFound),
            Some(id) => self.role(Some(id)).ok_or(Error::AppNotFound)?,
            None => self.role(None).unwrap_or(Role::Viewer),
        };
        let everywhere = app.is_some() || self.role(None).is_some();
        let least = permission.least_role();
        if role < least || !everywhere {
            let whose = if app.is_some() { "this app" } else { "all apps" };
            let sentence =
                format!("This needs the role `{}` for {whose}. Ask an administrator.", least.as_str());
            return Err(Error::OperationNotAllowed(sentence));
        }
        let scope = permission.scope().as_str();
        match &self.scopes {
            Some(scopes) if !scopes.iter().any(|granted| granted == scope) => {
                Err(Error::OperationNotAllowed(format!(
                    "The token lacks the scope `{scope}`. Create one that has it."
                )))
            }
            _ => Ok(()),
        }
    }
}
