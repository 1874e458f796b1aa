//! Administrators: who may use the console and the admin API, and what lets them in. No secret is here in the clear.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{AdminId, AdminSessionId, AdminTokenId, AppId, GrantId, LinkId};

/// One administrator of the installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admin {
    /// Its id, which is the external id of its user in the console's own app.
    pub id: AdminId,
    /// A name for people.
    pub name: String,
    /// Whether the administrator may do anything.
    pub status: AdminStatus,
    /// When the administrator was made.
    pub created_at: Timestamp,
    /// When name or status last changed.
    pub updated_at: Timestamp,
}

/// Whether an administrator may do anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminStatus {
    /// May, within the grants.
    Active,
    /// Was deactivated: has no session, token or link.
    Inactive,
}

impl AdminStatus {
    /// The word the database and the wire have for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }
}

/// How much a grant allows, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks at everything but secrets.
    Viewer,
    /// Also changes.
    Member,
    /// Also decides who is let in, and what is deleted.
    Admin,
}

impl Role {
    /// The word the database and the wire have for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Member => "member",
            Self::Admin => "admin",
        }
    }
}

/// What an administrator may do, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// The app it is for; `None`: all apps, those to come too.
    pub app_id: Option<AppId>,
    /// How much it allows.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An administrator with all grants, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantedAdmin {
    /// The administrator.
    pub admin: Admin,
    /// At most one for each app, and one for all apps. The highest that covers an app is in force there.
    pub grants: Vec<Grant>,
}

/// Puts rows of administrators, each with a grant or none, together by administrator. The rows of one come in a row.
pub(crate) fn gathered(rows: impl IntoIterator<Item = (Admin, Option<Grant>)>) -> Vec<GrantedAdmin> {
    let mut all: Vec<GrantedAdmin> = Vec::new();
    for (admin, grant) in rows {
        match all.last_mut() {
            Some(last) if last.admin.id == admin.id => last.grants.extend(grant),
            _ => all.push(GrantedAdmin { admin, grants: grant.into_iter().collect() }),
        }
    }
    all
}

/// A browser that an administrator has signed in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminSession {
    /// Public id.
    pub id: AdminSessionId,
    /// Whose it is.
    pub admin_id: AdminId,
    /// SHA-256 of the cookie's token.
    pub hash: [u8; 32],
    /// SHA-256 of the token before the last rotation, for requests that were under way meanwhile.
    pub previous_hash: Option<[u8; 32]>,
    /// When the token last changed.
    pub rotated_at: Timestamp,
    /// The browser that signed in.
    pub user_agent: Option<String>,
    /// The address that it signed in from.
    pub ip: Option<String>,
    /// When it signed in.
    pub created_at: Timestamp,
    /// When it last asked for something, to the minute.
    pub last_seen_at: Timestamp,
    /// When a passkey was last asked for.
    pub verified_at: Timestamp,
    /// From when it is refused, however busy it is.
    pub expires_at: Timestamp,
}

/// A token for the admin API. The token itself is not here: only its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminToken {
    /// Public id.
    pub id: AdminTokenId,
    /// Whose rights it has, cut down by its scopes.
    pub admin_id: AdminId,
    /// The first characters of the token, enough to recognise it by.
    pub prefix: String,
    /// SHA-256 of the whole token: 256 random bits need no slower hash.
    pub hash: [u8; 32],
    /// A name for people.
    pub name: String,
    /// What it may do at most.
    pub scopes: Vec<String>,
    /// From when it is refused, if ever.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Making the first administrator.
    Setup,
    /// Making another one.
    Invitation,
    /// Letting an administrator in who has lost every passkey.
    Recovery,
}

impl LinkPurpose {
    /// The word the database and the wire have for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Invitation => "invitation",
            Self::Recovery => "recovery",
        }
    }
}

/// A grant that somebody will have who has not come yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkGrant {
    /// The app it is for; `None`: all apps, those to come too.
    pub app_id: Option<AppId>,
    /// How much it allows.
    pub role: Role,
}

/// A link that is good for one use. Its token is not here: only the SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneTimeLink {
    /// Public id.
    pub id: LinkId,
    /// SHA-256 of the whole token.
    pub hash: [u8; 32],
    /// What it is for.
    pub purpose: LinkPurpose,
    /// Whose recovery it is; `None` for the other purposes.
    pub admin_id: Option<AdminId>,
    /// Who was invited, in the words of whoever did; `None` for the other purposes.
    pub name: Option<String>,
    /// What a new administrator gets.
    pub grants: Vec<LinkGrant>,
    /// Who made it, as `kind` or `kind:id`.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when it is refused.
    pub expires_at: Timestamp,
}
