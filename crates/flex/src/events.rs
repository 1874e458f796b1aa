//! Events: how an app's ceremonies ended.

use passflex_store::records::{Event, EventQuery};

use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::tenant::Tenant;

impl Flex {
    /// Events of an app, newest first. `limit` is the caller's to bound; an event's id is the cursor of what follows
    /// it.
    pub async fn events(&self, tenant: &Tenant, query: &EventQuery) -> Result<Vec<Event>> {
        self.store.events(tenant.id(), query).await.map_err(Error::of_list)
    }
}
