//! `passflex key …`.

use passflex_flex::store::records::ApiKey;
use passflex_flex::store::{ApiKeyId, AppId};
use passflex_flex::{Actor, ApiKeySecret, Flex, KeyRotation, NewApiKey, Scope};
use serde_json::{Value, json};

use crate::cli::KeyCommand;
use crate::output::Output;

const KEEP: &str = "Keep it where the backend finds it, and nowhere else: it is not shown again.";

pub(crate) async fn run(command: KeyCommand, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    match command {
        KeyCommand::Create { app, name, scopes, expires } => {
            let now = flex.clock().now();
            let new = NewApiKey {
                name,
                scopes: if scopes.is_empty() { Scope::ALL.to_vec() } else { scopes },
                expires_at: expires.map(|expiry| expiry.counted_from(now)),
            };
            let (key, secret) = flex.create_api_key(&Actor::cli(), &AppId::new(app), new).await?;
            output.result(&with_secret(&key, &secret), &format!("{}\n\n{KEEP}", secret.expose()));
        }
        KeyCommand::List { app } => {
            let keys = flex.api_keys(&AppId::new(app)).await?;
            let text: Vec<String> = keys.iter().map(line).collect();
            let none =
                "The app has no keys. Make one: passflex key create --app APP_ID --name NAME".to_owned();
            let text = if text.is_empty() { none } else { text.join("\n") };
            output.result(&json!({ "keys": keys.iter().map(to_json).collect::<Vec<_>>() }), &text);
        }
        KeyCommand::Rotate { app, key, overlap, expires } => {
            let now = flex.clock().now();
            let rotation = KeyRotation {
                old_expires_at: overlap.counted_from(now),
                expires_at: expires.map(|expiry| expiry.counted_from(now)),
            };
            let (app, old) = (AppId::new(app), ApiKeyId::new(key));
            let (key, secret) = flex.rotate_api_key(&Actor::cli(), &app, &old, rotation).await?;
            let mut value = with_secret(&key, &secret);
            if let Some(members) = value.as_object_mut() {
                members.insert("replaces".to_owned(), old.as_str().into());
            }
            let until = format!("The old key {old} works until {} at the latest.", rotation.old_expires_at);
            output.result(&value, &format!("{}\n\n{KEEP}\n{until}", secret.expose()));
        }
        KeyCommand::Revoke { app, key } => {
            flex.revoke_api_key(&Actor::cli(), &AppId::new(app), &ApiKeyId::new(key.as_str())).await?;
            let text = format!("Revoked the key {key}. Running servers refuse it within two seconds.");
            output.result(&json!({ "id": key, "revoked": true }), &text);
        }
    }
    Ok(())
}

/// A new key, with what lets its holder in.
fn with_secret(key: &ApiKey, secret: &ApiKeySecret) -> Value {
    let mut value = to_json(key);
    if let Some(members) = value.as_object_mut() {
        members.insert("key".to_owned(), secret.expose().into());
    }
    value
}

fn to_json(key: &ApiKey) -> Value {
    json!({
        "id": key.id.as_str(),
        "app_id": key.app_id.as_str(),
        "name": key.name,
        "prefix": key.prefix,
        "scopes": key.scopes,
        "created_at": key.created_at,
        "created_by": key.created_by,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
    })
}

fn line(key: &ApiKey) -> String {
    let used = key.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {at}"));
    let expires = key.expires_at.map_or_else(String::new, |at| format!("  expires {at}"));
    format!("{}  {}…  {}  {}  {used}{expires}", key.id, key.prefix, key.scopes.join(","), key.name)
}
