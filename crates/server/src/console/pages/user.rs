//! `/console/apps/{app_id}/users/{user_id}`: one person, and what can be done about the person and the passkeys.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use passflex_flex::store::records::{Passkey, PasskeySource, User, UserStatus};
use passflex_flex::store::{PasskeyId, UserId};
use passflex_flex::{FindEvents, PasskeyType, Permission};
use serde::Deserialize;

use super::event_rows::{Row as EventRow, rows as event_rows};
use crate::console::address::Place;
use crate::console::done::done;
use crate::console::failure::Failure;
use crate::console::form::Fields;
use crate::console::html::html;
use crate::console::page::{Layout, Moment, Section, Tone};
use crate::console::session::{AppVisitor, Confirmed};
use crate::demand::{ReadUsers, WriteUsers};
use crate::state::AppState;

/// How many events the page shows.
const EVENTS: u32 = 20;

#[derive(Template)]
#[template(path = "console/user.html")]
struct Page {
    layout: Layout,
    /// Where the app's pages are.
    app: String,
    /// Where this page is.
    path: String,
    user_id: String,
    external_id: String,
    is_active: bool,
    sign_ins: u64,
    created_at: Moment,
    updated_at: Moment,
    last_login_at: Option<Moment>,
    metadata: Option<String>,
    passkeys: Vec<PasskeyRow>,
    events: Vec<EventRow>,
    may_write: bool,
}

struct PasskeyRow {
    id: String,
    name: String,
    provider: Option<String>,
    aaguid: String,
    kind: &'static str,
    /// Whether it is, or can be, on several devices, in words.
    sync: &'static str,
    sync_tone: Tone,
    attestation: Option<String>,
    origin: String,
    created_at: Moment,
    last_used_at: Option<Moment>,
    sign_ins: u64,
}

#[derive(Deserialize)]
pub(crate) struct UserPlace {
    user_id: String,
}

#[derive(Deserialize)]
pub(crate) struct PasskeyPlace {
    user_id: String,
    passkey_id: String,
}

#[derive(Deserialize)]
pub(crate) struct StatusForm {
    status: String,
}

#[derive(Deserialize)]
pub(crate) struct DeleteForm {
    confirmation: String,
}

#[derive(Deserialize)]
pub(crate) struct RenameForm {
    friendly_name: String,
}

/// The page.
pub(crate) async fn show(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadUsers>,
    Place(place): Place<UserPlace>,
) -> Result<Response, Failure> {
    let tenant = &visitor.tenant;
    let user = state.flex.user(tenant, &UserId::new(place.user_id)).await?;
    let passkeys = state.flex.passkeys(tenant, &user.id).await?;
    let find = FindEvents { user_id: Some(user.id.clone()), limit: EVENTS, ..FindEvents::default() };
    let events = state.flex.find_events(tenant, &find).await?;
    let layout = visitor.layout(&state, Section::Users).await?;
    let may_write = visitor.authority().may(Permission::WriteUsers, Some(tenant.id()));
    let app = format!("/console/apps/{}", tenant.id());
    Ok(html(
        StatusCode::OK,
        &Page {
            path: format!("{app}/users/{}", user.id),
            app,
            events: event_rows(&state.flex, events.items),
            passkeys: passkeys.into_iter().map(|passkey| passkey_row(&state, passkey)).collect(),
            ..page_of(layout, user, may_write)
        },
    ))
}

fn page_of(layout: Layout, user: User, may_write: bool) -> Page {
    let pretty = |metadata| serde_json::to_string_pretty(metadata).unwrap_or_default();
    Page {
        layout,
        app: String::new(),
        path: String::new(),
        user_id: user.id.as_str().to_owned(),
        is_active: user.status == UserStatus::Active,
        sign_ins: user.login_count,
        created_at: Moment::from(user.created_at),
        updated_at: Moment::from(user.updated_at),
        last_login_at: user.last_login_at.map(Moment::from),
        metadata: user.metadata.as_ref().map(pretty),
        external_id: user.external_id,
        passkeys: Vec::new(),
        events: Vec::new(),
        may_write,
    }
}

fn passkey_row(state: &AppState, passkey: Passkey) -> PasskeyRow {
    let (sync, sync_tone) = match (passkey.backup_eligible, passkey.backup_state) {
        (Some(true), Some(true)) => ("Synced", Tone::Good),
        (Some(true), _) => ("Can be synced, and is not", Tone::Warning),
        (Some(false), _) => ("On one device only", Tone::Neutral),
        (None, _) => ("Not known before the first sign-in", Tone::Neutral),
    };
    let kind = match PasskeyType::of(&passkey) {
        PasskeyType::Passkey => "Passkey",
        PasskeyType::SecurityKey => "Security key",
        PasskeyType::Platform => "Built into a device",
    };
    let origin = match (passkey.origin, passkey.source) {
        (Some(origin), _) => origin,
        (None, PasskeySource::Imported) => "Imported".to_owned(),
        (None, PasskeySource::Registered) => "Not known".to_owned(),
    };
    PasskeyRow {
        id: passkey.id.as_str().to_owned(),
        name: passkey.friendly_name,
        provider: state.flex.provider_name(passkey.aaguid).map(str::to_owned),
        aaguid: passkey.aaguid.to_string(),
        kind,
        sync,
        sync_tone,
        attestation: passkey.attestation_trust,
        origin,
        created_at: Moment::from(passkey.created_at),
        last_used_at: passkey.last_used_at.map(Moment::from),
        sign_ins: passkey.usage_count,
    }
}

/// Activates or deactivates the user.
pub(crate) async fn set_status(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteUsers>,
    Place(place): Place<UserPlace>,
    Fields(form): Fields<StatusForm>,
) -> Result<Response, Failure> {
    let (status, word) = match form.status.as_str() {
        "active" => (UserStatus::Active, "user-activated"),
        "inactive" => (UserStatus::Inactive, "user-deactivated"),
        _ => return Err(Failure::Malformed("A user is either active or inactive.".to_owned())),
    };
    let id = UserId::new(place.user_id);
    state.flex.set_user_status(&visitor.actor, &visitor.tenant, &id, status).await?;
    Ok(done(&path(&visitor, &id), word))
}

/// Deletes the user. Somebody types the external id, and uses a passkey if that was long ago.
pub(crate) async fn delete(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<AppVisitor<WriteUsers>>,
    Place(place): Place<UserPlace>,
    Fields(form): Fields<DeleteForm>,
) -> Result<Response, Failure> {
    let id = UserId::new(place.user_id);
    let user = state.flex.user(&visitor.tenant, &id).await?;
    if form.confirmation != user.external_id {
        let sentence =
            "The user was not deleted: what was typed is not the external id. Go back and type it exactly.";
        return Err(Failure::Malformed(sentence.to_owned()));
    }
    state.flex.delete_user(&visitor.actor, &visitor.tenant, &id).await?;
    Ok(done(&format!("/console/apps/{}/users", visitor.tenant.id()), "user-deleted"))
}

/// Hands out the person's data.
pub(crate) async fn export(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteUsers>,
    Place(place): Place<UserPlace>,
) -> Result<Response, Failure> {
    let id = UserId::new(place.user_id);
    let export = state.flex.export_person(&visitor.actor, &visitor.tenant, &id).await?;
    let attachment = HeaderValue::from_static("attachment; filename=\"person.json\"");
    Ok(([(header::CONTENT_DISPOSITION, attachment)], Json(export)).into_response())
}

/// Gives a passkey another name.
pub(crate) async fn rename_passkey(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteUsers>,
    Place(place): Place<PasskeyPlace>,
    Fields(form): Fields<RenameForm>,
) -> Result<Response, Failure> {
    let (id, passkey) = (UserId::new(place.user_id), PasskeyId::new(place.passkey_id));
    let name = form.friendly_name.trim();
    state.flex.rename_passkey(&visitor.actor, &visitor.tenant, &id, &passkey, name).await?;
    Ok(done(&path(&visitor, &id), "passkey-renamed"))
}

/// Revokes a passkey.
pub(crate) async fn revoke_passkey(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteUsers>,
    Place(place): Place<PasskeyPlace>,
) -> Result<Response, Failure> {
    let (id, passkey) = (UserId::new(place.user_id), PasskeyId::new(place.passkey_id));
    state.flex.revoke_passkey(&visitor.actor, &visitor.tenant, &id, &passkey).await?;
    Ok(done(&path(&visitor, &id), "passkey-revoked"))
}

fn path<D>(visitor: &AppVisitor<D>, id: &UserId) -> String {
    format!("/console/apps/{}/users/{id}", visitor.tenant.id())
}
