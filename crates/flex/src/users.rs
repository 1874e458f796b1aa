//! Users, as an app's backend sees and changes them.

use passflex_store::UserId;
use passflex_store::records::{Event, User, UserStatus};
use serde_json::json;

use crate::actor::Actor;
use crate::ceremony::last_finish_of_a_transaction_sealed_before;
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::tenant::Tenant;

/// How many events a user's detail shows.
const RECENT_EVENTS: u32 = 50;

impl Flex {
    /// One user.
    pub async fn user(&self, tenant: &Tenant, id: &UserId) -> Result<User> {
        self.store.user(tenant.id(), id).await?.ok_or(Error::UserNotFound)
    }

    /// The user with the app's own id, byte for byte.
    pub async fn user_by_external_id(&self, tenant: &Tenant, external_id: &str) -> Result<Option<User>> {
        Ok(self.store.user_by_external_id(tenant.id(), external_id).await?)
    }

    /// A user's newest events, newest first.
    pub async fn recent_events(&self, tenant: &Tenant, id: &UserId) -> Result<Vec<Event>> {
        Ok(self.store.events_of_user(tenant.id(), id, RECENT_EVENTS).await?)
    }

    /// Activates or deactivates a user. A deactivated one is refused everywhere from the next request on.
    pub async fn set_user_status(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: &UserId,
        status: UserStatus,
    ) -> Result<User> {
        let now = self.clock.now();
        let verb = match status {
            UserStatus::Active => "user.activate",
            UserStatus::Inactive => "user.deactivate",
        };
        let audit =
            actor.audit(self.random.as_ref(), now, verb, Some(tenant.id()), id.as_str(), json!({}))?;
        let user = self.store.set_user_status(tenant.id(), id, status, now, audit).await?;
        user.ok_or(Error::UserNotFound)
    }

    /// Deletes a user with all passkeys. No registration that was begun before brings the user back.
    pub async fn delete_user(&self, actor: &Actor, tenant: &Tenant, id: &UserId) -> Result<()> {
        let now = self.clock.now();
        let audit = actor.audit(
            self.random.as_ref(),
            now,
            "user.delete",
            Some(tenant.id()),
            id.as_str(),
            json!({}),
        )?;
        let keep_until = last_finish_of_a_transaction_sealed_before(now);
        let deleted = self.store.delete_user(tenant.id(), id, now, keep_until, audit).await?;
        if deleted { Ok(()) } else { Err(Error::UserNotFound) }
    }
}
