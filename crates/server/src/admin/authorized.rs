//! The extractors that mean: an administrator's token, allowed to do this, and to this app.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use passflex_flex::store::AppId;
use passflex_flex::{Actor, AdminTokenSecret, Authority, Error, Tenant};

use crate::authorized::bearer;
use crate::demand::Demand;
use crate::error::ApiError;
use crate::observe::RequestId;
use crate::path::{AppPath, PathParams};
use crate::state::AppState;

/// A caller that may do `D` to the whole installation; with [`Anybody`](crate::demand::Anybody), any caller with a
/// token.
pub(crate) struct Administrator<D> {
    pub(crate) authority: Authority,
    pub(crate) actor: Actor,
    demand: PhantomData<fn() -> D>,
}

/// A caller that may do `D` to the app that the path names.
pub(crate) struct AppAdministrator<D> {
    pub(crate) actor: Actor,
    pub(crate) tenant: Arc<Tenant>,
    demand: PhantomData<fn() -> D>,
}

impl<D: Demand> FromRequestParts<AppState> for Administrator<D> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let (authority, actor) = authenticate(parts, state).await?;
        if let Some(permission) = D::PERMISSION {
            authority.require(permission, None)?;
        }
        Ok(Self { authority, actor, demand: PhantomData })
    }
}

impl<D: Demand> FromRequestParts<AppState> for AppAdministrator<D> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let (authority, actor) = authenticate(parts, state).await?;
        let PathParams(AppPath { app_id }) = PathParams::from_request_parts(parts, state).await?;
        let id = AppId::new(app_id);
        if let Some(permission) = D::PERMISSION {
            authority.require(permission, Some(&id))?;
        }
        let tenant = state.flex.tenant(&id).await?;
        Ok(Self { actor, tenant, demand: PhantomData })
    }
}

async fn authenticate(parts: &Parts, state: &AppState) -> Result<(Authority, Actor), ApiError> {
    let secret = bearer(parts).ok_or(Error::InvalidAdminToken)?;
    let secret = AdminTokenSecret::parse(secret).map_err(|_| Error::InvalidAdminToken)?;
    let authority = state.flex.authorize_admin(&secret).await?;
    let actor = Actor::administrator(&authority.admin().id, RequestId::of(parts));
    Ok((authority, actor))
}
