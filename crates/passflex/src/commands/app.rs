//! `passflex app …`.

use anyhow::anyhow;
use passflex_flex::store::AppId;
use passflex_flex::store::records::{App, AppSettings, AppStatus};
use passflex_flex::webauthn::{
    Aaguid, Algorithm, AttestationPolicy, BackupEligibilityPolicy, UserVerificationRequirement,
};
use passflex_flex::{Actor, AppChange, Flex, NewApp};
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::{
    AppCommand, AppUpdateArgs, Attestation, BackupEligibility, Demands, Status, UserVerification,
};
use crate::confirm::confirm;
use crate::failure::usage;
use crate::output::Output;

pub(crate) async fn run(command: AppCommand, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    match command {
        AppCommand::Create { name, origins, rp_id, demands } => {
            let mut settings = AppSettings { origins, ..AppSettings::default() };
            demand(demands, &mut settings)?;
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
    demand(args.demands, &mut settings)?;
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

/// Puts what was typed into the settings. What was not stays.
fn demand(demands: Demands, settings: &mut AppSettings) -> anyhow::Result<()> {
    if let Some(top_origins) = list(demands.top_origins, "none") {
        settings.top_origins = top_origins;
    }
    if let Some(user_verification) = demands.user_verification {
        settings.user_verification = match user_verification {
            UserVerification::Required => UserVerificationRequirement::Required,
            UserVerification::Preferred => UserVerificationRequirement::Preferred,
            UserVerification::Discouraged => UserVerificationRequirement::Discouraged,
        };
    }
    if !demands.algorithms.is_empty() {
        settings.algorithms = demands.algorithms;
    }
    if let Some(attestation) = demands.attestation {
        settings.attestation = match attestation {
            Attestation::Ignore => AttestationPolicy::Ignore,
            Attestation::Verify => AttestationPolicy::Verify,
            Attestation::RequireTrusted => AttestationPolicy::RequireTrusted,
        };
    }
    if let Some(allowed) = list(demands.aaguids_allowed, "any") {
        settings.aaguids_allowed = models(&allowed)?;
    }
    if let Some(denied) = list(demands.aaguids_denied, "none") {
        settings.aaguids_denied = models(&denied)?;
    }
    if let Some(backup_eligibility) = demands.backup_eligibility {
        settings.backup_eligibility = match backup_eligibility {
            BackupEligibility::Refuse => BackupEligibilityPolicy::Refuse,
            BackupEligibility::Report => BackupEligibilityPolicy::Report,
        };
    }
    Ok(())
}

/// A list that was typed, of which `empty` alone stands for none; `None` where none was typed.
fn list(typed: Vec<String>, empty: &str) -> Option<Vec<String>> {
    match typed.as_slice() {
        [] => None,
        [one] if one == empty => Some(Vec::new()),
        _ => Some(typed),
    }
}

fn models(texts: &[String]) -> anyhow::Result<Vec<Aaguid>> {
    let model = |text: &String| text.parse().map_err(|error| usage(anyhow!("`{text}` is {error}")));
    texts.iter().map(model).collect()
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
    let settings = &app.settings;
    let lines = [
        ("App", app.id.to_string()),
        ("Name", app.name.clone()),
        ("Status", status(app).to_owned()),
        ("RP id", app.rp_id.clone()),
        ("Origins", settings.origins.join(", ")),
        ("Top origins", listed(&settings.top_origins, "none")),
        ("User verification", word(&settings.user_verification)),
        (
            "Algorithms",
            listed(&settings.algorithms.iter().copied().map(algorithm).collect::<Vec<_>>(), "none"),
        ),
        ("Attestation", word(&settings.attestation)),
        ("Models allowed", listed(&settings.aaguids_allowed, "any")),
        ("Models denied", listed(&settings.aaguids_denied, "none")),
        ("Backup eligibility", word(&settings.backup_eligibility)),
        ("Created", app.created_at.to_string()),
    ];
    let lines = lines.map(|(label, value)| format!("{label:<20}{value}"));
    let notes = notes(settings).into_iter().map(|note| format!("\n\n{note}"));
    lines.join("\n") + &notes.collect::<String>()
}

fn listed<T: ToString>(values: &[T], none: &str) -> String {
    match values {
        [] => none.to_owned(),
        _ => values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

fn algorithm(id: i64) -> String {
    Algorithm::from_cose_id(id).map_or_else(|| id.to_string(), |algorithm| algorithm.name().to_owned())
}

/// The word that a setting has in JSON.
fn word(setting: &impl Serialize) -> String {
    serde_json::to_value(setting).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What settings come to that somebody might not expect.
fn notes(settings: &AppSettings) -> Vec<&'static str> {
    let mut notes = Vec::new();
    if settings.user_verification != UserVerificationRequirement::Required {
        notes.push("Weaker than the default: whoever has the device signs in, also without fingerprint, face or PIN.");
    }
    if !settings.top_origins.is_empty() {
        notes.push(
            "Weaker than the default: the pages of the top origins may show ceremonies in a frame of theirs.",
        );
    }
    if settings.backup_eligibility == BackupEligibilityPolicy::Report {
        notes.push("Weaker than the default: a passkey that was on one device may sign in from others, and is reported.");
    }
    let has_lists = !settings.aaguids_allowed.is_empty() || !settings.aaguids_denied.is_empty();
    if has_lists && settings.attestation != AttestationPolicy::RequireTrusted {
        notes.push(
            "The lists of models are advice: without `--attestation require-trusted` an authenticator may claim to be of \
             any model.",
        );
    }
    notes
}
