//! `GET …/users`: a page of users, or one of them by the app's own id.

use axum::Json;
use axum::extract::{OriginalUri, State};
use passflex_api::{Link, Links, UserPage};

use super::user_query::{ListParameters, ListQuery};
use super::users::fields;
use crate::authorized::{Authorized, UsersRead};
use crate::error::ApiError;
use crate::openapi::BackendRefusals;
use crate::query::QueryParams;
use crate::state::AppState;

/// Lists users, or looks one up by the app's own id.
#[utoipa::path(
    get,
    path = "/v1/apps/{app_id}/users",
    operation_id = "listUsers",
    tag = "users",
    params(("app_id" = String, Path, description = "The app"), ListParameters),
    responses((status = 200, description = "A page of users", body = UserPage), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: Authorized<UsersRead>,
    OriginalUri(uri): OriginalUri,
    QueryParams(parameters): QueryParams<Vec<(String, String)>>,
) -> Result<Json<UserPage>, ApiError> {
    let query = ListQuery::parse(parameters, state.flex.clock().now())?;
    let (users, total_users) = if let Some(external_id) = &query.looked_up {
        // What SDKs do all day: no scan, no count.
        let user = state.flex.user_by_external_id(&caller.tenant, external_id).await?;
        let found = u64::from(user.is_some());
        (user.into_iter().collect(), found)
    } else {
        let list = state.flex.list_users(&caller.tenant, &query.users()?).await?;
        (list.users, list.total)
    };
    Ok(Json(UserPage {
        links: links(&query, uri.path(), total_users),
        created_before: query.created_before,
        limit: query.limit,
        page: query.page,
        total_users,
        users: users.into_iter().map(fields).collect(),
    }))
}

fn links(query: &ListQuery, path: &str, total_users: u64) -> Links {
    let pages = total_users.div_ceil(u64::from(query.limit)).max(1);
    let last = u32::try_from(pages).unwrap_or(u32::MAX);
    let link = |page: u32| Link { href: query.href(path, page) };
    Links {
        first: link(1),
        last: link(last),
        next: if query.page < last { link(query.page + 1) } else { Link::default() },
        // Of a page behind the last one, that is the last one.
        previous: if query.page > 1 { link((query.page - 1).min(last)) } else { Link::default() },
        this: link(query.page),
    }
}
