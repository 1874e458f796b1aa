//! Makes the difference. What is deleted goes last.

use anyhow::Context as _;
use passflex_flex::store::AppId;
use passflex_flex::store::records::{ApiKey, AppStatus};
use passflex_flex::{Actor, ApiKeySecret, AppChange, Flex};
use serde_json::{Value, json};

use super::plan::{AppPlan, Plan, Target};

/// What was made and has to be told: ids of new apps, and new keys.
#[derive(Default)]
pub(super) struct Done {
    apps: Vec<(String, AppId)>,
    keys: Vec<(String, ApiKey, ApiKeySecret)>,
}

impl Done {
    pub(super) fn apps(&self) -> Vec<Value> {
        self.apps.iter().map(|(name, id)| json!({ "name": name, "id": id.as_str() })).collect()
    }

    pub(super) fn keys(&self) -> Vec<Value> {
        let to_json = |(app, key, secret): &(String, ApiKey, ApiKeySecret)| {
            json!({
                "app": app,
                "app_id": key.app_id.as_str(),
                "id": key.id.as_str(),
                "name": key.name,
                "key": secret.expose(),
            })
        };
        self.keys.iter().map(to_json).collect()
    }

    /// The same for people, with an empty line before and after it.
    pub(super) fn text(&self) -> String {
        let apps = self.apps.iter().map(|(name, id)| format!("The app {name:?} is {id}\n"));
        let keys = self.keys.iter().map(|(app, key, secret)| {
            format!("The key {:?} of the app {app:?} is {}\n", key.name, secret.expose())
        });
        let mut text: String = apps.chain(keys).collect();
        if !self.keys.is_empty() {
            text += "Keep keys where their backends find them, and nowhere else: they are not shown again.\n";
        }
        if text.is_empty() { text } else { format!("\n{text}\n") }
    }
}

/// Does all of it, and notes in `done` what was made, so that it can be told also where this fails half-way.
pub(super) async fn carry_out(plan: &Plan, prune: bool, flex: &Flex, done: &mut Done) -> anyhow::Result<()> {
    let mut ids = Vec::with_capacity(plan.apps.len());
    for app in &plan.apps {
        ids.push(create(app, flex, done).await.with_context(|| format!("app {:?}", app.name))?);
    }
    if prune {
        for (app, id) in plan.apps.iter().zip(&ids) {
            delete(app, id, flex).await.with_context(|| format!("app {:?}", app.name))?;
        }
        for app in &plan.unnamed {
            flex.delete_app(&Actor::cli(), &app.id).await.with_context(|| format!("app {:?}", app.name))?;
        }
    }
    Ok(())
}

/// Makes and changes what the file names of an app.
async fn create(plan: &AppPlan, flex: &Flex, done: &mut Done) -> anyhow::Result<AppId> {
    let cli = &Actor::cli();
    let id = match &plan.target {
        Target::New(new, status) => {
            let id = flex.create_app(cli, new.clone()).await?.id;
            done.apps.push((plan.name.clone(), id.clone()));
            if *status != AppStatus::Active {
                let change = AppChange { status: Some(*status), ..AppChange::default() };
                flex.update_app(cli, &id, change).await?;
            }
            id
        }
        Target::Existing(id, change) => {
            if !plan.members.is_empty() {
                flex.update_app(cli, id, change.clone()).await?;
            }
            id.clone()
        }
    };
    for identity in &plan.new_clients {
        flex.create_native_client(cli, &id, identity.clone()).await?;
    }
    for (client, _, fingerprints) in &plan.changed_clients {
        flex.set_fingerprints(cli, &id, client, fingerprints).await?;
    }
    for new in &plan.new_keys {
        let (key, secret) = flex.create_api_key(cli, &id, new.clone()).await?;
        done.keys.push((plan.name.clone(), key, secret));
    }
    Ok(id)
}

/// Deletes what the file does not name of an app.
async fn delete(plan: &AppPlan, id: &AppId, flex: &Flex) -> anyhow::Result<()> {
    for client in &plan.unnamed_clients {
        flex.delete_native_client(&Actor::cli(), id, &client.id).await?;
    }
    for key in &plan.unnamed_keys {
        flex.revoke_api_key(&Actor::cli(), id, &key.id).await?;
    }
    Ok(())
}
