//! `passflex admin token …`.

use passflex_flex::store::records::AdminToken;
use passflex_flex::store::{AdminId, AdminTokenId};
use passflex_flex::{Actor, Flex, NewAdminToken};
use serde_json::{Value, json};

use crate::cli::AdminTokenCommand;
use crate::output::{Output, printable};

pub(super) async fn run(command: AdminTokenCommand, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    match command {
        AdminTokenCommand::Create { admin, name, scopes, expires } => {
            let now = flex.clock().now();
            let expires_at = expires.map(|expiry| expiry.counted_from(now));
            let new = NewAdminToken { name, scopes, expires_at };
            let (token, secret) = flex.create_admin_token(&Actor::cli(), &AdminId::new(admin), new).await?;
            let mut value = to_json(&token);
            if let Some(members) = value.as_object_mut() {
                members.insert("token".to_owned(), secret.expose().into());
            }
            let remark = "Keep it where it is used, and nowhere else: it is not shown again.";
            output.result(&value, &format!("{}\n\n{remark}", secret.expose()));
        }
        AdminTokenCommand::List { admin } => {
            let admin = flex.admin(&AdminId::new(admin)).await?.admin;
            let tokens = flex.admin_tokens(&admin.id).await?;
            let mut text: Vec<String> = tokens.iter().map(line).collect();
            if text.is_empty() {
                text.push("The administrator has no tokens.".to_owned());
            }
            let value = json!({ "tokens": tokens.iter().map(to_json).collect::<Vec<_>>() });
            output.result(&value, &text.join("\n"));
        }
        AdminTokenCommand::Revoke { admin, token } => {
            let (admin, id) = (AdminId::new(admin), AdminTokenId::new(token.as_str()));
            flex.revoke_admin_token(&Actor::cli(), &admin, &id).await?;
            let text = format!("Revoked the token {token}. It is refused from the next request on.");
            output.result(&json!({ "id": token, "revoked": true }), &text);
        }
    }
    Ok(())
}

fn to_json(token: &AdminToken) -> Value {
    json!({
        "id": token.id.as_str(),
        "admin_id": token.admin_id.as_str(),
        "name": token.name,
        "prefix": token.prefix,
        "scopes": token.scopes,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    })
}

fn line(token: &AdminToken) -> String {
    let used = token.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {at}"));
    let expires = token.expires_at.map_or_else(String::new, |at| format!("  expires {at}"));
    let (scopes, name) = (token.scopes.join(","), printable(&token.name));
    format!("{}  {}…  {scopes}  {name}  {used}{expires}", token.id, token.prefix)
}
