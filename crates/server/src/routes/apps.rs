//! `GET /v1/apps/{app_id}`: what the app's backend, or one of its pages, may know of it.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, header};
use passflex_api::{App, AppResponse, PublicApp, PublicAppResponse};
use passflex_flex::Tenant;

use crate::anonymous::Anonymous;
use crate::authorized::{AnyScope, Authorized};
use crate::error::ApiError;
use crate::keyless::has_key;
use crate::state::AppState;

/// Who asks: a backend with any key of the app's, or a page.
pub(crate) enum Caller {
    Backend(Authorized<AnyScope>),
    Page(Anonymous),
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        if has_key(&parts.headers) {
            Authorized::from_request_parts(parts, state).await.map(Self::Backend)
        } else {
            Anonymous::from_request_parts(parts, state).await.map(Self::Page)
        }
    }
}

pub(crate) async fn show(State(_): State<AppState>, caller: Caller, headers: HeaderMap) -> Response {
    match caller {
        Caller::Backend(caller) => Json(AppResponse { app: app(&caller.tenant) }).into_response(),
        Caller::Page(Anonymous(tenant)) => {
            Json(PublicAppResponse { app: public_app(&tenant, &headers) }).into_response()
        }
    }
}

fn app(tenant: &Tenant) -> App {
    let mut origins = tenant.web_origins().map(str::to_owned);
    App::new(
        tenant.id().as_str().to_owned(),
        tenant.app.name.clone(),
        origins.next().unwrap_or_default(),
        origins.collect(),
        tenant.app.created_at,
    )
}

fn public_app(tenant: &Tenant, headers: &HeaderMap) -> PublicApp {
    // JS 0.1 compares it with its own. `cors` has refused foreign ones.
    let asking = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let auth_origin = asking.or_else(|| tenant.web_origins().next()).unwrap_or_default();
    PublicApp {
        id: tenant.id().as_str().to_owned(),
        name: tenant.app.name.clone(),
        auth_origin: auth_origin.to_owned(),
        app_type: "flex".to_owned(),
    }
}
