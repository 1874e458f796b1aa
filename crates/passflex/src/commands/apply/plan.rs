//! What has to change so that the database has what the file declares. Nothing is written here, and whatever is wrong
//! with the file is found here, before anything is.

use anyhow::{Context as _, anyhow, bail};
use passflex_flex::store::records::{
    ApiKey, App, AppSettings, AppStatus, Fingerprint, NativeClient, NativeIdentity,
};
use passflex_flex::store::{AppId, NativeClientId};
use passflex_flex::{AppChange, Flex, NewApiKey, NewApp, check_native_clients};
use serde_json::{Map, Value, json};

use super::file::{DeclaredApp, DeclaredKey};
use crate::failure::usage;

/// All that has to change.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Apps that the file names.
    pub(super) apps: Vec<AppPlan>,
    /// Apps that it does not name.
    pub(super) unnamed: Vec<App>,
}

/// What has to change of one app.
#[derive(Debug)]
pub(super) struct AppPlan {
    pub(super) name: String,
    pub(super) target: Target,
    /// Members of the app that change: their name, what they are if the app is there, and what they are to be.
    pub(super) members: Vec<(String, Option<Value>, Value)>,
    pub(super) new_clients: Vec<NativeIdentity>,
    /// Android clients whose certificates change.
    pub(super) changed_clients: Vec<(NativeClientId, String, Vec<Fingerprint>)>,
    /// Clients that the file does not name.
    pub(super) unnamed_clients: Vec<NativeClient>,
    pub(super) new_keys: Vec<NewApiKey>,
    /// Keys that the file does not name.
    pub(super) unnamed_keys: Vec<ApiKey>,
}

/// The app that is made or changed.
#[derive(Debug)]
pub(super) enum Target {
    New(NewApp, AppStatus),
    Existing(AppId, AppChange),
}

/// Finds out what has to change.
pub(super) async fn plan(declared: Vec<DeclaredApp>, flex: &Flex) -> anyhow::Result<Plan> {
    let mut unnamed = flex.apps().await?;
    let there = unnamed.clone();
    let mut plan = Plan::default();
    for app in declared {
        let name = app.name.clone();
        let in_app = || format!("app {name:?}");
        let existing = existing(&app, &there).map_err(usage).with_context(in_app)?;
        let is_repeated = match existing {
            // Each is taken out when it is first named.
            Some(existing) => !unnamed.iter().any(|app| app.id == existing.id),
            None => plan.apps.iter().any(|other| other.name == name),
        };
        if is_repeated {
            return Err(usage(anyhow!("app {name:?}: the file declares it twice")));
        }
        unnamed.retain(|app| existing.is_none_or(|existing| existing.id != app.id));
        plan.apps.push(plan_app(app, existing, flex).await.with_context(in_app)?);
    }
    plan.unnamed = unnamed;
    Ok(plan)
}

/// The app that is meant, if it is there.
fn existing<'a>(declared: &DeclaredApp, apps: &'a [App]) -> anyhow::Result<Option<&'a App>> {
    if let Some(id) = &declared.id {
        let found = apps.iter().find(|app| app.id.as_str() == id);
        return found.map(Some).with_context(|| {
            format!(
                "there is no app {id}: leave `id` out to make one, `passflex app list` shows those there are"
            )
        });
    }
    let mut named = apps.iter().filter(|app| app.name == declared.name);
    match (named.next(), named.next()) {
        (found, None) => Ok(found),
        _ => bail!("several apps have this name: say which with `id`"),
    }
}

async fn plan_app(declared: DeclaredApp, existing: Option<&App>, flex: &Flex) -> anyhow::Result<AppPlan> {
    let DeclaredApp { id: _, name, rp_id, status, settings, clients, keys } = declared;
    let status = status.or(existing.map(|app| app.status)).unwrap_or(AppStatus::Active);
    let rp_id = rp_id.or_else(|| existing.map(|app| app.rp_id.clone()));
    let new = NewApp { name: name.clone(), rp_id, settings };
    let (rp_id, settings) = new.check()?;
    let after = members(&name, &rp_id, status, &settings);
    let (clients_there, keys_there, before) = match existing {
        Some(app) => {
            if app.rp_id != rp_id && flex.has_passkeys(&app.id).await? {
                let sentence = "`rp_id` cannot change: the app has passkeys, which only work for the RP id they were \
                                made for";
                return Err(usage(anyhow!(sentence)));
            }
            let before = members(&app.name, &app.rp_id, app.status, &app.settings);
            (flex.native_clients(&app.id).await?, flex.api_keys(&app.id).await?, before)
        }
        // All that is not as it is in every new app.
        None => (Vec::new(), Vec::new(), members(&name, "", AppStatus::Active, &AppSettings::default())),
    };
    let target = match existing {
        Some(app) => {
            let change = AppChange {
                name: Some(name.clone()),
                rp_id: Some(rp_id),
                status: Some(status),
                settings: Some(settings),
            };
            Target::Existing(app.id.clone(), change)
        }
        None => Target::New(new, status),
    };
    let mut plan = AppPlan {
        name,
        target,
        members: changed(before, after, existing.is_some()),
        new_clients: Vec::new(),
        changed_clients: Vec::new(),
        unnamed_clients: clients_there,
        new_keys: Vec::new(),
        unnamed_keys: Vec::new(),
    };
    plan.clients(&clients)?;
    plan.keys(&keys, keys_there, flex)?;
    Ok(plan)
}

/// Everything of an app that is set, by name.
fn members(name: &str, rp_id: &str, status: AppStatus, settings: &AppSettings) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("name".to_owned(), name.into());
    members.insert("rp_id".to_owned(), rp_id.into());
    members.insert("status".to_owned(), json!(status));
    if let Value::Object(settings) = json!(settings) {
        members.extend(settings);
    }
    members
}

fn changed(
    mut before: Map<String, Value>,
    after: Map<String, Value>,
    is_there: bool,
) -> Vec<(String, Option<Value>, Value)> {
    after
        .into_iter()
        .filter_map(|(name, after)| {
            let before = before.remove(&name);
            let is_changed = before.as_ref() != Some(&after);
            is_changed.then(|| (name, before.filter(|_| is_there), after))
        })
        .collect()
}

impl AppPlan {
    /// Compares the clients that are there, all of which are still unnamed, with those that are to be.
    fn clients(&mut self, declared: &[NativeIdentity]) -> anyhow::Result<()> {
        let mut all: Vec<&NativeIdentity> = Vec::new();
        for identity in declared {
            if all.iter().any(|other| is_same(other, identity)) {
                return Err(usage(anyhow!("the file declares the client {} twice", client_name(identity))));
            }
            all.push(identity);
        }
        for identity in declared {
            let place = self.unnamed_clients.iter().position(|there| is_same(&there.identity, identity));
            let Some(place) = place else {
                self.new_clients.push(identity.clone());
                continue;
            };
            let there = self.unnamed_clients.remove(place);
            if let (
                NativeIdentity::Android { fingerprints: before, .. },
                NativeIdentity::Android { package_name, fingerprints },
            ) = (&there.identity, identity)
            {
                let is_kept = before.len() == fingerprints.len()
                    && before.iter().all(|fingerprint| fingerprints.contains(fingerprint));
                if !is_kept {
                    self.changed_clients.push((there.id, package_name.clone(), fingerprints.clone()));
                }
            }
        }
        // Those to be deleted go last, so that all of them have to fit.
        all.extend(self.unnamed_clients.iter().map(|client| &client.identity));
        Ok(check_native_clients(&all)?)
    }

    /// Compares the keys that are there with those that are to be. A key that has expired is none.
    fn keys(&mut self, declared: &[DeclaredKey], there: Vec<ApiKey>, flex: &Flex) -> anyhow::Result<()> {
        let now = flex.clock().now();
        let is_valid = |key: &&ApiKey| key.expires_at.is_none_or(|expires_at| expires_at > now);
        for (place, DeclaredKey { name, scopes }) in declared.iter().enumerate() {
            if declared.iter().take(place).any(|other| other.name == *name) {
                return Err(usage(anyhow!("the file declares the key {name:?} twice")));
            }
            let new = NewApiKey { name: name.clone(), scopes: scopes.clone(), expires_at: None };
            new.check(now)?;
            let mut named = there.iter().filter(is_valid).filter(|key| key.name == *name).peekable();
            if named.peek().is_none() {
                self.new_keys.push(new);
                continue;
            }
            let has_scopes = |key: &ApiKey| {
                key.scopes.len() == scopes.len()
                    && scopes.iter().all(|scope| key.scopes.iter().any(|word| word == scope.as_str()))
            };
            if !named.any(has_scopes) {
                return Err(usage(anyhow!(
                    "the key {name:?} is there with other scopes, and those of a key do not change: revoke it, or declare \
                     one of another name"
                )));
            }
        }
        self.unnamed_keys = there;
        self.unnamed_keys.retain(|key| declared.iter().all(|declared| declared.name != key.name));
        Ok(())
    }
}

/// Whether a platform would take one for the other.
fn is_same(left: &NativeIdentity, right: &NativeIdentity) -> bool {
    match (left, right) {
        (
            NativeIdentity::Android { package_name: left, .. },
            NativeIdentity::Android { package_name: right, .. },
        ) => left == right,
        _ => left == right,
    }
}

/// What a client is called in what is printed.
pub(super) fn client_name(identity: &NativeIdentity) -> String {
    match identity {
        NativeIdentity::Apple { team_id, bundle_id } => format!("{team_id}.{bundle_id}"),
        NativeIdentity::Android { package_name, .. } => package_name.clone(),
    }
}
