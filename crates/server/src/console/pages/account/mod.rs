//! `/console/account`: the administrator's own passkeys, sessions and tokens, a file each for what can be done to them.

pub(crate) mod passkeys;
pub(crate) mod sessions;
pub(crate) mod tokens;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use passflex_flex::store::records::{AdminSession, AdminToken, Passkey};
use passflex_flex::{AdminScope, SignedIn};

use super::mendable;
use crate::console::failure::Failure;
use crate::console::html::html;
use crate::console::page::{Choice, Field, Layout, Moment, Section, Tone};
use crate::console::session::Visitor;
use crate::demand::Anybody;
use crate::state::AppState;
use crate::user_agent;

/// Where the page is.
const ADDRESS: &str = "/console/account";

/// How long a token may live, in days, with what that is called; 0: for ever.
const LIVES: [(u32, &str); 4] = [(30, "In 30 days"), (90, "In 90 days"), (365, "In a year"), (0, "Never")];

#[derive(Template)]
#[template(path = "console/account.html")]
struct Page {
    layout: Layout,
    passkeys: Vec<OwnPasskey>,
    sessions: Vec<Session>,
    tokens: Vec<Token>,
    /// A token that was just made, this once: its name and itself.
    made: Option<(String, String)>,
    token_name: Field,
    scopes: Vec<Choice>,
    lives: Vec<Choice>,
}

struct OwnPasskey {
    id: String,
    name: String,
    provider: String,
    created_at: Moment,
    last_used_at: Option<Moment>,
}

struct Session {
    id: String,
    browser: String,
    ip: String,
    is_this_one: bool,
    created_at: Moment,
    last_seen_at: Moment,
}

struct Token {
    id: String,
    name: String,
    prefix: String,
    scopes: String,
    created_at: Moment,
    last_used_at: Option<Moment>,
    expires_at: Option<Moment>,
    has_expired: bool,
}

/// The page.
pub(crate) async fn show(
    State(state): State<AppState>,
    visitor: Visitor<Anybody>,
) -> Result<Response, Failure> {
    let layout = visitor.layout(&state, Section::Account).await?;
    Ok(html(StatusCode::OK, &page(&state, layout, &visitor.signed_in).await?))
}

async fn page(state: &AppState, layout: Layout, signed_in: &SignedIn) -> Result<Page, Failure> {
    let own = &signed_in.session;
    let passkeys = state.flex.admin_passkeys(&own.admin_id).await?;
    let sessions = state.flex.sessions(&own.admin_id).await?;
    let tokens = state.flex.admin_tokens(&own.admin_id).await?;
    Ok(Page {
        layout,
        passkeys: passkeys.into_iter().map(|passkey| own_passkey(state, passkey)).collect(),
        sessions: sessions.into_iter().map(|session| self::session(session, own)).collect(),
        tokens: tokens.into_iter().map(|token| self::token(state, token)).collect(),
        made: None,
        token_name: Field::default(),
        scopes: AdminScope::ALL.map(|scope| Choice::of(scope.as_str(), scope.as_str(), "")).into(),
        lives: LIVES.map(|(days, label)| Choice::of(&days.to_string(), label, "90")).into(),
    })
}

fn own_passkey(state: &AppState, passkey: Passkey) -> OwnPasskey {
    OwnPasskey {
        id: passkey.id.as_str().to_owned(),
        provider: state.flex.provider_name(passkey.aaguid).unwrap_or("Unknown").to_owned(),
        name: passkey.friendly_name,
        created_at: Moment::from(passkey.created_at),
        last_used_at: passkey.last_used_at.map(Moment::from),
    }
}

fn session(session: AdminSession, own: &AdminSession) -> Session {
    Session {
        is_this_one: session.id == own.id,
        id: session.id.as_str().to_owned(),
        browser: session.user_agent.as_deref().map(user_agent::display).unwrap_or_default(),
        ip: session.ip.unwrap_or_default(),
        created_at: Moment::from(session.created_at),
        last_seen_at: Moment::from(session.last_seen_at),
    }
}

fn token(state: &AppState, token: AdminToken) -> Token {
    let now = state.flex.clock().now();
    Token {
        id: token.id.as_str().to_owned(),
        name: token.name,
        prefix: token.prefix,
        scopes: token.scopes.join(", "),
        created_at: Moment::from(token.created_at),
        last_used_at: token.last_used_at.map(Moment::from),
        has_expired: token.expires_at.is_some_and(|at| at <= now),
        expires_at: token.expires_at.map(Moment::from),
    }
}
