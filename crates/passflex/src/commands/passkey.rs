//! `passflex passkey …`.

use passflex_flex::store::PasskeyId;
use passflex_flex::store::records::Passkey;
use passflex_flex::webauthn::Algorithm;
use passflex_flex::{Actor, Error, Flex, PasskeyType};
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
            let passkeys: Vec<Value> = passkeys.iter().map(|passkey| to_json(flex, passkey)).collect();
            output.result(&json!({ "passkeys": passkeys }), &text);
        }
        PasskeyCommand::Show { user, passkey } => {
            let (tenant, user) = user::find(flex, user).await?;
            let passkeys = flex.passkeys(&tenant, &user.id).await?;
            let passkey = passkeys.into_iter().find(|listed| listed.id.as_str() == passkey);
            let passkey = passkey.ok_or(Error::DeviceNotFound)?;
            output.result(&to_json(flex, &passkey), &describe(flex, &passkey));
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

fn to_json(flex: &Flex, passkey: &Passkey) -> Value {
    json!({
        "id": passkey.id.as_str(),
        "user_id": passkey.user_id.as_str(),
        "friendly_name": passkey.friendly_name,
        "type": PasskeyType::of(passkey).as_str(),
        "rp_id": passkey.rp_id,
        "source": passkey.source.as_str(),
        "aaguid": passkey.aaguid.to_string(),
        "provider": flex.provider_name(passkey.aaguid),
        "algorithm": passkey.algorithm,
        "attestation_format": passkey.attestation_format,
        "attestation_trust": passkey.attestation_trust,
        "backup_eligible": passkey.backup_eligible,
        "backup_state": passkey.backup_state,
        "uv_at_registration": passkey.uv_at_registration,
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
        "{}  {kind}  attestation {}  created {}  {used}  {}",
        passkey.id,
        attestation(passkey),
        passkey.created_at,
        printable(&passkey.friendly_name)
    )
}

fn describe(flex: &Flex, passkey: &Passkey) -> String {
    let unknown = || "unknown".to_owned();
    let yes_or_no =
        |flag: Option<bool>| flag.map_or("unknown", |flag| if flag { "yes" } else { "no" }).to_owned();
    let algorithm = Algorithm::from_cose_id(passkey.algorithm);
    let lines = [
        ("Passkey", passkey.id.to_string()),
        ("Name", printable(&passkey.friendly_name)),
        ("Type", PasskeyType::of(passkey).as_str().to_owned()),
        ("Provider", flex.provider_name(passkey.aaguid).map_or_else(unknown, printable)),
        ("Model", passkey.aaguid.to_string()),
        ("Attestation", attestation(passkey)),
        (
            "Algorithm",
            algorithm.map_or_else(|| passkey.algorithm.to_string(), |named| named.name().to_owned()),
        ),
        ("Can be synced", yes_or_no(passkey.backup_eligible)),
        ("Is synced", yes_or_no(passkey.backup_state)),
        ("Person verified", yes_or_no(passkey.uv_at_registration)),
        ("RP id", passkey.rp_id.clone()),
        ("Source", passkey.source.as_str().to_owned()),
        ("Created", passkey.created_at.to_string()),
        ("Used", passkey.last_used_at.map_or_else(|| "never".to_owned(), |at| at.to_string())),
    ];
    lines.map(|(label, value)| format!("{label:<17}{value}")).join("\n")
}

/// What the attestation came to, and its format, which the authenticator chose.
fn attestation(passkey: &Passkey) -> String {
    match (&passkey.attestation_trust, &passkey.attestation_format) {
        (Some(trust), Some(format)) if trust != format => format!("{trust} ({})", printable(format)),
        (Some(trust), _) => trust.clone(),
        (None, _) => "unknown".to_owned(),
    }
}
