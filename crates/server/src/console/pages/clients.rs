//! `/console/apps/{app_id}/clients`: the iOS and Android apps that run an app's ceremonies, and the files for its site.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use passflex_flex::store::NativeClientId;
use passflex_flex::store::records::{Fingerprint, NativeClient, NativeIdentity};
use passflex_flex::{Error, Permission, android_origin, apple_app_site_association, asset_links};
use serde::Deserialize;

use crate::console::done::done;
use crate::console::failure::Failure;
use crate::console::form::Fields;
use crate::console::html::html;
use crate::console::page::{Field, Flash, Layout, Moment, Section};
use crate::console::session::AppVisitor;
use crate::demand::{ReadApp, WriteApp};
use crate::path::PathParams;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "console/clients.html")]
struct Page {
    layout: Layout,
    app_id: String,
    rp_id: String,
    rows: Vec<Row>,
    association: Option<String>,
    links: Option<String>,
    typed: Typed,
    may_write: bool,
}

struct Row {
    id: String,
    platform: &'static str,
    name: String,
    /// What its platform reports as its origin.
    origins: Vec<String>,
    /// One a line.
    fingerprints: Field,
    is_android: bool,
    created_at: Moment,
}

/// What is in the forms.
#[derive(Default)]
struct Typed {
    team_id: Field,
    bundle_id: Field,
    package_name: Field,
    fingerprints: Field,
}

/// The client that an address names.
#[derive(Deserialize)]
pub(crate) struct ClientPath {
    client_id: String,
}

/// The list, and the files.
pub(crate) async fn list(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadApp>,
) -> Result<Response, Failure> {
    let layout = visitor.layout(&state, Section::Clients).await?;
    Ok(html(StatusCode::OK, &page(&state, &visitor, layout).await?))
}

/// An iOS or macOS app.
#[derive(Deserialize)]
pub(crate) struct Apple {
    team_id: String,
    bundle_id: String,
}

/// Adds one.
pub(crate) async fn create_apple(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteApp>,
    Fields(Apple { team_id, bundle_id }): Fields<Apple>,
) -> Result<Response, Failure> {
    let identity =
        NativeIdentity::Apple { team_id: team_id.trim().to_owned(), bundle_id: bundle_id.trim().to_owned() };
    let typed = Typed { team_id: Field::new(team_id), bundle_id: Field::new(bundle_id), ..Typed::default() };
    create(&state, &visitor, Ok(identity), typed).await
}

/// An Android app; fingerprints are one a line.
#[derive(Deserialize)]
pub(crate) struct Android {
    package_name: String,
    fingerprints: String,
}

/// Adds one.
pub(crate) async fn create_android(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteApp>,
    Fields(Android { package_name, fingerprints }): Fields<Android>,
) -> Result<Response, Failure> {
    let identity = parse(&fingerprints).map(|fingerprints| NativeIdentity::Android {
        package_name: package_name.trim().to_owned(),
        fingerprints,
    });
    let typed = Typed {
        package_name: Field::new(package_name),
        fingerprints: Field::new(fingerprints),
        ..Typed::default()
    };
    create(&state, &visitor, identity, typed).await
}

async fn create(
    state: &AppState,
    visitor: &AppVisitor<WriteApp>,
    identity: Result<NativeIdentity, Error>,
    typed: Typed,
) -> Result<Response, Failure> {
    let app = visitor.tenant.id();
    let created = match identity {
        Ok(identity) => state.flex.create_native_client(&visitor.actor, app, identity).await.map(drop),
        Err(error) => Err(error),
    };
    match created {
        Ok(()) => Ok(done(&address(visitor), "client-added")),
        Err(Error::InvalidRequest(sentence)) => refused(state, visitor, sentence, typed).await,
        Err(error) => Err(error.into()),
    }
}

/// New fingerprints, one a line.
#[derive(Deserialize)]
pub(crate) struct Fingerprints {
    fingerprints: String,
}

/// Replaces an Android client's fingerprints.
pub(crate) async fn update(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteApp>,
    PathParams(ClientPath { client_id }): PathParams<ClientPath>,
    Fields(Fingerprints { fingerprints }): Fields<Fingerprints>,
) -> Result<Response, Failure> {
    let id = NativeClientId::new(client_id);
    let set = match parse(&fingerprints) {
        Ok(parsed) => state.flex.set_fingerprints(&visitor.actor, visitor.tenant.id(), &id, &parsed).await,
        Err(error) => Err(error),
    };
    match set {
        Ok(()) => Ok(done(&address(&visitor), "client-changed")),
        Err(Error::InvalidRequest(sentence)) => refused(&state, &visitor, sentence, Typed::default()).await,
        Err(error) => Err(error.into()),
    }
}

/// Takes a client from the app.
pub(crate) async fn delete(
    State(state): State<AppState>,
    visitor: AppVisitor<WriteApp>,
    PathParams(ClientPath { client_id }): PathParams<ClientPath>,
) -> Result<Response, Failure> {
    let id = NativeClientId::new(client_id);
    state.flex.delete_native_client(&visitor.actor, visitor.tenant.id(), &id).await?;
    Ok(done(&address(&visitor), "client-deleted"))
}

/// The file for Apple's platforms, to be saved.
pub(crate) async fn association(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadApp>,
) -> Result<Response, Failure> {
    let clients = state.flex.native_clients(visitor.tenant.id()).await?;
    file("apple-app-site-association", apple_app_site_association(&clients))
}

/// The file for Android, to be saved.
pub(crate) async fn links(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadApp>,
) -> Result<Response, Failure> {
    let clients = state.flex.native_clients(visitor.tenant.id()).await?;
    file("assetlinks.json", asset_links(&clients))
}

fn file(name: &str, text: Option<String>) -> Result<Response, Failure> {
    let text = text.ok_or(Failure::NotFound)?;
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers =
        [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, text).into_response())
}

fn address<D>(visitor: &AppVisitor<D>) -> String {
    format!("/console/apps/{}/clients", visitor.tenant.id())
}

fn parse(lines: &str) -> Result<Vec<Fingerprint>, Error> {
    let parse =
        |text: &str| text.parse().map_err(|error| Error::InvalidRequest(format!("`{text}` is {error}.")));
    lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(parse).collect()
}

/// The page with what was typed, and why it was not taken.
async fn refused(
    state: &AppState,
    visitor: &AppVisitor<WriteApp>,
    sentence: String,
    typed: Typed,
) -> Result<Response, Failure> {
    let mut layout = visitor.layout(state, Section::Clients).await?;
    layout.flash = Some(Flash::bad(sentence));
    let mut page = page(state, visitor, layout).await?;
    page.typed = typed;
    Ok(html(StatusCode::BAD_REQUEST, &page))
}

async fn page<D>(state: &AppState, visitor: &AppVisitor<D>, layout: Layout) -> Result<Page, Failure> {
    let app = state.flex.app(visitor.tenant.id()).await?;
    let clients = state.flex.native_clients(&app.id).await?;
    Ok(Page {
        layout,
        app_id: app.id.as_str().to_owned(),
        rows: clients.iter().map(|client| row(client, &app.rp_id)).collect(),
        rp_id: app.rp_id,
        association: apple_app_site_association(&clients),
        links: asset_links(&clients),
        typed: Typed::default(),
        may_write: visitor.authority().may(Permission::WriteApp, Some(&app.id)),
    })
}

fn row(client: &NativeClient, rp_id: &str) -> Row {
    let (platform, name, origins, fingerprints) = match &client.identity {
        NativeIdentity::Apple { team_id, bundle_id } => {
            ("Apple", format!("{team_id}.{bundle_id}"), vec![format!("https://{rp_id}")], Vec::new())
        }
        NativeIdentity::Android { package_name, fingerprints } => {
            let origins = fingerprints.iter().map(android_origin).collect();
            let shown = fingerprints.iter().map(ToString::to_string).collect::<Vec<_>>();
            ("Android", package_name.clone(), origins, shown)
        }
    };
    Row {
        id: client.id.as_str().to_owned(),
        platform,
        name,
        origins,
        is_android: !fingerprints.is_empty(),
        fingerprints: Field::new(fingerprints.join("\n")),
        created_at: client.created_at.into(),
    }
}
