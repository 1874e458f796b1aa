//! Users, as an app's backend sees and changes them.

use passflex_store::records::{Event, User, UserList, UserQuery, UserStatus};
use passflex_store::{CreateUserRefused, UserId};
use serde_json::{Value, json};

use crate::actor::Actor;
use crate::ceremony::last_finish_of_a_transaction_sealed_before;
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::tenant::Tenant;
use crate::transactions::{MAX_EXTERNAL_ID, check_text};

/// Most bytes of a user's metadata, as JSON without white space.
const MAX_METADATA: usize = 4_096;
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

    /// A page of users. `limit` is the caller's to bound.
    pub async fn list_users(&self, tenant: &Tenant, query: &UserQuery) -> Result<UserList> {
        self.store.users(tenant.id(), query).await.map_err(Error::of_list)
    }

    /// Makes a user without passkeys. `metadata` is an object of at most 4 KiB.
    pub async fn create_user(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        external_id: &str,
        metadata: Option<Value>,
    ) -> Result<User> {
        check_text("external_id", external_id, MAX_EXTERNAL_ID)?;
        check_metadata(metadata.as_ref())?;
        let now = self.clock.now();
        let user = User {
            id: self.random.user_id()?,
            external_id: external_id.to_owned(),
            user_handle: tenant.new_user_handle(external_id),
            status: UserStatus::Active,
            metadata,
            passkey_count: 0,
            login_count: 0,
            created_at: now,
            updated_at: now,
            last_login_at: None,
        };
        let (random, target) = (self.random.as_ref(), user.id.as_str());
        let audit = actor.audit(random, now, "user.create", Some(tenant.id()), target, json!({}))?;
        match self.store.create_user(tenant.id(), &user, audit).await? {
            Ok(()) => Ok(user),
            Err(CreateUserRefused::ExternalIdTaken) => Err(Error::UserAlreadyExists),
            Err(CreateUserRefused::UserHandleTaken) => Err(Error::OperationNotAllowed(
                "An imported user has the user handle that belongs to this `external_id`. Delete that user first."
                    .to_owned(),
            )),
            Err(CreateUserRefused::AppGone) => Err(Error::AppNotFound),
        }
    }

    /// Replaces a user's metadata as a whole; `None` removes it.
    pub async fn set_user_metadata(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        id: &UserId,
        metadata: Option<Value>,
    ) -> Result<User> {
        check_metadata(metadata.as_ref())?;
        let now = self.clock.now();
        let (random, target) = (self.random.as_ref(), id.as_str());
        let audit = actor.audit(random, now, "user.set_metadata", Some(tenant.id()), target, json!({}))?;
        let user = self.store.set_user_metadata(tenant.id(), id, metadata.as_ref(), now, audit).await?;
        user.ok_or(Error::UserNotFound)
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

/// Refuses metadata that is no object, too large, or holds what databases cannot keep.
fn check_metadata(metadata: Option<&Value>) -> Result<()> {
    let Some(metadata) = metadata else { return Ok(()) };
    let fault = if !metadata.is_object() {
        "must be an object"
    } else if metadata.to_string().len() > MAX_METADATA {
        "must be at most 4096 bytes of JSON"
    } else if holds_nul(metadata) {
        "must not contain U+0000"
    } else {
        return Ok(());
    };
    Err(Error::InvalidRequest(format!("`user_metadata` {fault}.")))
}

/// The parser bounds how deep a value can be.
fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(members) => members.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
