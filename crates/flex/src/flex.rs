//! The product, put together.

use std::sync::Arc;

use passflex_store::records::ApiKey;
use passflex_store::{AppId, Store};
use passflex_webauthn::Aaguid;

use crate::attestors::CurrentAttestors;
use crate::clock::Clock;
use crate::counts::Counts;
use crate::error::Result;
use crate::failures::FailureBudget;
use crate::hits::Hits;
use crate::master_keys::MasterKeys;
use crate::providers::{ProviderIcons, Providers};
use crate::random::Random;
use crate::readiness::LastWrite;
use crate::sealing::Ring;
use crate::tenant::Tenant;
use crate::used_keys::UsedKeys;

/// The product's rules over one database. Shared by every request; holds no state that matters across a restart.
pub struct Flex {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) master_keys: MasterKeys,
    pub(crate) ring: Ring,
    pub(crate) tenants: Hits<AppId, Arc<Tenant>>,
    pub(crate) api_keys: Hits<(AppId, [u8; 32]), Arc<ApiKey>>,
    pub(crate) counts: Counts,
    pub(crate) failures: FailureBudget,
    pub(crate) used_keys: UsedKeys,
    pub(crate) providers: Providers,
    pub(crate) attestors: CurrentAttestors,
    pub(crate) last_write: LastWrite,
}

impl Flex {
    /// Opens the product on a database: makes the first sealing key if there is none, and unwraps those there are.
    /// Fails where the one that wrapped them, and the apps' handle keys, is not among `master_keys`.
    pub async fn open(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        master_keys: impl Into<MasterKeys>,
    ) -> Result<Self> {
        // First: a restored database has no sealing key, and one wrapped by the wrong master key must not get into it.
        let master_keys = master_keys.into();
        let mut in_force = None;
        for app in store.apps().await? {
            in_force = Some(master_keys.named(&app.handle_key.wrapped_by)?);
        }
        let wrapping = in_force.as_deref().unwrap_or(master_keys.first());
        let ring = Ring::open(store.as_ref(), clock.now(), random.as_ref(), wrapping, &master_keys).await?;
        Ok(Self {
            store,
            clock,
            random,
            master_keys,
            ring,
            tenants: Hits::new(),
            api_keys: Hits::new(),
            counts: Counts::default(),
            failures: FailureBudget::default(),
            used_keys: UsedKeys::default(),
            providers: Providers::default(),
            attestors: CurrentAttestors::default(),
            last_write: LastWrite::default(),
        })
    }

    /// The same product with these providers instead of those that Passflex knows by itself.
    #[must_use]
    pub fn with_providers(mut self, providers: Providers) -> Self {
        self.providers = providers;
        self
    }

    /// The name of a passkey provider, if it is known.
    pub fn provider_name(&self, aaguid: Aaguid) -> Option<&str> {
        self.providers.name(aaguid)
    }

    /// Pictures of a passkey provider, if the operator gave some.
    pub fn provider_icons(&self, aaguid: Aaguid) -> Option<&ProviderIcons> {
        self.providers.icons(aaguid)
    }

    /// The database, for health checks and for rows that need no rule.
    pub fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    /// The clock, for answers that carry the time.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }
}
