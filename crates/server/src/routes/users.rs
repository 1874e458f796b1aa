//! `GET …/users` and `GET …/users/{user_id}`.

use axum::Json;
use axum::extract::{OriginalUri, State};
use passflex_api::{Event, Link, Links, SocialConnections, UserDetail, UserFields, UserPage, UserResponse};
use passflex_flex::PasskeyType;
use passflex_flex::store::UserId;
use passflex_flex::store::records::{self, EventAction, EventOutcome, User};
use serde::Deserialize;

use super::devices::device;
use crate::authorized::{Authorized, UsersRead};
use crate::error::ApiError;
use crate::path::PathParams;
use crate::query::QueryParams;
use crate::state::AppState;

/// Query of the list. Looking one user up is what published SDKs do with it.
#[derive(Deserialize)]
pub(crate) struct ListQuery {
    identifier: Option<String>,
    limit: Option<String>,
    page: Option<String>,
}

/// With `limit=1` the value of `identifier` is always literal, also when it looks like an operator.
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: Authorized<UsersRead>,
    OriginalUri(uri): OriginalUri,
    QueryParams(query): QueryParams<ListQuery>,
) -> Result<Json<UserPage>, ApiError> {
    let is_first_page = query.page.as_deref().is_none_or(|page| page == "1");
    let (Some(identifier), Some("1"), true) = (query.identifier, query.limit.as_deref(), is_first_page)
    else {
        return Err(ApiError::invalid_request(
            "Only looking one user up is supported: `?limit=1&identifier=<external_id>`.",
        ));
    };
    let user = state.flex.user_by_external_id(&caller.tenant, &identifier).await?;
    let this = Link { href: uri.path_and_query().map(ToString::to_string).unwrap_or_default() };
    let links = Links { first: this.clone(), last: this.clone(), this, ..Links::default() };
    Ok(Json(UserPage {
        links,
        created_before: state.flex.clock().now().as_second(),
        limit: 1,
        page: 1,
        total_users: u64::from(user.is_some()),
        users: user.into_iter().map(fields).collect(),
    }))
}

/// Path of one user.
#[derive(Deserialize)]
pub(crate) struct UserPath {
    user_id: String,
}

pub(crate) async fn show(
    State(state): State<AppState>,
    caller: Authorized<UsersRead>,
    PathParams(path): PathParams<UserPath>,
) -> Result<Json<UserResponse>, ApiError> {
    let id = UserId::new(path.user_id);
    let user = state.flex.user(&caller.tenant, &id).await?;
    let passkeys = state.flex.passkeys(&caller.tenant, &id).await?;
    let events = state.flex.recent_events(&caller.tenant, &id).await?;

    let mut types: Vec<PasskeyType> = passkeys.iter().map(PasskeyType::of).collect();
    types.sort();
    types.dedup();
    Ok(Json(UserResponse {
        user: UserDetail {
            fields: fields(user),
            recent_events: events.into_iter().map(event).collect(),
            social_connections: SocialConnections {},
            webauthn: !passkeys.is_empty(),
            webauthn_devices: passkeys.into_iter().map(device).collect(),
            webauthn_types: types.into_iter().map(|kind| kind.as_str().to_owned()).collect(),
        },
    }))
}

fn fields(user: User) -> UserFields {
    UserFields {
        created_at: user.created_at,
        email: String::new(),
        email_verified: false,
        external_id: user.external_id,
        id: user.id.as_str().to_owned(),
        last_login_at: user.last_login_at.unwrap_or(user.created_at),
        login_count: user.login_count,
        phone: String::new(),
        phone_verified: false,
        status: user.status.as_str().to_owned(),
        updated_at: user.updated_at,
        user_metadata: user.metadata,
    }
}

fn event(event: records::Event) -> Event {
    let complete = event.outcome == EventOutcome::Complete;
    let user_agent = event.user_agent.unwrap_or_default();
    Event {
        id: event.id.as_str().to_owned(),
        created_at: event.started_at,
        completed_at: complete.then_some(event.at),
        ip_addr: event.ip.unwrap_or_default(),
        status: if complete { "complete" } else { "incomplete" }.to_owned(),
        event_type: "passkey".to_owned(),
        action: match event.action {
            EventAction::Register => "register",
            EventAction::Authenticate => "login",
        }
        .to_owned(),
        user_agent_display: user_agent.clone(),
        user_agent,
        social_login_type: None,
    }
}
