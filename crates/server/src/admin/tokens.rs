//! `/admin/v1/tokens`: the tokens of the administrator who asks. They are made in the console or on the command line: a
//! token that could make tokens could outlive itself.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use passflex_api::admin::{Page, Token};
use passflex_flex::store::AdminTokenId;
use passflex_flex::store::records::AdminToken;
use serde::Deserialize;

use super::Administrator;
use crate::demand::Anybody;
use crate::error::ApiError;
use crate::openapi::AdminRefusals;
use crate::path::PathParams;
use crate::state::AppState;

/// Path of one token.
#[derive(Deserialize)]
pub(crate) struct TokenPath {
    token_id: String,
}

/// Lists your tokens, oldest first.
#[utoipa::path(
    get,
    path = "/admin/v1/tokens",
    operation_id = "adminListTokens",
    tag = "admin/team",
    responses((status = 200, description = "All tokens", body = Page<Token>), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: Administrator<Anybody>,
) -> Result<Json<Page<Token>>, ApiError> {
    let tokens = state.flex.admin_tokens(&caller.authority.admin().id).await?;
    Ok(Json(Page { items: tokens.into_iter().map(shown).collect(), next_cursor: None }))
}

/// Revokes one of your tokens, from the next request on; it may be the one that asks.
#[utoipa::path(
    delete,
    path = "/admin/v1/tokens/{token_id}",
    operation_id = "adminRevokeToken",
    tag = "admin/team",
    params(("token_id" = String, Path, description = "The token")),
    responses((status = 204, description = "Revoked"), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn revoke(
    State(state): State<AppState>,
    caller: Administrator<Anybody>,
    PathParams(path): PathParams<TokenPath>,
) -> Result<StatusCode, ApiError> {
    let (admin, id) = (&caller.authority.admin().id, AdminTokenId::new(path.token_id));
    state.flex.revoke_admin_token(&caller.actor, admin, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn shown(token: AdminToken) -> Token {
    Token {
        id: token.id.as_str().to_owned(),
        name: token.name,
        prefix: token.prefix,
        scopes: token.scopes,
        created_at: token.created_at,
        expires_at: token.expires_at,
        last_used_at: token.last_used_at,
    }
}
