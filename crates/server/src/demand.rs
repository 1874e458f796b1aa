//! What an administrator must be allowed, as types, so that a handler's signature says it.

use passflex_flex::Permission;

/// A permission, as a type.
pub(crate) trait Demand: Send {
    /// `None`: being an administrator is enough.
    const PERMISSION: Option<Permission>;
}

macro_rules! demands {
    ($($name:ident: $permission:expr),+ $(,)?) => {$(
        #[doc = concat!("[`Permission::", stringify!($name), "`].")]
        pub(crate) enum $name {}

        impl Demand for $name {
            const PERMISSION: Option<Permission> = $permission;
        }
    )+};
}

demands! {
    ReadApp: Some(Permission::ReadApp),
    WriteApp: Some(Permission::WriteApp),
    DeleteApp: Some(Permission::DeleteApp),
    CreateApp: Some(Permission::CreateApp),
    ReadUsers: Some(Permission::ReadUsers),
    WriteUsers: Some(Permission::WriteUsers),
    ReadTeam: Some(Permission::ReadTeam),
    WriteTeam: Some(Permission::WriteTeam),
    ReadAudit: Some(Permission::ReadAudit),
}

/// Whoever is an administrator at all.
pub(crate) enum Anybody {}

impl Demand for Anybody {
    const PERMISSION: Option<Permission> = None;
}
