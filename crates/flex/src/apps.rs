//! Apps: made, changed and deleted by whoever runs Passflex.

use passflex_store::records::{App, AppSettings, AppStatus};
use passflex_store::{AppId, AppRefused};
use serde_json::json;
use zeroize::Zeroizing;

use crate::actor::Actor;
use crate::admin::is_console_app;
use crate::app_rules::{check_name, check_rp_id, default_rp_id, normalize_settings};
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::passkeys::so_many;
use crate::tenant::handle_key_purpose;

/// An app to make.
#[derive(Clone, Debug)]
pub struct NewApp {
    /// A name for people, 1 to 128 bytes.
    pub name: String,
    /// RP id; `None`: the host of the first origin.
    pub rp_id: Option<String>,
    /// Settings; `origins` must name at least one web origin.
    pub settings: AppSettings,
}

/// What to change of an app. `None` leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct AppChange {
    /// A name for people.
    pub name: Option<String>,
    /// RP id. Refused while the app has passkeys.
    pub rp_id: Option<String>,
    /// Whether it may run ceremonies.
    pub status: Option<AppStatus>,
    /// All settings.
    pub settings: Option<AppSettings>,
}

impl NewApp {
    /// The RP id and the settings that it would be made with, or why it would not.
    pub fn check(&self) -> Result<(String, AppSettings)> {
        check_name(&self.name)?;
        let settings = normalize_settings(self.settings.clone())?;
        let rp_id = match &self.rp_id {
            Some(rp_id) => rp_id.clone(),
            None => default_rp_id(&settings.origins)?,
        };
        check_rp_id(&rp_id, &settings.origins)?;
        Ok((rp_id, settings))
    }
}

impl Flex {
    /// Makes an app.
    pub async fn create_app(&self, actor: &Actor, new: NewApp) -> Result<App> {
        let id = self.random.app_id()?;
        self.create_app_as(actor, id, new).await
    }

    /// Makes an app of this id.
    pub(crate) async fn create_app_as(&self, actor: &Actor, id: AppId, new: NewApp) -> Result<App> {
        let (rp_id, settings) = new.check()?;
        let now = self.clock.now();
        let secret = Zeroizing::new(self.random.bytes::<32>()?);
        let master_key = self.master_key_in_force().await?;
        let handle_key =
            master_key.wrap(self.random.as_ref(), &handle_key_purpose(&id), secret.as_slice())?;
        let app = App {
            id,
            name: new.name,
            status: AppStatus::Active,
            rp_id,
            settings,
            handle_key,
            created_at: now,
            updated_at: now,
        };
        let changes = json!({ "rp_id": app.rp_id, "origins": app.settings.origins });
        let audit =
            actor.audit(self.random.as_ref(), now, "app.create", Some(&app.id), app.id.as_str(), changes)?;
        self.store.create_app(&app, audit).await?;
        Ok(app)
    }

    /// One app, as it is in the database now. The reserved app of the console is none.
    pub async fn app(&self, id: &AppId) -> Result<App> {
        refuse_reserved(id)?;
        self.store.app(id).await?.ok_or(Error::AppNotFound)
    }

    /// All apps but the reserved one, oldest first.
    pub async fn apps(&self) -> Result<Vec<App>> {
        let mut apps = self.store.apps().await?;
        apps.retain(|app| !is_console_app(&app.id));
        Ok(apps)
    }

    /// Changes an app. In force here at once, on other replicas within two seconds.
    pub async fn update_app(&self, actor: &Actor, id: &AppId, change: AppChange) -> Result<App> {
        let app = self.app(id).await?;
        self.change_app(actor, app, change).await
    }

    /// Changes an app that was just read.
    pub(crate) async fn change_app(&self, actor: &Actor, mut app: App, change: AppChange) -> Result<App> {
        let before =
            json!({ "name": app.name, "rp_id": app.rp_id, "status": app.status, "settings": app.settings });
        if let Some(name) = change.name {
            check_name(&name)?;
            app.name = name;
        }
        if let Some(settings) = change.settings {
            app.settings = normalize_settings(settings)?;
        }
        app.rp_id = change.rp_id.unwrap_or(app.rp_id);
        app.status = change.status.unwrap_or(app.status);
        check_rp_id(&app.rp_id, &app.settings.origins)?;
        app.updated_at = self.clock.now();

        let after =
            json!({ "name": app.name, "rp_id": app.rp_id, "status": app.status, "settings": app.settings });
        let audit = actor.audit(
            self.random.as_ref(),
            app.updated_at,
            "app.update",
            Some(&app.id),
            app.id.as_str(),
            json!({ "before": before, "after": after }),
        )?;
        match self.store.update_app(&app, audit).await? {
            None => Err(Error::AppNotFound),
            Some(Err(AppRefused::RpIdInUse { passkeys })) => Err(Error::OperationNotAllowed(format!(
                "The RP id cannot change: the app has {}, and passkeys only work for the RP id they were made for.",
                so_many(passkeys)
            ))),
            Some(Ok(())) => {
                self.tenants.clear();
                Ok(app)
            }
        }
    }

    /// Whether the app's settings, as they are stored, obey the rules: origins are origins and fit the RP id.
    pub fn check_app(&self, app: &App) -> Result<()> {
        let settings = normalize_settings(app.settings.clone())?;
        check_rp_id(&app.rp_id, &settings.origins)
    }

    /// Whether the app has any passkey, so that its RP id may not change.
    pub async fn has_passkeys(&self, id: &AppId) -> Result<bool> {
        Ok(self.store.has_passkeys(id).await?)
    }

    /// Deletes an app with its keys, users, passkeys and events.
    pub async fn delete_app(&self, actor: &Actor, id: &AppId) -> Result<()> {
        refuse_reserved(id)?;
        self.forget_app(actor, id).await
    }

    /// Deletes an app, the reserved one too.
    pub(crate) async fn forget_app(&self, actor: &Actor, id: &AppId) -> Result<()> {
        let now = self.clock.now();
        let audit = actor.audit(self.random.as_ref(), now, "app.delete", Some(id), id.as_str(), json!({}))?;
        let deleted = self.store.delete_app(id, audit).await?;
        self.tenants.clear();
        self.api_keys.clear();
        if deleted { Ok(()) } else { Err(Error::AppNotFound) }
    }
}

/// The administrators' own app is not the operators' to change, so for them it is not there.
pub(crate) fn refuse_reserved(id: &AppId) -> Result<()> {
    if is_console_app(id) { Err(Error::AppNotFound) } else { Ok(()) }
}
