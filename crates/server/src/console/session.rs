//! Who looks at a page. The middleware finds out once a request; the extractors say what a page demands.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{REFERER, SET_COOKIE};
use http::request::Parts;
use passflex_flex::store::AppId;
use passflex_flex::store::records::App;
use passflex_flex::{Actor, Authority, Error, Permission, SignedIn, Tenant};

use super::failure::Failure;
use super::page::{AppLink, Layout, Section};
use super::{done, next_page};
use crate::demand::Demand;
use crate::observe::RequestId;
use crate::path::{AppPath, PathParams};
use crate::state::AppState;

/// An administrator who may do `D` to the whole installation; with [`Anybody`](crate::demand::Anybody), any.
pub(crate) struct Visitor<D> {
    pub(crate) signed_in: SignedIn,
    pub(crate) actor: Actor,
    query: Option<String>,
    demand: PhantomData<fn() -> D>,
}

/// An administrator who may do `D` to the app that the path names.
pub(crate) struct AppVisitor<D> {
    pub(crate) signed_in: SignedIn,
    pub(crate) actor: Actor,
    pub(crate) tenant: Arc<Tenant>,
    query: Option<String>,
    demand: PhantomData<fn() -> D>,
}

/// The same, and the passkey was asked for lately: what something dangerous demands.
pub(crate) struct Confirmed<V>(pub(crate) V);

impl<D> Visitor<D> {
    /// Who it is, and what they may do.
    pub(crate) fn authority(&self) -> &Authority {
        &self.signed_in.authority
    }

    /// The frame of a page about the installation.
    pub(crate) async fn layout(&self, state: &AppState, section: Section) -> Result<Layout, Failure> {
        layout(state, self.authority(), None, section, self.query.as_deref()).await
    }
}

impl<D> AppVisitor<D> {
    /// Who it is, and what they may do.
    pub(crate) fn authority(&self) -> &Authority {
        &self.signed_in.authority
    }

    /// The frame of a page about the app.
    pub(crate) async fn layout(&self, state: &AppState, section: Section) -> Result<Layout, Failure> {
        let query = self.query.as_deref();
        layout(state, self.authority(), Some(&self.tenant.app), section, query).await
    }
}

async fn layout(
    state: &AppState,
    authority: &Authority,
    app: Option<&App>,
    section: Section,
    query: Option<&str>,
) -> Result<Layout, Failure> {
    let link = |app: &App| AppLink { id: app.id.as_str().to_owned(), name: app.name.clone() };
    let apps = state.flex.apps().await?;
    let theirs = apps.iter().filter(|app| authority.role(Some(&app.id)).is_some());
    let reads_audit = authority.may(Permission::ReadAudit, None)
        || apps.iter().any(|app| authority.may(Permission::ReadAudit, Some(&app.id)));
    let installation = [
        (Section::Apps, true),
        (Section::Team, authority.may(Permission::ReadTeam, None)),
        (Section::Audit, reads_audit),
    ];
    Ok(Layout {
        administrator: authority.admin().name.clone(),
        apps: theirs.map(link).collect(),
        app: app.map(link),
        section,
        installation: installation
            .into_iter()
            .filter(|(_, seen)| *seen)
            .map(|(section, _)| section)
            .collect(),
        flash: done::flash(query),
    })
}

/// Finds out who the browser is signed in as, and replaces a cookie that has grown old.
pub(super) async fn recognise(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let Some(console) = state.console.clone() else { return Failure::ConsoleOff.into_response() };
    let mut rotated = None;
    if let Some(cookie) = console.cookie(request.headers()) {
        match state.flex.session(cookie).await {
            Ok(mut signed_in) => {
                rotated = signed_in.rotated.take();
                request.extensions_mut().insert(signed_in);
            }
            Err(Error::SignedOut) => {}
            Err(error) => return Failure::from(error).into_response(),
        }
    }
    let mut response = next.run(request).await;
    // What the handler sets wins: it may have signed the browser out.
    if let Some(header) = rotated.and_then(|cookie| console.set_cookie(&cookie))
        && !response.headers().contains_key(SET_COOKIE)
    {
        response.headers_mut().insert(SET_COOKIE, header);
    }
    response
}

/// Whoever is signed in.
pub(super) fn signed_in(parts: &Parts) -> Result<SignedIn, Failure> {
    parts.extensions.get::<SignedIn>().cloned().ok_or_else(|| Failure::SignedOut { next: page_of(parts) })
}

/// The page that the person is on: this one, or where the form was that was sent.
fn page_of(parts: &Parts) -> String {
    if parts.method.is_safe() {
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
        return next_page::checked(uri.path_and_query().map(http::uri::PathAndQuery::as_str));
    }
    let referer = parts.headers.get(REFERER).and_then(|value| value.to_str().ok());
    let referer = referer.and_then(|text| url::Url::parse(text).ok());
    next_page::checked(referer.as_ref().map(url::Url::path))
}

impl<D: Demand> FromRequestParts<AppState> for Visitor<D> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Failure> {
        let signed_in = signed_in(parts)?;
        if let Some(permission) = D::PERMISSION {
            signed_in.authority.require(permission, None)?;
        }
        let actor = Actor::administrator(&signed_in.session.admin_id, RequestId::of(parts));
        let query = parts.uri.query().map(str::to_owned);
        Ok(Self { signed_in, actor, query, demand: PhantomData })
    }
}

impl<D: Demand> FromRequestParts<AppState> for AppVisitor<D> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let signed_in = signed_in(parts)?;
        let path = PathParams::from_request_parts(parts, state).await;
        let PathParams(AppPath { app_id }) = path.map_err(|_| Failure::NotFound)?;
        let id = AppId::new(app_id);
        if let Some(permission) = D::PERMISSION {
            signed_in.authority.require(permission, Some(&id))?;
        }
        let tenant = state.flex.tenant(&id).await?;
        let actor = Actor::administrator(&signed_in.session.admin_id, RequestId::of(parts));
        let query = parts.uri.query().map(str::to_owned);
        Ok(Self { signed_in, actor, tenant, query, demand: PhantomData })
    }
}

/// Allowed first, then confirmed: nobody is asked for a passkey for nothing.
impl<V: FromRequestParts<AppState, Rejection = Failure>> FromRequestParts<AppState> for Confirmed<V> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let visitor = V::from_request_parts(parts, state).await?;
        if signed_in(parts)?.is_confirmed {
            Ok(Self(visitor))
        } else {
            Err(Failure::ConfirmFirst { next: page_of(parts) })
        }
    }
}
