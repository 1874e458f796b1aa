//! `/console/team/{admin_id}`: one administrator.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use passflex_flex::Error;
use passflex_flex::store::AdminId;
use passflex_flex::store::records::{AdminStatus, GrantedAdmin, Role};
use serde::Deserialize;

use super::{app_choices, app_of, mendable, names, place, role_of, roles};
use crate::console::done::done;
use crate::console::failure::Failure;
use crate::console::form::Fields;
use crate::console::html::html;
use crate::console::page::{Choice, Field, Flash, Layout, Moment, Section, Tone};
use crate::console::session::{Confirmed, Visitor};
use crate::demand::{ReadTeam, WriteTeam};
use crate::error::ApiError;
use crate::path::PathParams;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "console/team_member.html")]
struct Page {
    layout: Layout,
    admin_id: String,
    name: String,
    is_active: bool,
    passkeys: usize,
    sessions: usize,
    tokens: usize,
    created_at: Moment,
    grants: Vec<Granted>,
    /// A link that lets them back in, this once.
    made: Option<String>,
    new_name: Field,
    roles: Vec<Choice>,
    apps: Vec<Choice>,
}

struct Granted {
    /// Empty: all apps.
    app_id: String,
    place: String,
    role: &'static str,
}

/// The administrator that an address names.
#[derive(Deserialize)]
pub(crate) struct MemberPath {
    admin_id: String,
}

/// What comes of a path that may name nothing.
type InPath = Result<PathParams<MemberPath>, ApiError>;

fn id_in(path: InPath) -> Result<AdminId, Failure> {
    let PathParams(path) = path.map_err(|_| Failure::NotFound)?;
    Ok(AdminId::new(path.admin_id))
}

fn address(id: &AdminId) -> String {
    format!("/console/team/{id}")
}

/// The page.
pub(crate) async fn show(
    State(state): State<AppState>,
    visitor: Visitor<ReadTeam>,
    path: InPath,
) -> Result<Response, Failure> {
    let layout = visitor.layout(&state, Section::Team).await?;
    Ok(html(StatusCode::OK, &page(&state, layout, &id_in(path)?).await?))
}

#[derive(Deserialize)]
pub(crate) struct Rename {
    name: String,
}

/// Gives the administrator another name.
pub(crate) async fn rename(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<Visitor<WriteTeam>>,
    path: InPath,
    Fields(form): Fields<Rename>,
) -> Result<Response, Failure> {
    let id = id_in(path)?;
    let renamed = state.flex.rename_admin(&visitor.actor, &id, form.name.trim()).await;
    told(&state, &visitor, &id, renamed, "renamed").await
}

#[derive(Deserialize)]
pub(crate) struct SetStatus {
    status: String,
}

/// Keeps the administrator out, or lets them in again.
pub(crate) async fn set_status(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<Visitor<WriteTeam>>,
    path: InPath,
    Fields(form): Fields<SetStatus>,
) -> Result<Response, Failure> {
    let id = id_in(path)?;
    let (status, word) = match form.status.as_str() {
        "active" => (AdminStatus::Active, "admin-activated"),
        "inactive" => (AdminStatus::Inactive, "admin-deactivated"),
        _ => return Err(Failure::Malformed("There is no such status. Go back and choose one.".to_owned())),
    };
    let changed = state.flex.set_admin_status(&visitor.actor, &id, status).await;
    told(&state, &visitor, &id, changed, word).await
}

#[derive(Deserialize)]
pub(crate) struct SetGrant {
    role: String,
    app: String,
}

/// Gives the administrator a role.
pub(crate) async fn set_grant(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<Visitor<WriteTeam>>,
    path: InPath,
    Fields(form): Fields<SetGrant>,
) -> Result<Response, Failure> {
    let (id, role) = (id_in(path)?, role_of(&form.role)?);
    let changed = state.flex.set_grant(&visitor.actor, &id, app_of(&form.app).as_ref(), role).await;
    told(&state, &visitor, &id, changed, "role-set").await
}

#[derive(Deserialize)]
pub(crate) struct RemoveGrant {
    app: String,
}

/// Takes a role.
pub(crate) async fn remove_grant(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<Visitor<WriteTeam>>,
    path: InPath,
    Fields(form): Fields<RemoveGrant>,
) -> Result<Response, Failure> {
    let id = id_in(path)?;
    let changed = state.flex.remove_grant(&visitor.actor, &id, app_of(&form.app).as_ref()).await;
    told(&state, &visitor, &id, changed, "role-removed").await
}

/// Makes a link that lets the administrator back in, and shows it this once.
pub(crate) async fn recover(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<Visitor<WriteTeam>>,
    path: InPath,
) -> Result<Response, Failure> {
    let id = id_in(path)?;
    let site = state.console.as_ref().ok_or(Failure::ConsoleOff)?;
    let made = state.flex.recovery_link(&visitor.actor, &id).await;
    let mut page = page(&state, visitor.layout(&state, Section::Team).await?, &id).await?;
    match made {
        Ok(secret) => page.made = Some(site.welcome_url(&secret)),
        Err(error) => page.layout.flash = Some(Flash::bad(mendable(error)?)),
    }
    Ok(html(StatusCode::OK, &page))
}

/// The page again: with what was done, or with why it was not.
async fn told(
    state: &AppState,
    visitor: &Visitor<WriteTeam>,
    id: &AdminId,
    outcome: Result<(), Error>,
    word: &'static str,
) -> Result<Response, Failure> {
    let Err(error) = outcome else { return Ok(done(&address(id), word)) };
    let mut layout = visitor.layout(state, Section::Team).await?;
    layout.flash = Some(Flash::bad(mendable(error)?));
    Ok(html(StatusCode::BAD_REQUEST, &page(state, layout, id).await?))
}

async fn page(state: &AppState, layout: Layout, id: &AdminId) -> Result<Page, Failure> {
    let GrantedAdmin { admin, grants } = state.flex.admin(id).await?;
    let apps = state.flex.apps().await?;
    let names = names(&apps);
    let granted = grants.iter().map(|grant| Granted {
        app_id: grant.app_id.as_ref().map(|id| id.as_str().to_owned()).unwrap_or_default(),
        place: place(grant.app_id.as_ref(), &names).to_owned(),
        role: grant.role.as_str(),
    });
    Ok(Page {
        layout,
        admin_id: id.as_str().to_owned(),
        is_active: admin.status == AdminStatus::Active,
        passkeys: state.flex.admin_passkeys(id).await?.len(),
        sessions: state.flex.sessions(id).await?.len(),
        tokens: state.flex.admin_tokens(id).await?.len(),
        created_at: Moment::from(admin.created_at),
        grants: granted.collect(),
        made: None,
        new_name: Field::new(admin.name.clone()),
        name: admin.name,
        roles: roles(Role::Viewer.as_str()),
        apps: app_choices(&apps),
    })
}
