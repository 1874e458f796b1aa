//! `passflex passkey …`.

use passflex_flex::store::PasskeyId;
use passflex_flex::store::records::Passkey;
use passflex_flex::{Actor, Flex, PasskeyType};
use serde_json::{Value, json};

use crate::cli::PasskeyCommand;
use crate::commands::user;
use crate::output::{Output, printable};

pub(crate) async fn run(command: PasskeyCommand, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    match command {
        PasskeyCommand::List(which) => {
            let (tenant, user) = user::find(flex, which).await?;
            let passkeys = flex.passkeys(&tenant, &user.id).await?;
            let text: Vec<String> = passkeys.iter().map(line).collect();
            let text = if text.is_empty() { "The user has no passkeys.".to_owned() } else { text.join("\n") };
            output.result(&json!({ "passkeys": passkeys.iter().map(to_json).collect::<Vec<_>>() }), &text);
        }
        PasskeyCommand::Revoke { user, passkey } => {
            let (tenant, user) = user::find(flex, user).await?;
            let id = PasskeyId::new(passkey);
            flex.revoke_passkey(&Actor::cli(), &tenant, &user.id, &id).await?;
            let text = format!("Revoked the passkey {id}. It signs nobody in any more.");
            output.result(&json!({ "id": id.as_str(), "revoked": true }), &text);
        }
    }
    Ok(())
}

fn to_json(passkey: &Passkey) -> Value {
    json!({
        "id": passkey.id.as_str(),
        "user_id": passkey.user_id.as_str(),
        "friendly_name": passkey.friendly_name,
        "type": PasskeyType::of(passkey).as_str(),
        "rp_id": passkey.rp_id,
        "source": passkey.source.as_str(),
        "usage_count": passkey.usage_count,
        "created_at": passkey.created_at,
        "updated_at": passkey.updated_at,
        "last_used_at": passkey.last_used_at,
    })
}

fn line(passkey: &Passkey) -> String {
    let used = passkey.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {at}"));
    let kind = PasskeyType::of(passkey).as_str();
    format!(
        "{}  {kind}  created {}  {used}  {}",
        passkey.id,
        passkey.created_at,
        printable(&passkey.friendly_name)
    )
}
