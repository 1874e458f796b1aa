//! The admin API, `/admin/v1`: what administrators' programs send and read.

mod app;
mod audit;
mod counts;
mod event;
mod key;
mod native_client;
mod team;
mod user;

pub use app::{AdminApp, AdminAppSettings, CreateApp, SettingsChange, UpdateApp};
pub use audit::AuditRow;
pub use counts::{
    ActiveInMonth, AppCounts, CeremonyCounts, DurationBucket, KindCounts, PeopleCounts, ShareCount,
    StepCounts,
};
pub use event::{AdminEvent, AdminEventDetail, Explanation};
pub use key::{AdminKey, CreateKey, NewAdminKey, RotateKey};
pub use native_client::{AdminNativeClient, AssociationFiles, CreateNativeClient, UpdateNativeClient};
pub use team::{
    Administrator, CreateInvitation, Grant, Invitation, InvitationCreated, RecoveryLink, SetRole, Token,
    UpdateAdministrator,
};
pub use user::{AdminPasskey, AdminUser, AdminUserDetail, ChangeUser, RenamePasskey};

use serde::{Deserialize, Serialize};

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// What to send as `cursor` for the next page; null on the last one.
    pub next_cursor: Option<String>,
}
