//! `GET /v1/apps/{app_id}`: what the app's backend, or one of its pages, may know of it.

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, header};
use passflex_api::{App, AppResponse, ErrorBody, PublicApp, PublicAppResponse};
use passflex_flex::Tenant;
use utoipa::openapi::schema::AnyOfBuilder;
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema as _, ToSchema as _};

use crate::anonymous::Anonymous;
use crate::authorized::{AnyScope, Authorized};
use crate::error::ApiError;
use crate::keyless::has_key;
use crate::openapi::PageRefusals;
use crate::state::AppState;

/// What comes back: it depends on who asks. What a backend gets has all that a page gets, so both may fit.
struct AnyAppResponse;

impl utoipa::PartialSchema for AnyAppResponse {
    fn schema() -> RefOr<Schema> {
        let names = [AppResponse::name(), PublicAppResponse::name()];
        let any =
            names.into_iter().fold(AnyOfBuilder::new(), |any, name| any.item(Ref::from_schema_name(name)));
        RefOr::T(Schema::AnyOf(any.build()))
    }
}

impl utoipa::ToSchema for AnyAppResponse {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((AppResponse::name().into_owned(), AppResponse::schema()));
        schemas.push((PublicAppResponse::name().into_owned(), PublicAppResponse::schema()));
        AppResponse::schemas(schemas);
        PublicAppResponse::schemas(schemas);
    }
}

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

/// Shows the app: all of it to a backend with a key, what pages may know without.
#[utoipa::path(
    get,
    path = "/v1/apps/{app_id}",
    operation_id = "getApp",
    tag = "server",
    params(("app_id" = String, Path, description = "The app")),
    responses(
        (status = 200, description = "The app", body = AnyAppResponse),
        (status = 401, description = "`invalid_access_token`", body = ErrorBody),
        PageRefusals
    ),
    security(("api_key" = []), ())
)]
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
