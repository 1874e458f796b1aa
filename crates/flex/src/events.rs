//! Events: how an app's ceremonies ended.

use jiff::{SignedDuration, Timestamp};
use passflex_store::records::{Event, EventAction, EventOutcome, EventQuery};
use passflex_store::{EventId, UserId, time_ordered};
use passflex_webauthn::Aaguid;

use crate::error::{Error, Result};
use crate::explain::{Explanation, explain};
use crate::flex::Flex;
use crate::maintenance::KEEP_EVENTS;
use crate::page::Page;
use crate::tenant::Tenant;

/// How many events an export reads at once.
const EXPORT_PAGE: u32 = 1_000;
/// How much time an export looks through at once, so that it also gets past times in which next to nothing meets the
/// conditions.
const EXPORT_WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// Which events to find. What is `None` is no condition.
#[derive(Clone, Debug, Default)]
pub struct FindEvents {
    /// Only registrations, or only sign-ins.
    pub action: Option<EventAction>,
    /// Only those that ended so.
    pub outcome: Option<EventOutcome>,
    /// Only this user's.
    pub user_id: Option<UserId>,
    /// Only those that broke or bent this rule.
    pub rule: Option<String>,
    /// Only those with a passkey of this model.
    pub aaguid: Option<Aaguid>,
    /// Only those of this browser: one of [`crate::agents::BROWSERS`].
    pub browser: Option<String>,
    /// Only those that ended at this moment or later, to the millisecond.
    pub from: Option<Timestamp>,
    /// Only those that ended before this moment, to the millisecond.
    pub until: Option<Timestamp>,
    /// Only those newer than this event: what came since.
    pub after: Option<EventId>,
    /// [`Page::next_cursor`] of the page before: an event's id.
    pub cursor: Option<String>,
    /// How many at most; the caller's to bound.
    pub limit: u32,
}

impl Flex {
    /// Events of an app, newest first. `limit` is the caller's to bound; an event's id is the cursor of what follows
    /// it.
    pub async fn events(&self, tenant: &Tenant, query: &EventQuery) -> Result<Vec<Event>> {
        self.store.events(tenant.id(), query).await.map_err(Error::of_list)
    }

    /// Finds events, newest first.
    pub async fn find_events(&self, tenant: &Tenant, find: &FindEvents) -> Result<Page<Event>> {
        let Some(query) = find.query() else { return Ok(Page::default()) };
        // One more than is shown tells whether there is another page.
        let query = EventQuery { limit: find.limit.saturating_add(1), ..query };
        let events = self.events(tenant, &query).await?;
        Ok(Page::of(events, find.limit, |last| last.id.as_str().to_owned()))
    }

    /// One event.
    pub async fn event_of(&self, tenant: &Tenant, id: &EventId) -> Result<Event> {
        let event = if id.as_str().contains('\0') { None } else { self.store.event(tenant.id(), id).await? };
        event.ok_or(Error::EventNotFound)
    }

    /// What an event's rule means for this app, if it names one.
    pub fn explain(&self, tenant: &Tenant, event: &Event) -> Option<Explanation> {
        explain(&tenant.app, event)
    }

    /// All events that meet the conditions, newest first, piece by piece: memory is bounded whatever there is. Cursor and
    /// limit of `find` count for nothing, and what happens meanwhile is not in it.
    pub fn export_events(&self, find: FindEvents) -> EventExport {
        let now = self.clock.now();
        let until = find.until.map_or(now, |until| until.min(now));
        // Nothing older is there; the sweep may be a little behind.
        let oldest = now - KEEP_EVENTS - EXPORT_WINDOW;
        let from = find.from.map_or(oldest, |from| from.max(oldest));
        EventExport { find: FindEvents { cursor: None, ..find }, from, until, before: None }
    }
}

/// An export on its way. Each call of [`EventExport::next`] goes on where the one before ended.
#[derive(Debug)]
pub struct EventExport {
    find: FindEvents,
    /// Where it ends.
    from: Timestamp,
    /// Where it is.
    until: Timestamp,
    /// Within the window before `until`: where it is.
    before: Option<EventId>,
}

impl EventExport {
    /// The next events, at most 1,000. `None` after the last ones.
    pub async fn next(&mut self, flex: &Flex, tenant: &Tenant) -> Result<Option<Vec<Event>>> {
        while self.from < self.until {
            let begins = (self.until - EXPORT_WINDOW).max(self.from);
            let window = FindEvents {
                from: Some(begins),
                until: Some(self.until),
                cursor: self.before.as_ref().map(|id| id.as_str().to_owned()),
                ..self.find.clone()
            };
            let events = match window.query() {
                None => Vec::new(),
                Some(query) => flex.events(tenant, &EventQuery { limit: EXPORT_PAGE, ..query }).await?,
            };
            if events.len() == EXPORT_PAGE as usize {
                self.before = events.last().map(|event| event.id.clone());
            } else {
                (self.until, self.before) = (begins, None);
            }
            if !events.is_empty() {
                return Ok(Some(events));
            }
        }
        Ok(None)
    }
}

impl FindEvents {
    /// As the store has it. `None` where nothing can meet the conditions: a database may refuse such a text.
    fn query(&self) -> Option<EventQuery> {
        let user_id = self.user_id.as_ref().map(UserId::as_str);
        let after = self.after.as_ref().map(EventId::as_str);
        let texts = [user_id, after, self.rule.as_deref(), self.browser.as_deref(), self.cursor.as_deref()];
        if texts.into_iter().flatten().any(|text| text.contains('\0')) {
            return None;
        }
        // An event's id is ordered by time, so a time is a place in the list.
        let place = |at: Timestamp| EventId::new(time_ordered(at, [0; 10]));
        let until = self.until.map(place);
        let from = self.from.map(place);
        Some(EventQuery {
            before: earlier(self.cursor.clone().map(EventId::new), until),
            after: self.after.clone().max(from),
            user_id: self.user_id.clone(),
            action: self.action,
            outcome: self.outcome,
            rule: self.rule.clone(),
            aaguid: self.aaguid,
            browser: self.browser.clone(),
            limit: self.limit,
        })
    }
}

/// The earlier of two places, where `None` is none.
fn earlier(one: Option<EventId>, other: Option<EventId>) -> Option<EventId> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
