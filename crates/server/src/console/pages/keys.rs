//! `/console/apps/{app_id}/keys`: what lets an app's backends in.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use passflex_flex::store::ApiKeyId;
use passflex_flex::store::records::ApiKey;
use passflex_flex::{Error, KeyRotation, NewApiKey, Permission, Scope};
use serde::Deserialize;

use crate::console::done::done;
use crate::console::failure::Failure;
use crate::console::form::Fields;
use crate::console::html::html;
use crate::console::page::{Choice, Field, Flash, Layout, Moment, Section, Tone};
use crate::console::session::{AppVisitor, Confirmed};
use crate::demand::{ReadApp, WriteApp};
use crate::path::PathParams;
use crate::state::AppState;

/// How long a key may live, in days, with what that is called; 0: for ever.
const LIVES: [(u32, &str); 4] = [(0, "Never"), (30, "In 30 days"), (90, "In 90 days"), (365, "In a year")];
/// How long a replaced key may go on, in hours, with what that is called.
const OVERLAPS: [(u32, &str); 4] = [(1, "An hour"), (24, "A day"), (168, "A week"), (720, "30 days")];

#[derive(Template)]
#[template(path = "console/keys.html")]
struct Page {
    layout: Layout,
    app_id: String,
    rows: Vec<Row>,
    /// A key that was just made, this once: its name and itself.
    made: Option<(String, String)>,
    key_name: Field,
    scopes: Vec<Choice>,
    lives: Vec<Choice>,
    overlaps: Vec<Choice>,
    may_write: bool,
}

struct Row {
    id: String,
    name: String,
    prefix: String,
    scopes: String,
    created_at: Moment,
    last_used_at: Option<Moment>,
    expires_at: Option<Moment>,
    has_expired: bool,
}

/// The key that an address names.
#[derive(Deserialize)]
pub(crate) struct KeyPath {
    key_id: String,
}

/// The list.
pub(crate) async fn list(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadApp>,
) -> Result<Response, Failure> {
    let layout = visitor.layout(&state, Section::Keys).await?;
    Ok(html(StatusCode::OK, &page(&state, &visitor, layout).await?))
}

/// Makes a key, and shows it this once.
pub(crate) async fn create(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteApp>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let values =
        |name: &'static str| fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value);
    let name = values("name").next().cloned().unwrap_or_default();
    let scopes: Vec<Scope> = values("scope").filter_map(|word| word.parse().ok()).collect();
    let days: u32 = values("expires").next().and_then(|days| days.parse().ok()).unwrap_or_default();
    let expires_at = match days {
        0 => None,
        days => Some(in_hours(state.flex.clock().now(), days.saturating_mul(24))?),
    };
    let new = NewApiKey { name: name.trim().to_owned(), scopes: scopes.clone(), expires_at };
    let made = state.flex.create_api_key(&visitor.actor, visitor.tenant.id(), new).await;
    let mut layout = visitor.layout(&state, Section::Keys).await?;
    let (key, secret) = match made {
        Ok(made) => made,
        Err(Error::InvalidRequest(sentence)) => {
            layout.flash = Some(Flash::bad(sentence));
            let mut page = page(&state, &visitor, layout).await?;
            page.key_name = Field::new(name);
            page.scopes = scope_choices(&scopes);
            return Ok(html(StatusCode::BAD_REQUEST, &page));
        }
        Err(error) => return Err(error.into()),
    };
    let mut page = page(&state, &visitor, layout).await?;
    page.made = Some((key.name, secret.expose().to_owned()));
    Ok(html(StatusCode::CREATED, &page))
}

/// How a key is replaced.
#[derive(Deserialize)]
pub(crate) struct Overlap {
    hours: u32,
}

/// Replaces a key by one that does the same, and shows that this once.
pub(crate) async fn rotate(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<AppVisitor<WriteApp>>,
    PathParams(KeyPath { key_id }): PathParams<KeyPath>,
    Fields(Overlap { hours }): Fields<Overlap>,
) -> Result<Response, Failure> {
    let old_expires_at = in_hours(state.flex.clock().now(), hours)?;
    let rotation = KeyRotation { old_expires_at, expires_at: None };
    let id = ApiKeyId::new(key_id);
    let (key, secret) = state.flex.rotate_api_key(&visitor.actor, visitor.tenant.id(), &id, rotation).await?;
    let layout = visitor.layout(&state, Section::Keys).await?;
    let mut page = page(&state, &visitor, layout).await?;
    page.made = Some((key.name, secret.expose().to_owned()));
    Ok(html(StatusCode::CREATED, &page))
}

/// Revokes a key.
pub(crate) async fn revoke(
    State(state): State<AppState>,
    Confirmed(visitor): Confirmed<AppVisitor<WriteApp>>,
    PathParams(KeyPath { key_id }): PathParams<KeyPath>,
) -> Result<Response, Failure> {
    let app = visitor.tenant.id();
    state.flex.revoke_api_key(&visitor.actor, app, &ApiKeyId::new(key_id)).await?;
    Ok(done(&format!("/console/apps/{app}/keys"), "key-revoked"))
}

async fn page<D>(state: &AppState, visitor: &AppVisitor<D>, layout: Layout) -> Result<Page, Failure> {
    let app = visitor.tenant.id();
    let now = state.flex.clock().now();
    let keys = state.flex.api_keys(app).await?;
    Ok(Page {
        layout,
        app_id: app.as_str().to_owned(),
        rows: keys.into_iter().map(|key| row(key, now)).collect(),
        made: None,
        key_name: Field::default(),
        scopes: scope_choices(&Scope::ALL),
        lives: numbered(&LIVES, 0),
        overlaps: numbered(&OVERLAPS, 24),
        may_write: visitor.authority().may(Permission::WriteApp, Some(app)),
    })
}

fn row(key: ApiKey, now: Timestamp) -> Row {
    Row {
        id: key.id.as_str().to_owned(),
        name: key.name,
        prefix: key.prefix,
        scopes: key.scopes.join(", "),
        created_at: key.created_at.into(),
        last_used_at: key.last_used_at.map(Moment::from),
        expires_at: key.expires_at.map(Moment::from),
        has_expired: key.expires_at.is_some_and(|expires_at| expires_at <= now),
    }
}

fn scope_choices(chosen: &[Scope]) -> Vec<Choice> {
    let label = |scope| match scope {
        Scope::Transactions => "transactions: create transactions and verify nonces",
        Scope::UsersRead => "users:read: read users, their passkeys and events",
        Scope::UsersWrite => "users:write: change users and revoke passkeys",
    };
    let choice = |scope: Scope| Choice {
        value: scope.as_str().to_owned(),
        label: label(scope).to_owned(),
        is_chosen: chosen.contains(&scope),
    };
    Scope::ALL.map(choice).into()
}

fn numbered(choices: &[(u32, &str)], current: u32) -> Vec<Choice> {
    let current = current.to_string();
    choices.iter().map(|(value, label)| Choice::of(&value.to_string(), label, &current)).collect()
}

fn in_hours(now: Timestamp, hours: u32) -> Result<Timestamp, Failure> {
    now.checked_add(SignedDuration::from_hours(hours.into()))
        .map_err(|_| Failure::Malformed("That is too far away. Choose a shorter time.".to_owned()))
}
