//! The app that administrators have their passkeys in. Passflex makes it for itself, and nobody else has a say in it.

use std::sync::Arc;

use passflex_store::AppId;
use passflex_store::records::{App, AppSettings};

use crate::actor::Actor;
use crate::app_rules::normalize_settings;
use crate::apps::{AppChange, NewApp};
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::tenant::Tenant;

/// Its id. Random ids have 24 characters, so no other app can have it.
pub const CONSOLE_APP: &str = "console";
/// What authenticators show.
const NAME: &str = "Passflex console";

/// Whether an id is the reserved app's.
pub(crate) fn is_console_app(id: &AppId) -> bool {
    id.as_str() == CONSOLE_APP
}

impl Flex {
    /// Makes sure that administrators can sign in at this URL: the reserved app is there, with this URL's origin and
    /// host. Returns the origin as browsers write it. Refused where administrators have passkeys for another host, and
    /// where the URL is none that passkeys work at.
    pub async fn open_console(&self, public_url: &str) -> Result<String> {
        let settings = AppSettings { origins: vec![origin_of(public_url)?], ..AppSettings::default() };
        let settings = normalize_settings(settings)?;
        let origin = settings.origins.first().cloned().unwrap_or_default();
        let id = AppId::new(CONSOLE_APP);
        if self.store.app(&id).await?.is_none() {
            let new = NewApp { name: NAME.to_owned(), rp_id: None, settings: settings.clone() };
            let made = self.create_app_as(&Actor::system(), id.clone(), new).await;
            // Another server that starts at the same time may have been first.
            if let Err(error) = made
                && self.store.app(&id).await?.is_none()
            {
                return Err(error);
            }
        }
        let app = self.store.app(&id).await?.ok_or(Error::AppNotFound)?;
        if app.settings.origins != settings.origins {
            self.move_console(app, settings).await?;
        }
        Ok(origin)
    }

    async fn move_console(&self, app: App, settings: AppSettings) -> Result<()> {
        let rp_id = crate::app_rules::default_rp_id(&settings.origins)?;
        let before = app.rp_id.clone();
        let change = AppChange { rp_id: Some(rp_id), settings: Some(settings), ..AppChange::default() };
        match self.change_app(&Actor::system(), app, change).await {
            Err(Error::OperationNotAllowed(_)) => Err(Error::OperationNotAllowed(format!(
                "The administrators' passkeys are for {before} and cannot be used at another host. Set the public URL \
                 back, or let them go with `passflex admin move-console`."
            ))),
            outcome => outcome.map(drop),
        }
    }

    /// The origin that administrators sign in at; `None` where the console was never opened.
    pub async fn console_origin(&self) -> Result<Option<String>> {
        let app = self.store.app(&AppId::new(CONSOLE_APP)).await?;
        Ok(app.and_then(|app| app.settings.origins.into_iter().next()))
    }

    /// Gives up the passkeys of all administrators, so that the console can be opened at another host. They stay
    /// administrators: each comes back by a recovery link. [`Error::AppNotFound`] where the console was never opened.
    pub async fn forget_console(&self, actor: &Actor) -> Result<()> {
        self.forget_app(actor, &AppId::new(CONSOLE_APP)).await
    }

    /// The reserved app, for ceremonies. [`Error::AppNotFound`] where the console was never opened.
    pub(super) async fn console(&self) -> Result<Arc<Tenant>> {
        self.tenant(&AppId::new(CONSOLE_APP)).await
    }
}

fn origin_of(public_url: &str) -> Result<String> {
    let url = url::Url::parse(public_url)
        .map_err(|_| Error::InvalidRequest(format!("`{public_url}` is not a URL.")))?;
    Ok(url.origin().ascii_serialization())
}
