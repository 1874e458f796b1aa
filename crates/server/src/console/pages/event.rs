//! `/console/apps/{app_id}/events/{event_id}`: one ceremony, and why it failed.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use passflex_flex::store::records::{Event, EventOutcome};
use passflex_flex::store::{EventId, PasskeyId, TokenId, UserId};
use passflex_flex::{Explanation, Flex};
use serde::Deserialize;

use super::event_rows::{client, outcome, took, what};
use crate::console::address::Place;
use crate::console::failure::Failure;
use crate::console::html::html;
use crate::console::page::{Layout, Moment, Section, Tone};
use crate::console::session::AppVisitor;
use crate::demand::ReadUsers;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "console/event.html")]
struct Page {
    layout: Layout,
    /// Where the app's pages are.
    app: String,
    event_id: String,
    heading: String,
    lead: &'static str,
    outcome: &'static str,
    tone: Tone,
    is_failed: bool,
    rule: Option<String>,
    explanation: Option<Explanation>,
    started_at: Moment,
    at: Moment,
    took: String,
    user_id: Option<String>,
    passkey_id: Option<String>,
    transaction_id: Option<String>,
    handshake_id: String,
    origin: Option<String>,
    aaguid: Option<String>,
    provider: Option<String>,
    /// What the authenticator and the attestation said, by name; empty where nothing is known of it.
    flags: Vec<(&'static str, String)>,
    client: String,
    user_agent: Option<String>,
    ip: Option<String>,
    request_id: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct EventPlace {
    event_id: String,
}

/// The page.
pub(crate) async fn show(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadUsers>,
    Place(place): Place<EventPlace>,
) -> Result<Response, Failure> {
    let tenant = &visitor.tenant;
    let event = state.flex.event_of(tenant, &EventId::new(place.event_id)).await?;
    let explanation = state.flex.explain(tenant, &event);
    let layout = visitor.layout(&state, Section::Events).await?;
    let app = format!("/console/apps/{}", tenant.id());
    Ok(html(StatusCode::OK, &page(&state.flex, layout, app, event, explanation)))
}

fn page(flex: &Flex, layout: Layout, app: String, event: Event, explanation: Option<Explanation>) -> Page {
    let (outcome, tone) = outcome(&event);
    let is_failed = event.outcome == EventOutcome::Failed;
    let lead = if is_failed {
        "The person and the page learned only that it failed. Why is here, for you."
    } else {
        ""
    };
    Page {
        layout,
        app,
        heading: format!("{} {}", what(event.action), if is_failed { "failed" } else { "complete" }),
        lead,
        outcome,
        tone,
        is_failed,
        explanation,
        started_at: Moment::from(event.started_at),
        at: Moment::from(event.at),
        took: took(&event),
        flags: flags(&event),
        client: client(&event),
        provider: event.aaguid.and_then(|aaguid| flex.provider_name(aaguid)).map(str::to_owned),
        aaguid: event.aaguid.map(|aaguid| aaguid.to_string()),
        event_id: event.id.as_str().to_owned(),
        rule: event.rule,
        user_id: event.user_id.as_ref().map(UserId::as_str).map(str::to_owned),
        passkey_id: event.passkey_id.as_ref().map(PasskeyId::as_str).map(str::to_owned),
        transaction_id: event.transaction_id.as_ref().map(TokenId::as_str).map(str::to_owned),
        handshake_id: event.handshake_id.as_str().to_owned(),
        origin: event.origin,
        user_agent: event.user_agent,
        ip: event.ip,
        request_id: event.request_id,
    }
}

fn flags(event: &Event) -> Vec<(&'static str, String)> {
    let yes_or_no = |flag: bool| if flag { "Yes" } else { "No" }.to_owned();
    let known = [
        ("Somebody was present", event.user_present.map(yes_or_no)),
        ("Somebody was recognised", event.user_verified.map(yes_or_no)),
        ("The passkey can be synced", event.backup_eligible.map(yes_or_no)),
        ("The passkey is synced", event.backup_state.map(yes_or_no)),
        ("Attestation's format", event.attestation_format.clone()),
        ("What the attestation came to", event.attestation_trust.clone()),
    ];
    known.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
