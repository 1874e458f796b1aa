//! `/console/apps/{app_id}`: how an app's ceremonies go. Everything comes from counts, so that it is as quick with ten
//! million events as with ten.

mod drawn;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use http::StatusCode;
use passflex_flex::{Activity, People, Step};
use serde::Deserialize;

use crate::console::charts::{Chart, Ranking, grouped};
use crate::console::failure::Failure;
use crate::console::html::html;
use crate::console::page::{Layout, Section, Tab};
use crate::console::session::AppVisitor;
use crate::demand::ReadApp;
use crate::state::AppState;

#[derive(Template)]
#[template(path = "console/dashboard.html")]
struct Page {
    layout: Layout,
    app_id: String,
    spans: Vec<Tab>,
    figures: Vec<Figure>,
    charts: Vec<Chart>,
    rankings: Vec<Ranking>,
    /// Whether the app has nobody yet, and nothing has happened.
    is_new: bool,
}

/// A number at the top of the page.
struct Figure {
    term: &'static str,
    value: String,
    about: String,
}

/// How far back the page looks: a month, unless the address says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Span {
    Day,
    Week,
    Quarter,
    #[default]
    #[serde(other)]
    Month,
}

impl Span {
    const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Quarter];

    fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Day => "24 hours",
            Self::Week => "7 days",
            Self::Month => "30 days",
            Self::Quarter => "90 days",
        }
    }

    fn steps(self) -> (u16, Step) {
        match self {
            Self::Day => (24, Step::Hour),
            Self::Week => (7, Step::Day),
            Self::Month => (30, Step::Day),
            Self::Quarter => (90, Step::Day),
        }
    }
}

/// The query of the page.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    span: Span,
}

/// The page.
pub(crate) async fn show(
    State(state): State<AppState>,
    visitor: AppVisitor<ReadApp>,
    Query(Wanted { span }): Query<Wanted>,
) -> Result<Response, Failure> {
    let (steps, step) = span.steps();
    let activity = state.flex.recent_activity(&visitor.tenant, steps, step).await?;
    let people = state.flex.people(&visitor.tenant).await?;
    let app_id = visitor.tenant.app.id.as_str().to_owned();
    let page = Page {
        layout: visitor.layout(&state, Section::Dashboard).await?,
        spans: tabs(&app_id, span),
        figures: figures(&people, &activity),
        charts: drawn::charts(&people, &activity),
        rankings: drawn::rankings(&app_id, &activity),
        is_new: people.users == 0 && started(&activity) == 0,
        app_id,
    };
    Ok(html(StatusCode::OK, &page))
}

fn tabs(app_id: &str, current: Span) -> Vec<Tab> {
    let tab = |span: Span| Tab {
        href: format!("/console/apps/{app_id}?span={}", span.word()),
        label: span.label().to_owned(),
        is_current: span == current,
    };
    Span::ALL.map(tab).to_vec()
}

fn started(activity: &Activity) -> u64 {
    activity.sign_ins.ceremonies.started + activity.registrations.ceremonies.started
}

fn figures(people: &People, activity: &Activity) -> Vec<Figure> {
    let sign_ins = activity.sign_ins.ceremonies;
    let active = people.active.last().map_or(0, |month| month.users);
    let figure = |term, value: String, about: String| Figure { term, value, about };
    let seconds = activity.sign_ins.durations.median_seconds;
    vec![
        figure(
            "With a passkey",
            grouped(people.with_passkeys),
            format!("of {} users", grouped(people.users)),
        ),
        figure("Active this month", grouped(active), "have signed in".to_owned()),
        figure(
            "Success rate",
            sign_ins.success_rate().map_or_else(none, |rate| format!("{:.1} %", rate * 100.0)),
            format!("of {} sign-ins that ended", grouped(sign_ins.complete + sign_ins.failed)),
        ),
        figure(
            "Median sign-in",
            seconds.map_or_else(none, drawn::seconds),
            "from start to finish".to_owned(),
        ),
        figure("New passkeys", grouped(activity.registrations.ceremonies.complete), "registered".to_owned()),
        figure("Incomplete", grouped(sign_ins.incomplete()), "sign-ins with autofill".to_owned()),
    ]
}

/// What stands where there is no number.
fn none() -> String {
    "–".to_owned()
}
