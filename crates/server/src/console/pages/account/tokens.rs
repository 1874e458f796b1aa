//! Making and revoking one's own tokens for the admin API.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use jiff::SignedDuration;
use passflex_flex::store::AdminTokenId;
use passflex_flex::{AdminScope, NewAdminToken};
use serde::Deserialize;

use super::{ADDRESS, mendable, page};
use crate::console::done::done;
use crate::console::failure::Failure;
use crate::console::form::Fields;
use crate::console::html::html;
use crate::console::page::{Field, Flash, Section};
use crate::console::session::{Confirmed, Visitor};
use crate::demand::Anybody;
use crate::error::ApiError;
use crate::path::PathParams;
use crate::state::AppState;

/// Makes a token, and shows it this once. `scope` comes once for each.
pub(crate) async fn create(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<Visitor<Anybody>>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let values =
        |name: &'static str| fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value);
    let name = values("name").next().map(|name| name.trim().to_owned()).unwrap_or_default();
    let scopes: Vec<AdminScope> = values("scope").filter_map(|word| word.parse().ok()).collect();
    let days: u16 = values("expires").next().and_then(|days| days.parse().ok()).ok_or_else(|| {
        Failure::Malformed("The form does not say when the token expires. Go back and choose.".to_owned())
    })?;
    let expires_at =
        (days > 0).then(|| state.flex.clock().now() + SignedDuration::from_hours(i64::from(days) * 24));
    let new = NewAdminToken { name: name.clone(), scopes, expires_at };
    let admin = &visitor.signed_in.session.admin_id;
    let made = state.flex.create_admin_token(&visitor.actor, admin, new).await;
    let layout = visitor.layout(&state, Section::Account).await?;
    let mut page = page(&state, layout, &visitor.signed_in).await?;
    let status = match made {
        Ok((_, secret)) => {
            page.made = Some((name, secret.expose().to_owned()));
            StatusCode::OK
        }
        Err(error) => {
            page.layout.flash = Some(Flash::bad(mendable(error)?));
            page.token_name = Field::new(name);
            for choice in &mut page.scopes {
                choice.is_chosen = values("scope").any(|word| *word == choice.value);
            }
            for choice in &mut page.lives {
                choice.is_chosen = choice.value == days.to_string();
            }
            StatusCode::BAD_REQUEST
        }
    };
    Ok(html(status, &page))
}

/// The token that an address names.
#[derive(Deserialize)]
pub(crate) struct TokenPath {
    token_id: String,
}

/// Revokes a token.
pub(crate) async fn revoke(
    State(state): State<AppState>,
    visitor: Visitor<Anybody>,
    path: Result<PathParams<TokenPath>, ApiError>,
) -> Result<Response, Failure> {
    let PathParams(path) = path.map_err(|_| Failure::NotFound)?;
    let admin = &visitor.signed_in.session.admin_id;
    state.flex.revoke_admin_token(&visitor.actor, admin, &AdminTokenId::new(path.token_id)).await?;
    Ok(done(ADDRESS, "token-revoked"))
}
