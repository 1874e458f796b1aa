//! `passflex admin …`.

use anyhow::{Context as _, bail};
use passflex_flex::store::records::{AdminStatus, Grant, GrantedAdmin, LinkGrant, Role};
use passflex_flex::store::{AdminId, AppId};
use passflex_flex::{Actor, Flex, LinkSecret, NewInvitation};
use passflex_server::welcome_url;
use serde_json::{Value, json};

use super::admin_token;
use crate::cli::{self, AdminCommand};
use crate::confirm::confirm;
use crate::output::{Output, printable};

pub(crate) async fn run(command: AdminCommand, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    let actor = Actor::cli();
    match command {
        AdminCommand::List => list(flex, output).await?,
        AdminCommand::SetupLink => {
            let origin = origin(flex).await?;
            let Some(secret) = flex.setup_link(&actor).await? else {
                bail!(
                    "there is an administrator of all apps already: `passflex admin recover ADMIN` lets one back in, \
                     and `passflex admin invite` makes another"
                );
            };
            show_link(&origin, &secret, "24 hours", output);
        }
        AdminCommand::Invite { name, role, apps } => {
            let origin = origin(flex).await?;
            let new = NewInvitation { name, grants: grants(role, apps) };
            let (_, secret) = flex.invite(&actor, new).await?;
            show_link(&origin, &secret, "three days", output);
        }
        AdminCommand::Recover { admin } => {
            let origin = origin(flex).await?;
            let secret = flex.recovery_link(&actor, &AdminId::new(admin)).await?;
            show_link(&origin, &secret, "an hour", output);
        }
        AdminCommand::Deactivate { admin } => set(flex, admin, AdminStatus::Inactive, output).await?,
        AdminCommand::Activate { admin } => set(flex, admin, AdminStatus::Active, output).await?,
        AdminCommand::MoveConsole { yes } => {
            let origin = origin(flex).await?;
            if !yes {
                let consequences =
                    format!("Nobody will be able to sign in at {origin} with the passkeys of today.");
                confirm("giving up all administrators' passkeys", &consequences, &origin)?;
            }
            flex.forget_console(&actor).await?;
            let text = "Gave up all administrators' passkeys. Restart the server with the new --public-url, then make \
                        everybody a link: passflex admin recover ADMIN";
            output.result(&json!({ "moved_from": origin }), text);
        }
        AdminCommand::Token(command) => admin_token::run(command, flex, output).await?,
    }
    Ok(())
}

/// Where the links of this database lead.
async fn origin(flex: &Flex) -> anyhow::Result<String> {
    flex.console_origin().await?.context(
        "no server has opened the console of this database yet: start `passflex serve` first, with --public-url \
         unless it is for this machine only",
    )
}

fn grants(role: cli::Role, apps: Vec<String>) -> Vec<LinkGrant> {
    let role = match role {
        cli::Role::Viewer => Role::Viewer,
        cli::Role::Member => Role::Member,
        cli::Role::Admin => Role::Admin,
    };
    if apps.is_empty() {
        return vec![LinkGrant { app_id: None, role }];
    }
    apps.into_iter().map(|app| LinkGrant { app_id: Some(AppId::new(app)), role }).collect()
}

fn show_link(origin: &str, secret: &LinkSecret, lifetime: &str, output: &Output) {
    let link = welcome_url(origin, secret);
    let remark = "It is good for one use, by whoever opens it first: send it to nobody else. It ends after";
    output.result(&json!({ "link": link }), &format!("{link}\n\n{remark} {lifetime}."));
}

async fn list(flex: &Flex, output: &Output) -> anyhow::Result<()> {
    let admins = flex.admins().await?;
    let mut text: Vec<String> = admins.iter().map(line).collect();
    if text.is_empty() {
        text.push("There are no administrators yet. Make the first: passflex admin setup-link".to_owned());
    }
    let value = json!({ "administrators": admins.iter().map(to_json).collect::<Vec<_>>() });
    output.result(&value, &text.join("\n"));
    Ok(())
}

async fn set(flex: &Flex, admin: String, status: AdminStatus, output: &Output) -> anyhow::Result<()> {
    let id = AdminId::new(admin);
    flex.set_admin_status(&Actor::cli(), &id, status).await?;
    let admin = flex.admin(&id).await?;
    output.result(&to_json(&admin), &line(&admin));
    Ok(())
}

fn to_json(GrantedAdmin { admin, grants }: &GrantedAdmin) -> Value {
    let grants = grants.iter().map(
        |grant| json!({ "app_id": grant.app_id.as_ref().map(AppId::as_str), "role": grant.role.as_str() }),
    );
    json!({
        "id": admin.id.as_str(),
        "name": admin.name,
        "status": admin.status.as_str(),
        "grants": grants.collect::<Vec<_>>(),
        "created_at": admin.created_at,
        "updated_at": admin.updated_at,
    })
}

fn line(GrantedAdmin { admin, grants }: &GrantedAdmin) -> String {
    let granted = |grant: &Grant| {
        let app = grant.app_id.as_ref().map_or("all apps", AppId::as_str);
        format!("{} of {app}", grant.role.as_str())
    };
    let granted: Vec<String> = grants.iter().map(granted).collect();
    let granted = if granted.is_empty() { "no role".to_owned() } else { granted.join(", ") };
    format!("{}  {}  {granted}  {}", admin.id, admin.status.as_str(), printable(&admin.name))
}
