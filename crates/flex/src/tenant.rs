//! An app that a caller has named, ready for use.

use std::sync::Arc;

use aws_lc_rs::hmac;
use passflex_store::AppId;
use passflex_store::records::{App, AppStatus};

use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::{native_clients, user_handle};

/// An app, with its handle key unwrapped.
pub struct Tenant {
    /// The app as stored.
    pub app: App,
    origins: Vec<String>,
    handle_key: hmac::Key,
}

impl Tenant {
    /// The app's id.
    pub fn id(&self) -> &AppId {
        &self.app.id
    }

    /// Its web origins, the primary one first: the only ones that CORS is granted to.
    pub fn web_origins(&self) -> impl Iterator<Item = &str> {
        self.app.settings.origins.iter().map(String::as_str).filter(|origin| origin.starts_with("http"))
    }

    /// All origins that a ceremony's client data may name: those of the settings and of native clients.
    pub(crate) fn origins(&self) -> &[String] {
        &self.origins
    }

    /// Refuses a disabled app.
    pub(crate) fn require_active(&self) -> Result<()> {
        match self.app.status {
            AppStatus::Active => Ok(()),
            AppStatus::Disabled => Err(Error::CannotCreateTransaction),
        }
    }

    /// The user handle for a person who has none stored.
    pub(crate) fn new_user_handle(&self, external_id: &str) -> String {
        user_handle::derive(&self.handle_key, external_id)
    }
}

/// What the handle key of an app is wrapped for.
pub(crate) fn handle_key_purpose(app: &AppId) -> String {
    format!("handle key of app {app}")
}

impl Flex {
    /// The app of this id, at most two seconds old.
    pub async fn tenant(&self, id: &AppId) -> Result<Arc<Tenant>> {
        let now = self.clock.now();
        if let Some(tenant) = self.tenants.get(id, now) {
            return Ok(tenant);
        }
        let Some(app) = self.store.app(id).await? else {
            self.tenants.set(id.clone(), None, now);
            return Err(Error::AppNotFound);
        };
        let secret = self.master_keys.unwrap(&handle_key_purpose(id), &app.handle_key)?;
        let handle_key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_slice());
        let origins = native_clients::origins(&app, &self.store.native_clients(id).await?);
        let tenant = Arc::new(Tenant { app, origins, handle_key });
        self.tenants.set(id.clone(), Some(Arc::clone(&tenant)), now);
        Ok(tenant)
    }
}
