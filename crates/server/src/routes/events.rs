//! `GET …/events`: how ceremonies ended, newest first.

use axum::Json;
use axum::extract::State;
use passflex_api::{CeremonyEvent, EventPage};
use passflex_flex::store::records::{Event, EventAction, EventOutcome, EventQuery};
use passflex_flex::store::{EventId, PasskeyId, TokenId, UserId};
use serde::Deserialize;

use crate::authorized::{Authorized, UsersRead};
use crate::error::ApiError;
use crate::openapi::BackendRefusals;
use crate::query::QueryParams;
use crate::state::AppState;

const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 500;

/// Query of the list. What is absent is no condition.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// How many at most; 100 where it is absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500)]
    limit: Option<String>,
    /// Only those of this user, by Passflex's id.
    user_id: Option<String>,
    /// Only registrations, or only sign-ins.
    #[param(pattern = "^(register|authenticate)$")]
    action: Option<String>,
    /// Only those that ended so.
    #[param(pattern = "^(complete|failed)$")]
    outcome: Option<String>,
}

/// Lists how ceremonies ended, newest first.
#[utoipa::path(
    get,
    path = "/v1/apps/{app_id}/events",
    operation_id = "listEvents",
    tag = "users",
    params(("app_id" = String, Path, description = "The app"), ListQuery),
    responses((status = 200, description = "A page of events", body = EventPage), BackendRefusals),
    security(("api_key" = []))
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    caller: Authorized<UsersRead>,
    QueryParams(query): QueryParams<ListQuery>,
) -> Result<Json<EventPage>, ApiError> {
    let mut query = parse(query)?;
    let limit = query.limit;
    // One more than is shown tells whether there is another page.
    query.limit += 1;
    let mut events = state.flex.events(&caller.tenant, &query).await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = events.len() > shown;
    events.truncate(shown);
    let next_cursor = events.last().filter(|_| more).map(|event| event.id.as_str().to_owned());
    Ok(Json(EventPage {
        events: events.into_iter().map(|event| ceremony_event(&state, event)).collect(),
        next_cursor,
    }))
}

fn parse(query: ListQuery) -> Result<EventQuery, ApiError> {
    let limit = match query.limit.as_deref() {
        None => DEFAULT_LIMIT,
        Some(text) => text.parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit)).ok_or_else(|| {
            ApiError::invalid_request(format!("`limit` must be a whole number from 1 to {MAX_LIMIT}."))
        })?,
    };
    let action = match query.action.as_deref() {
        None => None,
        Some("register") => Some(EventAction::Register),
        Some("authenticate") => Some(EventAction::Authenticate),
        Some(_) => return Err(ApiError::invalid_request("`action` must be `register` or `authenticate`.")),
    };
    let outcome = match query.outcome.as_deref() {
        None => None,
        Some("complete") => Some(EventOutcome::Complete),
        Some("failed") => Some(EventOutcome::Failed),
        Some(_) => return Err(ApiError::invalid_request("`outcome` must be `complete` or `failed`.")),
    };
    Ok(EventQuery {
        before: query.cursor.map(EventId::new),
        user_id: query.user_id.map(UserId::new),
        action,
        outcome,
        limit,
        ..EventQuery::default()
    })
}

fn ceremony_event(state: &AppState, event: Event) -> CeremonyEvent {
    CeremonyEvent {
        id: event.id.as_str().to_owned(),
        at: event.at,
        started_at: event.started_at,
        action: event.action.as_str().to_owned(),
        outcome: event.outcome.as_str().to_owned(),
        rule: event.rule,
        user_id: event.user_id.as_ref().map(UserId::as_str).map(str::to_owned),
        device_id: event.passkey_id.as_ref().map(PasskeyId::as_str).map(str::to_owned),
        transaction_id: event.transaction_id.as_ref().map(TokenId::as_str).map(str::to_owned),
        origin: event.origin,
        aaguid: event.aaguid.map(|aaguid| aaguid.to_string()),
        provider: event.aaguid.and_then(|aaguid| state.flex.provider_name(aaguid)).map(str::to_owned),
        attestation_format: event.attestation_format,
        attestation_trust: event.attestation_trust,
        user_present: event.user_present,
        user_verified: event.user_verified,
        backup_eligible: event.backup_eligible,
        backup_state: event.backup_state,
        user_agent: event.user_agent,
        ip: event.ip,
        request_id: event.request_id,
    }
}
