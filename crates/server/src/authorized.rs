//! The extractor that means: authenticated, for this app, with this scope.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::header;
use http::request::Parts;
use passflex_flex::store::AppId;
use passflex_flex::{Actor, ApiKeySecret, Error, Scope, Tenant};

use crate::error::ApiError;
use crate::observe::RequestId;
use crate::path::{AppPath, PathParams};
use crate::state::AppState;

/// A scope, as a type, so that a handler's signature says what a key needs.
pub(crate) trait Required: Send {
    /// `None`: any key of the app will do.
    const SCOPE: Option<Scope>;
}

/// Create transactions and verify nonces.
pub(crate) struct Transactions;
/// Read the app itself.
pub(crate) struct AnyScope;
/// Read users, devices and events.
pub(crate) struct UsersRead;
/// Change users and devices. The answers show them, so this is no less than reading what is changed.
pub(crate) struct UsersWrite;

impl Required for Transactions {
    const SCOPE: Option<Scope> = Some(Scope::Transactions);
}
impl Required for AnyScope {
    const SCOPE: Option<Scope> = None;
}
impl Required for UsersRead {
    const SCOPE: Option<Scope> = Some(Scope::UsersRead);
}
impl Required for UsersWrite {
    const SCOPE: Option<Scope> = Some(Scope::UsersWrite);
}

/// The app that the path names and the caller's key opens for `S`.
pub(crate) struct Authorized<S> {
    pub(crate) tenant: Arc<Tenant>,
    pub(crate) actor: Actor,
    scope: PhantomData<S>,
}

impl<S: Required> FromRequestParts<AppState> for Authorized<S> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let PathParams(AppPath { app_id }) = PathParams::from_request_parts(parts, state).await?;
        let secret = bearer(parts).ok_or(Error::InvalidAccessToken)?;
        let secret = ApiKeySecret::parse(secret).map_err(|_| Error::InvalidAccessToken)?;
        let (tenant, key) = state.flex.authorize(&AppId::new(app_id), &secret, S::SCOPE).await?;
        let actor = Actor::api_key(&key.id, RequestId::of(parts));
        Ok(Self { tenant, actor, scope: PhantomData })
    }
}

/// The credentials of `Authorization: Bearer …` (RFC 6750, section 2.1; the scheme's case does not matter).
pub(crate) fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credentials) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| credentials.trim())
}
