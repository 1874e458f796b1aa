//! What lists of the admin API and of the console can be narrowed by. Both send the same words; a form also sends the
//! fields that nobody has filled in, so what is empty is no condition.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use passflex_flex::store::records::{ActorKind, AuditQuery, EventAction, EventOutcome, UserStatus};
use passflex_flex::store::{AppId, AuditId, EventId, UserId};
use passflex_flex::{Error, FindEvents, FindUsers, UserName};
use serde::Deserialize;

/// How many items a page has, where the caller does not say.
const DEFAULT_LIMIT: u32 = 50;
/// The most items of a page.
const MAX_LIMIT: u32 = 200;

/// Which users.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UserFilters {
    /// Passflex's id of a user, or what the app's own id is or begins with.
    pub(crate) q: String,
    /// Only the one with this id of the app's own, byte for byte.
    pub(crate) external_id: String,
    /// Only those with this status.
    #[param(pattern = "^(active|inactive)?$")]
    pub(crate) status: String,
    /// Only those first seen at this moment or later: RFC 3339, or a day in UTC.
    pub(crate) created_from: String,
    /// Only those first seen before this moment: RFC 3339, or a day in UTC.
    pub(crate) created_before: String,
    /// `next_cursor` of the page before.
    pub(crate) cursor: String,
    /// How many at most; 50 where it is absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    pub(crate) limit: String,
    /// What a page says after a form has led to it. The console's own.
    #[param(ignore)]
    pub(crate) done: String,
}

/// Which events.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct EventFilters {
    /// Only registrations, or only sign-ins.
    #[param(pattern = "^(register|authenticate)?$")]
    pub(crate) action: String,
    /// Only those that ended so.
    #[param(pattern = "^(complete|failed)?$")]
    pub(crate) outcome: String,
    /// Only those that broke or bent this rule.
    pub(crate) rule: String,
    /// Only those of this user, by Passflex's id.
    pub(crate) user_id: String,
    /// Only those with a passkey of this model, an AAGUID.
    pub(crate) aaguid: String,
    /// Only those of this browser: `Chrome`, `Edge`, `Firefox`, `Native app`, `Opera`, `Safari`, `Samsung Internet`, `Other`.
    pub(crate) browser: String,
    /// Only those that ended at this moment or later: RFC 3339, or a day in UTC.
    pub(crate) from: String,
    /// Only those that ended before this moment: RFC 3339, or a day in UTC.
    pub(crate) until: String,
    /// Only those newer than this event: what came since.
    pub(crate) after: String,
    /// `next_cursor` of the page before.
    pub(crate) cursor: String,
    /// How many at most; 50 where it is absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    pub(crate) limit: String,
    /// What a page says after a form has led to it. The console's own.
    #[param(ignore)]
    pub(crate) done: String,
}

/// Which rows of the audit log.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AuditFilters {
    /// Only those of this app, which may be gone.
    pub(crate) app_id: String,
    /// Only what was done by this kind of actor.
    #[param(pattern = "^(cli|api_key|administrator|system)?$")]
    pub(crate) actor_kind: String,
    /// Only what was done by this API key or administrator.
    pub(crate) actor_id: String,
    /// Only what was done in this way, like `user.delete`.
    pub(crate) verb: String,
    /// Only those of this moment or later: RFC 3339, or a day in UTC.
    pub(crate) from: String,
    /// Only those before this moment: RFC 3339, or a day in UTC.
    pub(crate) until: String,
    /// `next_cursor` of the page before.
    pub(crate) cursor: String,
    /// How many at most; 50 where it is absent.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    pub(crate) limit: String,
    /// What a page says after a form has led to it. The console's own.
    #[param(ignore)]
    pub(crate) done: String,
}

impl UserFilters {
    /// The address of a page with these filters, from a cursor on.
    pub(crate) fn address(&self, path: &str, cursor: Option<&str>) -> String {
        address(
            path,
            &[
                ("q", &self.q),
                ("external_id", &self.external_id),
                ("status", &self.status),
                ("created_from", &self.created_from),
                ("created_before", &self.created_before),
                ("limit", &self.limit),
                ("cursor", cursor.unwrap_or_default()),
            ],
        )
    }

    /// As the product has it.
    pub(crate) fn find(&self) -> Result<FindUsers, Error> {
        let status = match self.status.as_str() {
            "" => None,
            "active" => Some(UserStatus::Active),
            "inactive" => Some(UserStatus::Inactive),
            _ => return Err(invalid("`status` must be `active` or `inactive`.")),
        };
        let name = match (filled(&self.q), filled(&self.external_id)) {
            (None, None) => None,
            (Some(text), None) => Some(UserName::Any(text.to_owned())),
            (None, Some(text)) => Some(UserName::ExternalId(text.to_owned())),
            (Some(_), Some(_)) => return Err(invalid("Give either `q` or `external_id`.")),
        };
        Ok(FindUsers {
            name,
            status,
            created_from: moment("created_from", &self.created_from)?,
            created_before: moment("created_before", &self.created_before)?,
            cursor: filled(&self.cursor).map(str::to_owned),
            limit: limit(&self.limit)?,
        })
    }
}

impl EventFilters {
    /// The address of a page with these filters, from a cursor on.
    pub(crate) fn address(&self, path: &str, cursor: Option<&str>) -> String {
        address(
            path,
            &[
                ("action", &self.action),
                ("outcome", &self.outcome),
                ("rule", &self.rule),
                ("user_id", &self.user_id),
                ("aaguid", &self.aaguid),
                ("browser", &self.browser),
                ("from", &self.from),
                ("until", &self.until),
                ("limit", &self.limit),
                ("cursor", cursor.unwrap_or_default()),
            ],
        )
    }

    /// As the product has it.
    pub(crate) fn find(&self) -> Result<FindEvents, Error> {
        let action = match self.action.as_str() {
            "" => None,
            "register" => Some(EventAction::Register),
            "authenticate" => Some(EventAction::Authenticate),
            _ => return Err(invalid("`action` must be `register` or `authenticate`.")),
        };
        let outcome = match self.outcome.as_str() {
            "" => None,
            "complete" => Some(EventOutcome::Complete),
            "failed" => Some(EventOutcome::Failed),
            _ => return Err(invalid("`outcome` must be `complete` or `failed`.")),
        };
        let aaguid = match filled(&self.aaguid) {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| {
                invalid("`aaguid` must be an AAGUID, like ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4.")
            })?),
        };
        Ok(FindEvents {
            action,
            outcome,
            user_id: filled(&self.user_id).map(UserId::new),
            rule: filled(&self.rule).map(str::to_owned),
            aaguid,
            browser: filled(&self.browser).map(str::to_owned),
            from: moment("from", &self.from)?,
            until: moment("until", &self.until)?,
            after: filled(&self.after).map(EventId::new),
            cursor: filled(&self.cursor).map(str::to_owned),
            limit: limit(&self.limit)?,
        })
    }
}

impl AuditFilters {
    /// The address of a page with these filters, from a cursor on.
    pub(crate) fn address(&self, path: &str, cursor: Option<&str>) -> String {
        address(
            path,
            &[
                ("app_id", &self.app_id),
                ("actor_kind", &self.actor_kind),
                ("actor_id", &self.actor_id),
                ("verb", &self.verb),
                ("from", &self.from),
                ("until", &self.until),
                ("limit", &self.limit),
                ("cursor", cursor.unwrap_or_default()),
            ],
        )
    }

    /// As the product has it.
    pub(crate) fn find(&self) -> Result<AuditQuery, Error> {
        let kinds = [ActorKind::Cli, ActorKind::ApiKey, ActorKind::Administrator, ActorKind::System];
        let actor_kind = match filled(&self.actor_kind) {
            None => None,
            Some(word) => Some(kinds.into_iter().find(|kind| kind.as_str() == word).ok_or_else(|| {
                invalid("`actor_kind` must be `cli`, `api_key`, `administrator` or `system`.")
            })?),
        };
        Ok(AuditQuery {
            behind: filled(&self.cursor).map(AuditId::new),
            oldest_first: false,
            app: filled(&self.app_id).map(AppId::new),
            actor_kind,
            actor_id: filled(&self.actor_id).map(str::to_owned),
            verb: filled(&self.verb).map(str::to_owned),
            from: moment("from", &self.from)?,
            until: moment("until", &self.until)?,
            limit: limit(&self.limit)?,
        })
    }
}

/// A path with those parameters that are filled in.
fn address(path: &str, parameters: &[(&str, &str)]) -> String {
    let filled = parameters.iter().filter(|(_, value)| !value.is_empty());
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(filled).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// What is in a field. People paste with spaces around.
fn filled(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

/// A moment in RFC 3339, or the beginning of a day in UTC.
pub(crate) fn moment(name: &str, text: &str) -> Result<Option<Timestamp>, Error> {
    let Some(text) = filled(text) else { return Ok(None) };
    let day = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok().map(|day| day.timestamp());
    // A date of another notation must not pass for one with a time.
    let at = if text.len() == "2026-11-25".len() { day() } else { text.parse().ok() };
    let sentence =
        || invalid(format!("`{name}` must be a moment like 2026-11-25T12:00:00Z, or a day like 2026-11-25."));
    at.map(Some).ok_or_else(sentence)
}

fn limit(text: &str) -> Result<u32, Error> {
    match filled(text) {
        None => Ok(DEFAULT_LIMIT),
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=MAX_LIMIT).contains(limit))
            .ok_or_else(|| invalid(format!("`limit` must be a whole number from 1 to {MAX_LIMIT}."))),
    }
}

fn invalid(sentence: impl Into<String>) -> Error {
    Error::InvalidRequest(sentence.into())
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_moment_is_a_time_or_the_beginning_of_a_day() {
        let shown = |text| moment("from", text).ok().map(|at| at.map(|at| at.to_string()));
        for (text, expected) in [
            ("", Some(None)),
            ("2026-11-25", Some(Some("2026-11-25T00:00:00Z"))),
            (" 2026-11-25 ", Some(Some("2026-11-25T00:00:00Z"))),
            ("2026-11-25T12:07:43Z", Some(Some("2026-11-25T12:07:43Z"))),
            ("2026-11-25T12:07:43+01:00", Some(Some("2026-11-25T11:07:43Z"))),
            ("2026-11-25T12:07:43", None),
            ("2026-13-25", None),
            ("yesterday", None),
        ] {
            assert_eq!(shown(text), expected.map(|at| at.map(str::to_owned)), "{text:?}");
        }
    }
}
