//! `passflex client …`.

use anyhow::bail;
use passflex_flex::store::records::{NativeClient, NativeIdentity};
use passflex_flex::store::{AppId, NativeClientId};
use passflex_flex::{Actor, Flex, android_origin, apple_app_site_association, asset_links};
use serde_json::{Value, json};

use crate::cli::{ClientCommand, NewClient, Platform};
use crate::output::Output;

pub(crate) async fn run(command: ClientCommand, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    match command {
        ClientCommand::Create(new) => {
            let (app, identity, platform) = match new {
                NewClient::Apple { app, team_id, bundle_id } => {
                    (app, NativeIdentity::Apple { team_id, bundle_id }, "apple")
                }
                NewClient::Android { app, package_name, fingerprints } => {
                    (app, NativeIdentity::Android { package_name, fingerprints }, "android")
                }
            };
            let client =
                flex.create_native_client(&Actor::cli(), &AppId::new(app.as_str()), identity).await?;
            let next = format!("Next: passflex client file --app {app} {platform}");
            output.result(&to_json(&client), &format!("{}\n\n{next}", line(&client)));
        }
        ClientCommand::List { app } => {
            let clients = flex.native_clients(&AppId::new(app)).await?;
            let text: Vec<String> = clients.iter().map(line).collect();
            let none =
                "The app has no native clients. Add one: passflex client create apple|android --app APP_ID …";
            let text = if text.is_empty() { none.to_owned() } else { text.join("\n") };
            let value = json!({ "native_clients": clients.iter().map(to_json).collect::<Vec<_>>() });
            output.result(&value, &text);
        }
        ClientCommand::Update { app, client, fingerprints } => {
            let (app, id) = (AppId::new(app), NativeClientId::new(client.as_str()));
            flex.set_fingerprints(&Actor::cli(), &app, &id, &fingerprints).await?;
            let text = format!("Changed the client {client}. Running servers know within two seconds.");
            output.result(&json!({ "id": client, "fingerprints": fingerprints }), &text);
        }
        ClientCommand::Delete { app, client } => {
            let id = NativeClientId::new(client.as_str());
            flex.delete_native_client(&Actor::cli(), &AppId::new(app), &id).await?;
            let text = format!("Deleted the client {client}. Running servers refuse it within two seconds.");
            output.result(&json!({ "id": client, "deleted": true }), &text);
        }
        ClientCommand::File { app, platform } => {
            let app = AppId::new(app);
            let (rp_id, clients) = (flex.app(&app).await?.rp_id, flex.native_clients(&app).await?);
            let (name, whose, text) = match platform {
                Platform::Apple => {
                    ("apple-app-site-association", "Apple", apple_app_site_association(&clients))
                }
                Platform::Android => ("assetlinks.json", "Android", asset_links(&clients)),
            };
            let Some(text) = text else {
                bail!("the app has no {whose} client: add one with `client create`")
            };
            let url = format!("https://{rp_id}/.well-known/{name}");
            output.result(&json!({ "url": url, "text": text }), &text);
        }
    }
    Ok(())
}

fn to_json(client: &NativeClient) -> Value {
    let mut value = json!({
        "id": client.id.as_str(),
        "platform": client.identity.platform().as_str(),
        "created_at": client.created_at,
    });
    let more = match &client.identity {
        NativeIdentity::Apple { team_id, bundle_id } => json!({ "team_id": team_id, "bundle_id": bundle_id }),
        NativeIdentity::Android { package_name, fingerprints } => json!({
            "package_name": package_name,
            "fingerprints": fingerprints,
            "origins": fingerprints.iter().map(android_origin).collect::<Vec<_>>(),
        }),
    };
    if let (Some(members), Value::Object(more)) = (value.as_object_mut(), more) {
        members.extend(more);
    }
    value
}

fn line(client: &NativeClient) -> String {
    let id = &client.id;
    match &client.identity {
        NativeIdentity::Apple { team_id, bundle_id } => format!("{id}  apple    {team_id}.{bundle_id}"),
        NativeIdentity::Android { package_name, fingerprints } => {
            let origins = fingerprints.iter().map(|one| format!("\n    {}", android_origin(one)));
            format!("{id}  android  {package_name}{}", origins.collect::<String>())
        }
    }
}
