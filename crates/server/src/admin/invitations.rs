//! `/admin/v1/invitations`: people who are to become administrators.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use passflex_api::admin::{CreateInvitation, Grant, Invitation, InvitationCreated, Page};
use passflex_flex::NewInvitation;
use passflex_flex::store::records::{LinkGrant, OneTimeLink};
use passflex_flex::store::{AppId, LinkId};
use serde::Deserialize;

use super::Administrator;
use super::grants::role;
use crate::body::{JsonBody, require};
use crate::demand::{ReadTeam, WriteTeam};
use crate::error::ApiError;
use crate::openapi::AdminRefusals;
use crate::path::PathParams;
use crate::state::AppState;

/// Path of one invitation.
#[derive(Deserialize)]
pub(crate) struct InvitationPath {
    invitation_id: String,
}

/// Lists the invitations that nobody has taken yet, oldest first.
#[utoipa::path(
    get,
    path = "/admin/v1/invitations",
    operation_id = "adminListInvitations",
    tag = "admin/team",
    responses((status = 200, description = "All invitations", body = Page<Invitation>), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    _: Administrator<ReadTeam>,
) -> Result<Json<Page<Invitation>>, ApiError> {
    let invitations = state.flex.invitations().await?;
    Ok(Json(Page { items: invitations.into_iter().map(shown).collect(), next_cursor: None }))
}

/// Invites somebody to become an administrator.
///
/// The answer has the link for them. It ends after three days.
#[utoipa::path(
    post,
    path = "/admin/v1/invitations",
    operation_id = "adminCreateInvitation",
    tag = "admin/team",
    request_body = CreateInvitation,
    responses((status = 201, description = "The invitation, and this once its link", body = InvitationCreated), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn create(
    State(state): State<AppState>,
    caller: Administrator<WriteTeam>,
    JsonBody(body): JsonBody<CreateInvitation>,
) -> Result<(StatusCode, Json<InvitationCreated>), ApiError> {
    let site = state.console.as_ref().ok_or_else(ApiError::console_off)?;
    let name = require("name", body.name)?;
    let grants = require("grants", body.grants)?.into_iter().map(grant).collect::<Result<_, _>>()?;
    let (invitation, secret) = state.flex.invite(&caller.actor, NewInvitation { name, grants }).await?;
    let created = InvitationCreated { invitation: shown(invitation), link: site.welcome_url(&secret) };
    Ok((StatusCode::CREATED, Json(created)))
}

/// Takes an invitation back: its link stops working.
#[utoipa::path(
    delete,
    path = "/admin/v1/invitations/{invitation_id}",
    operation_id = "adminRevokeInvitation",
    tag = "admin/team",
    params(("invitation_id" = String, Path, description = "The invitation")),
    responses((status = 204, description = "Taken back"), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn revoke(
    State(state): State<AppState>,
    caller: Administrator<WriteTeam>,
    PathParams(path): PathParams<InvitationPath>,
) -> Result<StatusCode, ApiError> {
    state.flex.revoke_invitation(&caller.actor, &LinkId::new(path.invitation_id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn grant(grant: Grant) -> Result<LinkGrant, ApiError> {
    Ok(LinkGrant { app_id: grant.app_id.map(AppId::new), role: role(&grant.role)? })
}

fn shown(link: OneTimeLink) -> Invitation {
    let grants = link.grants.into_iter().map(|grant| Grant {
        app_id: grant.app_id.map(|id| id.as_str().to_owned()),
        role: grant.role.as_str().to_owned(),
    });
    Invitation {
        id: link.id.as_str().to_owned(),
        name: link.name.unwrap_or_default(),
        grants: grants.collect(),
        created_by: link.created_by,
        created_at: link.created_at,
        expires_at: link.expires_at,
    }
}
