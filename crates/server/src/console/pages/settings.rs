//! `/console/apps/{app_id}/settings`: all that can be set of an app.

use std::fmt::Display;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use passflex_flex::store::records::{App, AppSettings, AppStatus};
use passflex_flex::webauthn::{
    Aaguid, Algorithm, AttestationPolicy, BackupEligibilityPolicy, UserVerificationRequirement,
};
use passflex_flex::{AppChange, Error, Permission};
use serde::{Deserialize, Serialize};

use crate::console::done::done;
use crate::console::failure::Failure;
use crate::console::form::Fields;
use crate::console::html::html;
use crate::console::page::{Choice, Field, Flash, Layout, Section};
use crate::console::session::AppVisitor;
use crate::demand::{ReadApp, WriteApp};
use crate::state::AppState;

const STATUSES: &[(&str, &str)] =
    &[("active", "Active"), ("disabled", "Disabled: nobody registers or signs in")];
const VERIFICATIONS: &[(&str, &str)] = &[
    ("required", "Required: fingerprint, face or PIN"),
    ("preferred", "Preferred: weaker, whoever has the device signs in"),
    ("discouraged", "Discouraged: weaker, whoever has the device signs in"),
];
const ATTESTATIONS: &[(&str, &str)] = &[
    ("ignore", "Ignore: any authenticator"),
    ("verify", "Verify: refuse what is forged"),
    ("require-trusted", "Require trusted: only makes that the server knows"),
];
const BACKUPS: &[(&str, &str)] =
    &[("refuse", "Refuse the sign-in"), ("report", "Let it through and report it: weaker")];

#[derive(Template)]
#[template(path = "console/settings.html")]
struct Page {
    layout: Layout,
    app_id: String,
    form: Form,
    statuses: Vec<Choice>,
    verifications: Vec<Choice>,
    attestations: Vec<Choice>,
    backups: Vec<Choice>,
    has_passkeys: bool,
    may_write: bool,
    may_delete: bool,
}

/// What is in the fields.
struct Form {
    name: Field,
    rp_id: Field,
    origins: Field,
    top_origins: Field,
    algorithms: Field,
    aaguids_allowed: Field,
    aaguids_denied: Field,
    transaction_seconds: Field,
    handshake_seconds: Field,
    discoverable_handshake_seconds: Field,
    nonce_seconds: Field,
    timeout_seconds: Field,
    passkeys_per_user: Field,
}

/// What was sent. Lists are one a line, algorithms with commas in between.
#[derive(Deserialize)]
pub(crate) struct Submitted {
    name: String,
    status: String,
    /// Missing where the field is locked.
    rp_id: Option<String>,
    origins: String,
    top_origins: String,
    user_verification: String,
    algorithms: String,
    attestation: String,
    aaguids_allowed: String,
    aaguids_denied: String,
    backup_eligibility: String,
    transaction_seconds: String,
    handshake_seconds: String,
    discoverable_handshake_seconds: String,
    nonce_seconds: String,
    timeout_seconds: String,
    passkeys_per_user: String,
}

/// The form, filled in.
pub(crate) async fn show(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadApp>,
) -> Result<Response, Failure> {
    let app = state.flex.app(visitor.tenant.id()).await?;
    let layout = visitor.layout(&state, Section::Settings).await?;
    let form = Form::of(&app);
    let settings = &app.settings;
    let chosen = Chosen {
        status: word(&app.status),
        user_verification: word(&settings.user_verification),
        attestation: word(&settings.attestation),
        backup_eligibility: word(&settings.backup_eligibility),
    };
    Ok(html(StatusCode::OK, &page(&state, &visitor, &app, layout, form, &chosen).await?))
}

/// Sets all of it.
pub(crate) async fn submit(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteApp>,
    Fields(submitted): Fields<Submitted>,
) -> Result<Response, Failure> {
    let id = visitor.tenant.id();
    let updated = match submitted.change() {
        Ok(change) => state.flex.update_app(&visitor.actor, id, change).await.map(drop),
        Err(error) => Err(error),
    };
    match updated {
        Ok(()) => Ok(done(&format!("/console/apps/{id}/settings"), "settings-saved")),
        Err(Error::InvalidRequest(sentence) | Error::OperationNotAllowed(sentence)) => {
            let app = state.flex.app(id).await?;
            let mut layout = visitor.layout(&state, Section::Settings).await?;
            layout.flash = Some(Flash::bad(sentence));
            let chosen = Chosen {
                status: submitted.status.clone(),
                user_verification: submitted.user_verification.clone(),
                attestation: submitted.attestation.clone(),
                backup_eligibility: submitted.backup_eligibility.clone(),
            };
            let form = Form::typed(submitted, &app);
            Ok(html(StatusCode::BAD_REQUEST, &page(&state, &visitor, &app, layout, form, &chosen).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// What is chosen in the lists, by its word.
struct Chosen {
    status: String,
    user_verification: String,
    attestation: String,
    backup_eligibility: String,
}

async fn page<D>(
    state: &AppState,
    visitor: &AppVisitor<D>,
    app: &App,
    layout: Layout,
    form: Form,
    chosen: &Chosen,
) -> Result<Page, Failure> {
    let choices = |known: &[(&str, &str)], current: &str| {
        known.iter().map(|(value, label)| Choice::of(value, label, current)).collect()
    };
    let authority = visitor.authority();
    Ok(Page {
        layout,
        app_id: app.id.as_str().to_owned(),
        form,
        statuses: choices(STATUSES, &chosen.status),
        verifications: choices(VERIFICATIONS, &chosen.user_verification),
        attestations: choices(ATTESTATIONS, &chosen.attestation),
        backups: choices(BACKUPS, &chosen.backup_eligibility),
        has_passkeys: state.flex.has_passkeys(&app.id).await?,
        may_write: authority.may(Permission::WriteApp, Some(&app.id)),
        may_delete: authority.may(Permission::DeleteApp, Some(&app.id)),
    })
}

impl Form {
    fn of(app: &App) -> Self {
        let settings = &app.settings;
        let algorithms: Vec<String> = settings.algorithms.iter().copied().map(algorithm_name).collect();
        Self {
            name: Field::new(&app.name),
            rp_id: Field::new(&app.rp_id),
            origins: lines(&settings.origins),
            top_origins: lines(&settings.top_origins),
            algorithms: Field::new(algorithms.join(", ")),
            aaguids_allowed: lines(&settings.aaguids_allowed),
            aaguids_denied: lines(&settings.aaguids_denied),
            transaction_seconds: Field::new(settings.transaction_seconds.to_string()),
            handshake_seconds: Field::new(settings.handshake_seconds.to_string()),
            discoverable_handshake_seconds: Field::new(settings.discoverable_handshake_seconds.to_string()),
            nonce_seconds: Field::new(settings.nonce_seconds.to_string()),
            timeout_seconds: Field::new(settings.timeout_seconds.to_string()),
            passkeys_per_user: Field::new(settings.passkeys_per_user.to_string()),
        }
    }

    fn typed(submitted: Submitted, app: &App) -> Self {
        Self {
            name: Field::new(submitted.name),
            rp_id: Field::new(submitted.rp_id.unwrap_or_else(|| app.rp_id.clone())),
            origins: Field::new(submitted.origins),
            top_origins: Field::new(submitted.top_origins),
            algorithms: Field::new(submitted.algorithms),
            aaguids_allowed: Field::new(submitted.aaguids_allowed),
            aaguids_denied: Field::new(submitted.aaguids_denied),
            transaction_seconds: Field::new(submitted.transaction_seconds),
            handshake_seconds: Field::new(submitted.handshake_seconds),
            discoverable_handshake_seconds: Field::new(submitted.discoverable_handshake_seconds),
            nonce_seconds: Field::new(submitted.nonce_seconds),
            timeout_seconds: Field::new(submitted.timeout_seconds),
            passkeys_per_user: Field::new(submitted.passkeys_per_user),
        }
    }
}

impl Submitted {
    /// What it asks for, as far as it can be read.
    fn change(&self) -> Result<AppChange, Error> {
        let settings = AppSettings {
            origins: split(&self.origins),
            top_origins: split(&self.top_origins),
            user_verification: UserVerificationRequirement::deserialize(as_word(&self.user_verification))
                .map_err(unknown)?,
            algorithms: algorithms(&self.algorithms)?,
            attestation: AttestationPolicy::deserialize(as_word(&self.attestation)).map_err(unknown)?,
            aaguids_allowed: models(&self.aaguids_allowed)?,
            aaguids_denied: models(&self.aaguids_denied)?,
            backup_eligibility: BackupEligibilityPolicy::deserialize(as_word(&self.backup_eligibility))
                .map_err(unknown)?,
            transaction_seconds: number("Transaction", &self.transaction_seconds)?,
            handshake_seconds: number("Handshake", &self.handshake_seconds)?,
            discoverable_handshake_seconds: number(
                "Handshake without a transaction",
                &self.discoverable_handshake_seconds,
            )?,
            nonce_seconds: number("Nonce", &self.nonce_seconds)?,
            timeout_seconds: number("Prompt", &self.timeout_seconds)?,
            passkeys_per_user: number("Passkeys a user", &self.passkeys_per_user)?,
        };
        Ok(AppChange {
            name: Some(self.name.trim().to_owned()),
            rp_id: self.rp_id.as_deref().map(|rp_id| rp_id.trim().to_owned()),
            status: Some(AppStatus::deserialize(as_word(&self.status)).map_err(unknown)?),
            settings: Some(settings),
        })
    }
}

type Word<'a> = serde::de::value::StrDeserializer<'a, serde::de::value::Error>;

/// A setting's word as it stands in JSON.
fn as_word(text: &str) -> Word<'_> {
    serde::de::IntoDeserializer::into_deserializer(text)
}

fn unknown(_: serde::de::value::Error) -> Error {
    Error::InvalidRequest("A choice was sent that there is not. Reload the page and choose again.".to_owned())
}

/// The word that a setting has in JSON.
fn word(setting: &impl Serialize) -> String {
    serde_json::to_value(setting).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn lines<T: Display>(values: &[T]) -> Field {
    Field::new(values.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn split(lines: &str) -> Vec<String> {
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn models(lines: &str) -> Result<Vec<Aaguid>, Error> {
    let parse =
        |text: String| text.parse().map_err(|error| Error::InvalidRequest(format!("`{text}` is {error}.")));
    split(lines).into_iter().map(parse).collect()
}

fn number(label: &str, text: &str) -> Result<u32, Error> {
    let number = text.trim().parse();
    number.map_err(|_| Error::InvalidRequest(format!("`{label}` must be a whole number.")))
}

fn algorithm_name(id: i64) -> String {
    Algorithm::from_cose_id(id).map_or_else(|| id.to_string(), |algorithm| algorithm.name().to_owned())
}

fn algorithms(text: &str) -> Result<Vec<i64>, Error> {
    let parse = |name: &str| {
        let known = Algorithm::ALL.iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name));
        known.map(|algorithm| algorithm.cose_id()).or_else(|| name.parse().ok()).ok_or_else(|| {
            let names: Vec<&str> = Algorithm::ALL
                .iter()
                .filter(|algorithm| **algorithm != Algorithm::Rs1)
                .map(|algorithm| algorithm.name())
                .collect();
            Error::InvalidRequest(format!("No algorithm is called `{name}`. There are {}.", names.join(", ")))
        })
    };
    text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(parse).collect()
}
