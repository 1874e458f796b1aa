//! `/console/audit`: who changed what, of all apps or of one.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use data_encoding::HEXLOWER;
use http::StatusCode;
use passflex_flex::store::AppId;
use passflex_flex::store::records::{ActorKind, App, AuditHead, AuditQuery, AuditRow};
use passflex_flex::{Authority, Error, Permission};

use crate::audit_export::stream;
use crate::console::failure::Failure;
use crate::console::html::html;
use crate::console::page::{Choice, Field, Layout, Moment, Section};
use crate::console::session::Visitor;
use crate::demand::Anybody;
use crate::error::ApiError;
use crate::find::AuditFilters;
use crate::query::QueryParams;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "console/audit.html")]
struct Page {
    layout: Layout,
    apps: Vec<Choice>,
    kinds: Vec<Choice>,
    actor: Field,
    verb: Field,
    from: Field,
    until: Field,
    rows: Vec<Row>,
    /// How many rows are chained, and the last one's hash.
    head: Option<(u64, String)>,
    export: String,
    first: Option<String>,
    next: Option<String>,
}

struct Row {
    id: String,
    at: Moment,
    actor: String,
    verb: String,
    app: Option<String>,
    target: String,
    changes: String,
    request_id: Option<String>,
    position: Option<u64>,
    hash: String,
}

/// The rows.
pub(crate) async fn show(
    State(state): State<AppState>,
    visitor: Visitor<Anybody>,
    filters: Result<QueryParams<AuditFilters>, ApiError>,
) -> Result<Response, Failure> {
    let QueryParams(filters) = filters.map_err(unreadable)?;
    let authority = visitor.authority();
    let apps = readable(authority, state.flex.apps().await?);
    let query = allowed(authority, &apps, filters.find()?)?;
    let found = state.flex.find_audit(&query).await?;
    let names = Names::of(&state, authority, &apps).await?;
    let sees_everything = authority.may(Permission::ReadAudit, None);
    let head = if sees_everything { state.flex.audit_head().await? } else { None };
    let chosen = query.app.as_ref().map_or("", AppId::as_str);
    let filters = AuditFilters { app_id: chosen.to_owned(), ..filters };
    Ok(html(
        StatusCode::OK,
        &Page {
            layout: visitor.layout(&state, Section::Audit).await?,
            apps: app_choices(authority, &apps, chosen),
            kinds: kind_choices(&filters.actor_kind),
            actor: Field::new(filters.actor_id.as_str()),
            verb: Field::new(filters.verb.as_str()),
            from: Field::new(filters.from.as_str()),
            until: Field::new(filters.until.as_str()),
            rows: found.items.into_iter().map(|row| names.shown(row)).collect(),
            head: head.map(|AuditHead { position, hash }| (position, HEXLOWER.encode(&hash))),
            export: filters.address("/console/audit.ndjson", None),
            first: query.behind.map(|_| filters.address("/console/audit", None)),
            next: found.next_cursor.map(|cursor| filters.address("/console/audit", Some(&cursor))),
        },
    ))
}

/// All of them in a file.
pub(crate) async fn export(
    State(state): State<AppState>,
    visitor: Visitor<Anybody>,
    filters: Result<QueryParams<AuditFilters>, ApiError>,
) -> Result<Response, Failure> {
    let QueryParams(filters) = filters.map_err(unreadable)?;
    let authority = visitor.authority();
    let apps = readable(authority, state.flex.apps().await?);
    let query = allowed(authority, &apps, filters.find()?)?;
    Ok(stream(state.flex, query))
}

fn unreadable(_: ApiError) -> Failure {
    Failure::Malformed(
        "The address cannot be read. Open the audit log again, and use its filters.".to_owned(),
    )
}

/// The apps whose rows somebody may see.
fn readable(authority: &Authority, apps: Vec<App>) -> Vec<App> {
    apps.into_iter().filter(|app| authority.may(Permission::ReadAudit, Some(&app.id))).collect()
}

/// Who may not see everything sees one app at a time: the first, where none is asked for.
fn allowed(authority: &Authority, apps: &[App], query: AuditQuery) -> Result<AuditQuery, Error> {
    if authority.may(Permission::ReadAudit, None) {
        return Ok(query);
    }
    let app = query.app.or_else(|| apps.first().map(|app| app.id.clone()));
    authority.require(Permission::ReadAudit, app.as_ref())?;
    Ok(AuditQuery { app, ..query })
}

/// What ids stand for, as far as somebody may know.
struct Names(HashMap<String, String>);

impl Names {
    async fn of(state: &AppState, authority: &Authority, apps: &[App]) -> Result<Self, Error> {
        let apps = apps.iter().map(|app| (app.id.as_str().to_owned(), app.name.clone()));
        let mut names: HashMap<_, _> = apps.collect();
        if authority.may(Permission::ReadTeam, None) {
            let admins = state.flex.admins().await?.into_iter().map(|granted| granted.admin);
            names.extend(admins.map(|admin| (admin.id.as_str().to_owned(), admin.name)));
        }
        Ok(Self(names))
    }

    fn name(&self, id: &str) -> String {
        self.0.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    fn shown(&self, row: AuditRow) -> Row {
        let AuditRow { entry, link } = row;
        let who = entry.actor_id.as_deref().map(|id| self.name(id)).unwrap_or_default();
        Row {
            id: entry.id.as_str().to_owned(),
            at: Moment::from(entry.at),
            actor: format!("{} {who}", kind(entry.actor_kind)).trim_end().to_owned(),
            verb: entry.verb.into_owned(),
            app: entry.app_id.as_ref().map(|app| self.name(app.as_str())),
            target: self.name(&entry.target),
            changes: format!("{:#}", entry.changes),
            request_id: entry.request_id,
            position: link.map(|link| link.position),
            hash: link.map(|link| HEXLOWER.encode(&link.hash)).unwrap_or_default(),
        }
    }
}

fn kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Cli => "Command line",
        ActorKind::ApiKey => "API key",
        ActorKind::Administrator => "Administrator",
        ActorKind::System => "Passflex",
    }
}

fn kind_choices(chosen: &str) -> Vec<Choice> {
    let kinds = [ActorKind::Administrator, ActorKind::ApiKey, ActorKind::Cli, ActorKind::System];
    let each = kinds.map(|each| Choice::of(each.as_str(), kind(each), chosen));
    std::iter::once(Choice::of("", "Anybody", chosen)).chain(each).collect()
}

/// An app that is gone can be asked for too: it is chosen, and called by its id.
fn app_choices(authority: &Authority, apps: &[App], chosen: &str) -> Vec<Choice> {
    let everything = authority.may(Permission::ReadAudit, None).then(|| Choice::of("", "Everything", chosen));
    let each = apps.iter().map(|app| Choice::of(app.id.as_str(), &app.name, chosen));
    let gone = !chosen.is_empty() && apps.iter().all(|app| app.id.as_str() != chosen);
    let gone = gone.then(|| Choice::of(chosen, chosen, chosen));
    everything.into_iter().chain(each).chain(gone).collect()
}
