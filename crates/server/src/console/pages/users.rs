//! `/console/apps/{app_id}/users`: everybody, or who is looked for.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use passflex_flex::store::records::{User, UserStatus};

use crate::console::address::Asked;
use crate::console::failure::Failure;
use crate::console::html::html;
use crate::console::page::{Choice, Field, Layout, Moment, Section, Tone};
use crate::console::session::AppVisitor;
use crate::demand::ReadUsers;
use crate::find::UserFilters;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "console/users.html")]
struct Page {
    layout: Layout,
    path: String,
    search: Field,
    statuses: Vec<Choice>,
    created_from: Field,
    created_before: Field,
    is_filtered: bool,
    /// What is wrong with what was asked for.
    problem: Option<String>,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
}

struct Row {
    id: String,
    external_id: String,
    is_active: bool,
    passkeys: u32,
    sign_ins: u64,
    created_at: Moment,
    last_login_at: Option<Moment>,
}

/// The list.
pub(crate) async fn list(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadUsers>,
    Asked(filters): Asked<UserFilters>,
) -> Result<Response, Failure> {
    let path = format!("/console/apps/{}/users", visitor.tenant.id());
    let found = match filters.find() {
        Ok(find) => state.flex.find_users(&visitor.tenant, &find).await,
        Err(error) => Err(error),
    };
    let (status, page, problem) = match found {
        Ok(page) => (StatusCode::OK, page, None),
        Err(passflex_flex::Error::InvalidRequest(sentence)) => {
            (StatusCode::BAD_REQUEST, passflex_flex::Page::default(), Some(sentence))
        }
        Err(error) => return Err(error.into()),
    };
    let at = |cursor: Option<&str>| filters.address(&path, cursor);
    Ok(html(
        status,
        &Page {
            layout: visitor.layout(&state, Section::Users).await?,
            statuses: vec![
                Choice::of("", "Any", &filters.status),
                Choice::of("active", "Active", &filters.status),
                Choice::of("inactive", "Inactive", &filters.status),
            ],
            search: Field::new(filters.q.as_str()),
            created_from: Field::new(filters.created_from.as_str()),
            created_before: Field::new(filters.created_before.as_str()),
            is_filtered: at(None) != path,
            problem,
            rows: page.items.into_iter().map(row).collect(),
            first: (!filters.cursor.is_empty()).then(|| at(None)),
            next: page.next_cursor.as_deref().map(|cursor| at(Some(cursor))),
            path,
        },
    ))
}

fn row(user: User) -> Row {
    Row {
        id: user.id.as_str().to_owned(),
        external_id: user.external_id,
        is_active: user.status == UserStatus::Active,
        passkeys: user.passkey_count,
        sign_ins: user.login_count,
        created_at: Moment::from(user.created_at),
        last_login_at: user.last_login_at.map(Moment::from),
    }
}
