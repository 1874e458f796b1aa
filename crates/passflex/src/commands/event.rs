//! `passflex event …`.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::SignedDuration;
use passflex_flex::store::records::{Event, EventAction, EventOutcome, EventQuery};
use passflex_flex::store::{AppId, EventId, PasskeyId, UserId, time_ordered};
use passflex_flex::{Flex, Tenant};
use serde_json::{Value, json};

use crate::cli::{Action, EventCommand, EventListArgs, Outcome};
use crate::output::Output;
use crate::signals::Stop;

/// How often new events are looked for.
const EVERY: Duration = Duration::from_secs(1);
/// An event's id is of the moment before its commit: what commits late stands behind events seen already. No commit
/// waits longer than this.
const LOOK_BACK: SignedDuration = SignedDuration::from_secs(10);
/// Events a query.
const PAGE: u32 = 1_000;

pub(crate) async fn run(command: EventCommand, flex: &Flex, output: &Output) -> anyhow::Result<()> {
    let EventCommand::List(args) = command;
    let tenant = flex.tenant(&AppId::new(args.app.as_str())).await?;
    let query = query(&args);
    if args.follow {
        return follow(flex, &tenant, &query, output).await;
    }
    let mut events = flex.events(&tenant, &query).await?;
    events.reverse();
    let text: Vec<String> = events.iter().map(line).collect();
    let text = if text.is_empty() { "There are no such events.".to_owned() } else { text.join("\n") };
    let events: Vec<Value> = events.iter().map(|event| to_json(flex, event)).collect();
    output.result(&json!({ "events": events }), &text);
    Ok(())
}

fn query(args: &EventListArgs) -> EventQuery {
    EventQuery {
        user_id: args.user.as_deref().map(UserId::new),
        action: args.action.map(|action| match action {
            Action::Register => EventAction::Register,
            Action::Authenticate => EventAction::Authenticate,
        }),
        outcome: args.outcome.map(|outcome| match outcome {
            Outcome::Complete => EventOutcome::Complete,
            Outcome::Failed => EventOutcome::Failed,
        }),
        limit: args.limit,
        ..EventQuery::default()
    }
}

/// Prints the newest events and then every further one, until somebody stops it.
async fn follow(flex: &Flex, tenant: &Tenant, query: &EventQuery, output: &Output) -> anyhow::Result<()> {
    let stop = Stop::on_signals()?;
    // In this order: what commits in between is printed below, or found new by the first round.
    let mut seen: BTreeSet<EventId> =
        recent(flex, tenant, query).await?.into_iter().map(|event| event.id).collect();
    let mut newest = flex.events(tenant, query).await?;
    loop {
        for event in newest.iter().rev() {
            seen.insert(event.id.clone());
            if output.line(&to_json(flex, event), &line(event)).is_err() {
                // Whoever read it has gone, as `head` does.
                return Ok(());
            }
        }
        tokio::select! {
            () = stop.clone().asked() => return Ok(()),
            () = tokio::time::sleep(EVERY) => {}
        }
        let window = recent(flex, tenant, query).await?;
        if let Some(oldest) = window.last() {
            seen = seen.split_off(&oldest.id);
        }
        newest = window.into_iter().filter(|event| !seen.contains(&event.id)).collect();
    }
}

/// The events that are younger than a late commit can be, newest first.
async fn recent(flex: &Flex, tenant: &Tenant, query: &EventQuery) -> anyhow::Result<Vec<Event>> {
    let after = EventId::new(time_ordered(flex.clock().now() - LOOK_BACK, [0; 10]));
    let mut query = EventQuery { after: Some(after), limit: PAGE, ..query.clone() };
    let mut events: Vec<Event> = Vec::new();
    loop {
        let page = flex.events(tenant, &query).await?;
        let is_last = page.len() < PAGE as usize;
        events.extend(page);
        if is_last {
            return Ok(events);
        }
        query.before = events.last().map(|event| event.id.clone());
    }
}

fn to_json(flex: &Flex, event: &Event) -> Value {
    json!({
        "id": event.id.as_str(),
        "at": event.at,
        "action": event.action.as_str(),
        "outcome": event.outcome.as_str(),
        "rule": event.rule,
        "user_id": event.user_id.as_ref().map(UserId::as_str),
        "passkey_id": event.passkey_id.as_ref().map(PasskeyId::as_str),
        "origin": event.origin,
        "aaguid": event.aaguid.map(|aaguid| aaguid.to_string()),
        "provider": event.aaguid.and_then(|aaguid| flex.provider_name(aaguid)),
        "attestation_format": event.attestation_format,
        "attestation_trust": event.attestation_trust,
        "user_present": event.user_present,
        "user_verified": event.user_verified,
        "backup_eligible": event.backup_eligible,
        "backup_state": event.backup_state,
        "ip": event.ip,
        "user_agent": event.user_agent,
        "request_id": event.request_id,
    })
}

fn line(event: &Event) -> String {
    let rule = event.rule.as_deref().map_or_else(String::new, |rule| format!(" ({rule})"));
    let user = event.user_id.as_ref().map_or("nobody known", UserId::as_str);
    let ip = event.ip.as_deref().map_or_else(String::new, |ip| format!("  from {ip}"));
    format!("{}  {} {}{rule}  {user}{ip}", event.at, event.action.as_str(), event.outcome.as_str())
}
