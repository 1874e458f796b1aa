//! Events as rows of a table.

use passflex_flex::Flex;
use passflex_flex::store::records::{Event, EventAction, EventOutcome};

use crate::console::page::{Moment, Tone};

/// One row.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) at: Moment,
    pub(super) what: &'static str,
    pub(super) outcome: &'static str,
    pub(super) tone: Tone,
    pub(super) rule: Option<String>,
    pub(super) user_id: Option<String>,
    pub(super) provider: Option<String>,
    pub(super) client: String,
    /// How long the ceremony took, such as `4.2 s`.
    pub(super) took: String,
}

/// The rows of these events.
pub(super) fn rows(flex: &Flex, events: Vec<Event>) -> Vec<Row> {
    events.into_iter().map(|event| row(flex, event)).collect()
}

fn row(flex: &Flex, event: Event) -> Row {
    let (outcome, tone) = outcome(&event);
    Row {
        at: Moment::from(event.at),
        what: what(event.action),
        outcome,
        tone,
        took: took(&event),
        provider: event.aaguid.and_then(|aaguid| flex.provider_name(aaguid)).map(str::to_owned),
        client: client(&event),
        id: event.id.as_str().to_owned(),
        rule: event.rule,
        user_id: event.user_id.map(|id| id.as_str().to_owned()),
    }
}

/// What the ceremony was for.
pub(super) fn what(action: EventAction) -> &'static str {
    match action {
        EventAction::Register => "Registration",
        EventAction::Authenticate => "Sign-in",
    }
}

/// How it ended.
pub(super) fn outcome(event: &Event) -> (&'static str, Tone) {
    match (event.outcome, event.rule.is_some()) {
        (EventOutcome::Complete, false) => ("Complete", Tone::Good),
        (EventOutcome::Complete, true) => ("Complete, bent", Tone::Warning),
        (EventOutcome::Failed, _) => ("Failed", Tone::Bad),
    }
}

/// How long it took.
pub(super) fn took(event: &Event) -> String {
    let tenths = (event.at.duration_since(event.started_at).as_millis().max(0) + 50) / 100;
    format!("{}.{} s", tenths / 10, tenths % 10)
}

/// The browser and the system.
pub(super) fn client(event: &Event) -> String {
    match (event.browser.as_deref(), event.os.as_deref()) {
        (Some(browser), Some(os)) => format!("{browser} on {os}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Not known".to_owned(),
    }
}
