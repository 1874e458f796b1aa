//! The administrators, as those see and change them who may.

use passflex_store::AdminId;
use passflex_store::AppId;
use passflex_store::records::{AdminStatus, Grant, GrantedAdmin, Role};
use serde_json::json;

use super::links::MAX_ADMIN_NAME;
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::transactions::check_text;

impl Flex {
    /// All administrators with what they may do, oldest first; also those who are deactivated.
    pub async fn admins(&self) -> Result<Vec<GrantedAdmin>> {
        Ok(self.store.admins().await?)
    }

    /// One administrator.
    pub async fn admin(&self, id: &AdminId) -> Result<GrantedAdmin> {
        self.store.admin(id).await?.ok_or(Error::AdminNotFound)
    }

    /// Gives an administrator another name, 1 to 128 bytes.
    pub async fn rename_admin(&self, actor: &Actor, id: &AdminId, name: &str) -> Result<()> {
        check_text("name", name, MAX_ADMIN_NAME)?;
        let now = self.clock.now();
        let audit = actor.audit(self.random.as_ref(), now, "admin.rename", None, id.as_str(), json!({}))?;
        if self.store.rename_admin(id, name, now, audit).await? { Ok(()) } else { Err(Error::AdminNotFound) }
    }

    /// Activates or deactivates an administrator. Deactivating ends their sessions and deletes their tokens.
    pub async fn set_admin_status(&self, actor: &Actor, id: &AdminId, status: AdminStatus) -> Result<()> {
        let now = self.clock.now();
        let verb = match status {
            AdminStatus::Active => "admin.activate",
            AdminStatus::Inactive => "admin.deactivate",
        };
        let audit = actor.audit(self.random.as_ref(), now, verb, None, id.as_str(), json!({}))?;
        Ok(self.store.set_admin_status(id, status, now, audit).await??)
    }

    /// Gives an administrator this role for an app, or for all apps, in place of the one it has there.
    pub async fn set_grant(
        &self,
        actor: &Actor,
        id: &AdminId,
        app_id: Option<&AppId>,
        role: Role,
    ) -> Result<()> {
        if let Some(app_id) = app_id {
            self.app(app_id).await?;
        }
        let now = self.clock.now();
        let grant = Grant { id: self.random.grant_id()?, app_id: app_id.cloned(), role, created_at: now };
        let changes = json!({ "role": role.as_str() });
        let audit = actor.audit(self.random.as_ref(), now, "grant.set", app_id, id.as_str(), changes)?;
        Ok(self.store.set_grant(id, &grant, audit).await??)
    }

    /// Takes an administrator's role for an app, or for all apps.
    pub async fn remove_grant(&self, actor: &Actor, id: &AdminId, app_id: Option<&AppId>) -> Result<()> {
        let now = self.clock.now();
        let audit = actor.audit(self.random.as_ref(), now, "grant.remove", app_id, id.as_str(), json!({}))?;
        Ok(self.store.remove_grant(id, app_id, audit).await??)
    }
}
