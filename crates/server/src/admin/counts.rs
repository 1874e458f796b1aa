//! `…/counts`: what an app's ceremonies come to over time.

use axum::Json;
use axum::extract::State;
use jiff::SignedDuration;
use passflex_api::admin::{
    ActiveInMonth, AppCounts, CeremonyCounts, DurationBucket, KindCounts, PeopleCounts, ShareCount,
    StepCounts,
};
use passflex_flex::{Activity, Ceremonies, KindActivity, People, Share, Step};
use serde::Deserialize;

use super::AppAdministrator;
use crate::demand::ReadApp;
use crate::error::ApiError;
use crate::find::moment;
use crate::openapi::AdminRefusals;
use crate::query::QueryParams;
use crate::state::AppState;

/// How much time is shown where nobody says.
const DEFAULT_DAYS: i64 = 30;

/// Which time.
#[derive(Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SpanQuery {
    /// Where it begins: RFC 3339, or a day in UTC; 30 days before its end where it is absent.
    from: String,
    /// Where it ends: RFC 3339, or a day in UTC; now where it is absent.
    until: String,
    /// How long a step is: `hour`, or `day` where it is absent. At most 1,000 steps.
    #[param(pattern = "^(hour|day)?$")]
    step: String,
}

/// Shows what an app's ceremonies came to within some time, and how many users there are.
#[utoipa::path(
    get,
    path = "/admin/v1/apps/{app_id}/counts",
    operation_id = "adminGetCounts",
    tag = "admin/counts",
    params(("app_id" = String, Path, description = "The app"), SpanQuery),
    responses((status = 200, description = "The counts", body = AppCounts), AdminRefusals),
    security(("admin_token" = []))
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    caller: AppAdministrator<ReadApp>,
    QueryParams(query): QueryParams<SpanQuery>,
) -> Result<Json<AppCounts>, ApiError> {
    let step = match query.step.as_str() {
        "" | "day" => Step::Day,
        "hour" => Step::Hour,
        _ => return Err(ApiError::invalid_request("`step` must be `hour` or `day`.")),
    };
    let until = moment("until", &query.until)?.unwrap_or_else(|| state.flex.clock().now());
    let days = SignedDuration::from_hours(24 * DEFAULT_DAYS);
    let from = match moment("from", &query.from)? {
        Some(from) => from,
        None => {
            until.checked_sub(days).map_err(|_| ApiError::invalid_request("`until` is out of bounds."))?
        }
    };
    let activity = state.flex.activity(&caller.tenant, from, until, step).await?;
    let people = state.flex.people(&caller.tenant).await?;
    Ok(Json(counts(activity, &people)))
}

fn counts(activity: Activity, people: &People) -> AppCounts {
    AppCounts {
        from: activity.from,
        until: activity.until,
        step: match activity.step {
            Step::Hour => "hour",
            Step::Day => "day",
        }
        .to_owned(),
        steps: activity
            .steps
            .iter()
            .map(|step| StepCounts {
                begins: step.begins,
                registrations: ceremonies(step.registrations),
                sign_ins: ceremonies(step.sign_ins),
            })
            .collect(),
        registrations: kind(activity.registrations),
        sign_ins: kind(activity.sign_ins),
        people: PeopleCounts {
            users: people.users,
            with_passkeys: people.with_passkeys,
            active: people
                .active
                .iter()
                .map(|active| ActiveInMonth { month: active.month, users: active.users })
                .collect(),
        },
    }
}

fn ceremonies(ceremonies: Ceremonies) -> CeremonyCounts {
    CeremonyCounts {
        started: ceremonies.started,
        complete: ceremonies.complete,
        failed: ceremonies.failed,
        incomplete: ceremonies.incomplete(),
    }
}

fn kind(kind: KindActivity) -> KindCounts {
    let buckets = kind.durations.buckets.iter().map(|bucket| DurationBucket {
        from_seconds: bucket.from_seconds,
        below_seconds: bucket.below_seconds,
        count: bucket.count,
    });
    KindCounts {
        ceremonies: ceremonies(kind.ceremonies),
        rules: shares(kind.rules),
        browsers: shares(kind.browsers),
        systems: shares(kind.systems),
        providers: shares(kind.providers),
        durations: buckets.collect(),
        median_seconds: kind.durations.median_seconds,
    }
}

fn shares(shares: Vec<Share>) -> Vec<ShareCount> {
    let share =
        |share: Share| ShareCount { name: share.name, complete: share.complete, failed: share.failed };
    shares.into_iter().map(share).collect()
}
