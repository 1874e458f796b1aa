//! `/console/team`: the administrators, and who is to become one. `member` is about one of them.

pub(crate) mod member;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use passflex_flex::NewInvitation;
use passflex_flex::store::records::{AdminStatus, App, GrantedAdmin, LinkGrant, OneTimeLink, Role};
use passflex_flex::store::{AppId, LinkId};
use serde::Deserialize;

use super::mendable;
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
#[template(path = "console/team.html")]
struct Page {
    layout: Layout,
    members: Vec<Member>,
    invitations: Vec<Invitation>,
    /// Who was just invited, and the link for them, this once.
    made: Option<(String, String)>,
    invited_name: Field,
    roles: Vec<Choice>,
    apps: Vec<Choice>,
}

struct Member {
    id: String,
    name: String,
    is_active: bool,
    may: String,
    created_at: Moment,
}

struct Invitation {
    id: String,
    name: String,
    may: String,
    expires_at: Moment,
}

/// The list.
pub(crate) async fn list(
    State(state): State<AppState>,
    visitor: Visitor<ReadTeam>,
) -> Result<Response, Failure> {
    let page = page(&state, visitor.layout(&state, Section::Team).await?).await?;
    Ok(html(StatusCode::OK, &page))
}

#[derive(Deserialize)]
pub(crate) struct Invite {
    name: String,
    role: String,
    app: String,
}

/// Invites somebody, and shows the link for them this once.
pub(crate) async fn invite(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<Visitor<WriteTeam>>,
    Fields(form): Fields<Invite>,
) -> Result<Response, Failure> {
    let site = state.console.as_ref().ok_or(Failure::ConsoleOff)?;
    let grants = vec![LinkGrant { app_id: app_of(&form.app), role: role_of(&form.role)? }];
    let new = NewInvitation { name: form.name.trim().to_owned(), grants };
    let invited = state.flex.invite(&visitor.actor, new).await;
    let mut page = page(&state, visitor.layout(&state, Section::Team).await?).await?;
    let status = match invited {
        Ok((_, secret)) => {
            page.made = Some((form.name, site.welcome_url(&secret)));
            StatusCode::OK
        }
        Err(error) => {
            page.layout.flash = Some(Flash::bad(mendable(error)?));
            page.invited_name = Field::new(form.name);
            page.roles = roles(&form.role);
            for app in &mut page.apps {
                app.is_chosen = app.value == form.app;
            }
            StatusCode::BAD_REQUEST
        }
    };
    Ok(html(status, &page))
}

/// The invitation that an address names.
#[derive(Deserialize)]
pub(crate) struct InvitationPath {
    invitation_id: String,
}

/// Takes an invitation back.
pub(crate) async fn revoke_invitation(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<Visitor<WriteTeam>>,
    path: Result<PathParams<InvitationPath>, ApiError>,
) -> Result<Response, Failure> {
    let PathParams(path) = path.map_err(|_| Failure::NotFound)?;
    state.flex.revoke_invitation(&visitor.actor, &LinkId::new(path.invitation_id)).await?;
    Ok(done("/console/team", "invitation-revoked"))
}

async fn page(state: &AppState, layout: Layout) -> Result<Page, Failure> {
    let apps = state.flex.apps().await?;
    let names = names(&apps);
    let (members, invitations) = (state.flex.admins().await?, state.flex.invitations().await?);
    Ok(Page {
        layout,
        members: members.into_iter().map(|member| self::member(member, &names)).collect(),
        invitations: invitations.into_iter().map(|link| invitation(link, &names)).collect(),
        made: None,
        invited_name: Field::default(),
        roles: roles(Role::Viewer.as_str()),
        apps: app_choices(&apps),
    })
}

fn member(GrantedAdmin { admin, grants }: GrantedAdmin, names: &Names<'_>) -> Member {
    Member {
        id: admin.id.as_str().to_owned(),
        name: admin.name,
        is_active: admin.status == AdminStatus::Active,
        may: may(grants.iter().map(|grant| (grant.app_id.as_ref(), grant.role)), names),
        created_at: Moment::from(admin.created_at),
    }
}

fn invitation(link: OneTimeLink, names: &Names<'_>) -> Invitation {
    Invitation {
        id: link.id.as_str().to_owned(),
        name: link.name.unwrap_or_default(),
        may: may(link.grants.iter().map(|grant| (grant.app_id.as_ref(), grant.role)), names),
        expires_at: Moment::from(link.expires_at),
    }
}

/// What apps are called, by id.
type Names<'a> = BTreeMap<&'a AppId, &'a str>;

fn names(apps: &[App]) -> Names<'_> {
    apps.iter().map(|app| (&app.id, app.name.as_str())).collect()
}

/// Where a grant is in force, in words.
fn place<'a>(app: Option<&'a AppId>, names: &Names<'a>) -> &'a str {
    app.map_or("all apps", |id| names.get(id).copied().unwrap_or(id.as_str()))
}

/// Grants in words.
fn may<'a>(grants: impl Iterator<Item = (Option<&'a AppId>, Role)>, names: &Names<'a>) -> String {
    let all: Vec<String> =
        grants.map(|(app, role)| format!("{} of {}", role.as_str(), place(app, names))).collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
}

fn roles(current: &str) -> Vec<Choice> {
    [
        (Role::Viewer, "Viewer: looks at everything but secrets"),
        (Role::Member, "Member: also changes settings, keys and users"),
        (Role::Admin, "Admin: also lets people in, and deletes apps"),
    ]
    .map(|(role, label)| Choice::of(role.as_str(), label, current))
    .into()
}

fn role_of(word: &str) -> Result<Role, Failure> {
    let found = [Role::Viewer, Role::Member, Role::Admin].into_iter().find(|role| role.as_str() == word);
    found.ok_or_else(|| Failure::Malformed("There is no such role. Go back and choose one.".to_owned()))
}

fn app_choices(apps: &[App]) -> Vec<Choice> {
    let every = Choice::of("", "All apps, those to come too", "");
    let each = apps.iter().map(|app| Choice::of(app.id.as_str(), &app.name, ""));
    [every].into_iter().chain(each).collect()
}

/// The app that a form's field names; empty: all of them.
fn app_of(field: &str) -> Option<AppId> {
    (!field.is_empty()).then(|| AppId::new(field))
}
