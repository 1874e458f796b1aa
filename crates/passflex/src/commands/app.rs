//! `passflex app …`.

use passflex_flex::store::AppId;
use passflex_flex::store::records::{App, AppSettings, AppStatus};
use passflex_flex::webauthn::UserVerificationRequirement;
use passflex_flex::{Actor, AppChange, Flex, NewApp};
use serde_json::{Value, json};

use crate::cli::{AppCommand, AppUpdateArgs, Status, UserVerification};
use crate::confirm::confirm;
use crate::output::Output;

pub(crate) async fn run(command: AppCommand, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    match command {
        AppCommand::Create { name, origins, rp_id } => {
            let settings = AppSettings { origins, ..AppSettings::default() };
            let app = flex.create_app(&Actor::cli(), NewApp { name, rp_id, settings }).await?;
            let next = format!("Next: passflex key create --app {} --name backend", app.id);
            output.result(&to_json(&app), &format!("{}\n\n{next}", describe(&app)));
        }
        AppCommand::List => {
            let apps = flex.apps().await?;
            let text: Vec<String> = apps.iter().map(line).collect();
            let none = "There are no apps. Make one: passflex app create --name NAME --origin URL".to_owned();
            let text = if text.is_empty() { none } else { text.join("\n") };
            output.result(&json!({ "apps": apps.iter().map(to_json).collect::<Vec<_>>() }), &text);
        }
        AppCommand::Show { app } => {
            let app = flex.app(&AppId::new(app)).await?;
            output.result(&to_json(&app), &describe(&app));
        }
        AppCommand::Update(args) => {
            let app = update(args, flex).await?;
            output.result(&to_json(&app), &describe(&app));
        }
        AppCommand::Delete { app, yes } => {
            let app = flex.app(&AppId::new(app)).await?;
            if !yes {
                let consequences = format!(
                    "This deletes the app {} with its keys, users, passkeys and events, for ever.",
                    app.id
                );
                confirm("deleting an app", &consequences, &app.name)?;
            }
            flex.delete_app(&Actor::cli(), &app.id).await?;
            let text = format!("Deleted the app {} with everything of it.", app.id);
            output.result(&json!({ "id": app.id.as_str(), "deleted": true }), &text);
        }
    }
    Ok(())
}

async fn update(args: AppUpdateArgs, flex: &Flex) -> anyhow::Result<App> {
    let id = AppId::new(args.app);
    let mut settings = flex.app(&id).await?.settings;
    if !args.origins.is_empty() {
        settings.origins = args.origins;
    }
    if let Some(user_verification) = args.user_verification {
        settings.user_verification = match user_verification {
            UserVerification::Required => UserVerificationRequirement::Required,
            UserVerification::Preferred => UserVerificationRequirement::Preferred,
            UserVerification::Discouraged => UserVerificationRequirement::Discouraged,
        };
    }
    let change = AppChange {
        name: args.name,
        rp_id: args.rp_id,
        status: args.status.map(|status| match status {
            Status::Active => AppStatus::Active,
            Status::Disabled => AppStatus::Disabled,
        }),
        settings: Some(settings),
    };
    Ok(flex.update_app(&Actor::cli(), &id, change).await?)
}

fn to_json(app: &App) -> Value {
    json!({
        "id": app.id.as_str(),
        "name": app.name,
        "status": app.status,
        "rp_id": app.rp_id,
        "settings": app.settings,
        "created_at": app.created_at,
        "updated_at": app.updated_at,
    })
}

fn line(app: &App) -> String {
    format!("{}  {}  {}", app.id, app.rp_id, app.name)
}

fn status(app: &App) -> &'static str {
    match app.status {
        AppStatus::Active => "active",
        AppStatus::Disabled => "disabled",
    }
}

fn describe(app: &App) -> String {
    format!(
        "App      {}\nName     {}\nStatus   {}\nRP id    {}\nOrigins  {}\nCreated  {}",
        app.id,
        app.name,
        status(app),
        app.rp_id,
        app.settings.origins.join(", "),
        app.created_at,
    )
}
