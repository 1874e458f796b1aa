//! The query of the list of users.
//!
//! A filter is `field=value` or `field=op:value`, with `ne`, `gt`, `lt`, and for text also `like` and `not_like`;
//! `<op:value>` in literal angle brackets means the same. With `limit=1` the value of `identifier` is always literal:
//! published SDKs look one user up so, whatever the external id looks like.

use jiff::Timestamp;
use passflex_flex::store::records::{Comparison, FilterValue, UserField, UserFilter, UserOrder, UserQuery};
use url::form_urlencoded::Serializer;
use utoipa::IntoParams;

use crate::error::ApiError;

const DEFAULT_LIMIT: u32 = 100;
const MAX_LIMIT: u32 = 500;
/// So that typed clients can count pages in 32 bits with a sign.
const MAX_PAGE: u32 = 2_147_483_647;
/// 9999-12-30, as late as times can be.
const LAST_SECOND: i64 = 253_402_128_000;
/// Longest text of a filter, in bytes: an external id with each character escaped.
const MAX_TEXT: usize = 512;
/// How many parameters there are.
const MAX_PARAMETERS: usize = 11;
/// How many fields an order names at most: all there are.
const MAX_ORDER: usize = 6;

const OPERATORS: [(&str, Comparison); 5] = [
    ("ne:", Comparison::NotEqual),
    ("gt:", Comparison::GreaterThan),
    ("lt:", Comparison::LessThan),
    ("like:", Comparison::Like),
    ("not_like:", Comparison::NotLike),
];

/// The parameters, as clients are told of them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it describes; `ListQuery::parse` reads")]
pub(super) struct ListParameters {
    /// Which page.
    #[param(minimum = 1, maximum = 2_147_483_647)]
    page: Option<u32>,
    /// How many users a page has at most; 100 where it is absent.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    #[param(minimum = 0, maximum = 253_402_128_000i64)]
    /// Only users made before this moment, in Unix seconds: pages stay what they are while users are added.
    created_before: Option<i64>,
    /// `field:ASC` or `field:DESC`, comma separated, of `id`, `status`, `login_count`, `created_at`, `updated_at` and
    /// `last_login_at`.
    order_by: Option<String>,
    /// The app's own id. With `limit=1` literal, else `op:value` compares: `ne`, `gt`, `lt`, `like`, `not_like`.
    identifier: Option<String>,
    /// Passflex's id, compared alike.
    id: Option<String>,
    /// Finished sign-ins, with `ne:`, `gt:` or `lt:` before it for another comparison than equality.
    login_count: Option<String>,
    /// `active`, `inactive` or `pending`, compared alike.
    status: Option<String>,
    /// A time like `2006-01-02T15:04:05.000000Z`, compared alike.
    created_at: Option<String>,
    /// The same.
    updated_at: Option<String>,
    /// The same.
    last_login_at: Option<String>,
}

/// What a list was asked for.
pub(super) struct ListQuery {
    pub(super) page: u32,
    pub(super) limit: u32,
    /// Unix seconds.
    pub(super) created_before: i64,
    /// The one person who is looked up, where nothing else is asked for.
    pub(super) looked_up: Option<String>,
    filters: Vec<UserFilter>,
    order: Vec<UserOrder>,
    /// Parameters that each page's link repeats.
    repeated: Vec<(String, String)>,
}

impl ListQuery {
    /// Reads the parameters. Without `created_before` the list is of users made up to `now`.
    pub(super) fn parse(parameters: Vec<(String, String)>, now: Timestamp) -> Result<Self, ApiError> {
        if parameters.len() > MAX_PARAMETERS {
            return Err(ApiError::invalid_request("The query has more parameters than there are."));
        }
        for (place, (name, _)) in parameters.iter().enumerate() {
            if parameters.iter().skip(place + 1).any(|(other, _)| other == name) {
                return Err(ApiError::invalid_request("A parameter of the query is given twice."));
            }
        }
        let limit = match value(&parameters, "limit") {
            None => DEFAULT_LIMIT,
            Some(text) => number("limit", text, MAX_LIMIT)?,
        };
        let page = match value(&parameters, "page") {
            None => 1,
            Some(text) => number("page", text, MAX_PAGE)?,
        };
        let only_looks_up = (page, limit) == (1, 1)
            && parameters.iter().all(|(name, _)| matches!(name.as_str(), "page" | "limit" | "identifier"));
        let looked_up = value(&parameters, "identifier").filter(|_| only_looks_up).map(str::to_owned);
        let mut query = Self {
            page,
            limit,
            created_before: now.as_second() + 1,
            looked_up,
            filters: vec![],
            order: vec![],
            repeated: vec![],
        };
        for (name, value) in parameters {
            match name.as_str() {
                "limit" | "page" => continue,
                "created_before" => {
                    query.created_before = seconds(&value)?;
                    continue;
                }
                "order_by" => query.order = order(&value)?,
                "identifier" if limit == 1 => query.filters.push(UserFilter {
                    field: UserField::ExternalId,
                    comparison: Comparison::Equal,
                    value: FilterValue::Text(value.clone()),
                }),
                name => query.filters.push(filter(name, &value)?),
            }
            query.repeated.push((name, value));
        }
        if query.order.is_empty() {
            query.order.push(UserOrder { field: UserField::CreatedAt, descending: false });
        }
        Ok(query)
    }

    /// The page, as the product takes it.
    pub(super) fn users(&self) -> Result<UserQuery, ApiError> {
        Ok(UserQuery {
            created_before: moment(self.created_before)?,
            filters: self.filters.clone(),
            order: self.order.clone(),
            offset: u64::from(self.page - 1) * u64::from(self.limit),
            limit: self.limit,
        })
    }

    /// Path and query of a page of the same list.
    pub(super) fn href(&self, path: &str, page: u32) -> String {
        let mut query = Serializer::for_suffix(format!("{path}?"), path.len() + 1);
        query
            .append_pair("page", &page.to_string())
            .append_pair("limit", &self.limit.to_string())
            .append_pair("created_before", &self.created_before.to_string())
            .extend_pairs(&self.repeated);
        query.finish()
    }
}

fn value<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
}

fn number(name: &str, text: &str, most: u32) -> Result<u32, ApiError> {
    text.parse().ok().filter(|number| (1..=most).contains(number)).ok_or_else(|| {
        ApiError::invalid_request(format!("`{name}` must be a whole number from 1 to {most}."))
    })
}

fn seconds(text: &str) -> Result<i64, ApiError> {
    text.parse().ok().filter(|seconds| (0..=LAST_SECOND).contains(seconds)).ok_or_else(wrong_anchor)
}

fn moment(seconds: i64) -> Result<Timestamp, ApiError> {
    Timestamp::from_second(seconds).map_err(|_| wrong_anchor())
}

fn wrong_anchor() -> ApiError {
    ApiError::invalid_request("`created_before` must be a time in Unix seconds.")
}

fn order(text: &str) -> Result<Vec<UserOrder>, ApiError> {
    let wrong = || {
        ApiError::invalid_request(
            "`order_by` must be like `created_at:DESC,id:ASC`, of id, status, login_count, created_at, updated_at \
             and last_login_at, each once.",
        )
    };
    let mut order: Vec<UserOrder> = Vec::new();
    for part in text.split(',') {
        let (name, direction) = part.split_once(':').unwrap_or((part, "ASC"));
        let field = field(name).filter(|field| *field != UserField::ExternalId).ok_or_else(wrong)?;
        let descending = match direction {
            "ASC" | "asc" => false,
            "DESC" | "desc" => true,
            _ => return Err(wrong()),
        };
        if order.len() == MAX_ORDER || order.iter().any(|earlier| earlier.field == field) {
            return Err(wrong());
        }
        order.push(UserOrder { field, descending });
    }
    Ok(order)
}

fn field(name: &str) -> Option<UserField> {
    match name {
        "id" => Some(UserField::Id),
        "identifier" => Some(UserField::ExternalId),
        "status" => Some(UserField::Status),
        "login_count" => Some(UserField::LoginCount),
        "created_at" => Some(UserField::CreatedAt),
        "updated_at" => Some(UserField::UpdatedAt),
        "last_login_at" => Some(UserField::LastLoginAt),
        _ => None,
    }
}

fn filter(name: &str, text: &str) -> Result<UserFilter, ApiError> {
    let field = field(name).ok_or_else(|| {
        ApiError::invalid_request(
            "Users are filtered by identifier, id, status, login_count, created_at, updated_at and last_login_at; the \
             query names something else.",
        )
    })?;
    let (comparison, text) = comparison(text);
    let is_pattern = matches!(comparison, Comparison::Like | Comparison::NotLike);
    let value = match field {
        UserField::Id | UserField::ExternalId | UserField::Status => {
            check_text(name, text, is_pattern)?;
            let compared = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
            if field == UserField::Status && compared && !matches!(text, "active" | "inactive" | "pending") {
                return Err(ApiError::invalid_request("`status` must be `active`, `inactive` or `pending`."));
            }
            FilterValue::Text(text.to_owned())
        }
        _ if is_pattern => {
            return Err(ApiError::invalid_request(format!("`{name}` is no text: it takes no pattern.")));
        }
        UserField::LoginCount => {
            let count = text.parse().ok().filter(|count| *count >= 0);
            FilterValue::Integer(count.ok_or_else(|| {
                ApiError::invalid_request("`login_count` must be a whole number, 0 or more.")
            })?)
        }
        UserField::CreatedAt | UserField::UpdatedAt | UserField::LastLoginAt => {
            FilterValue::Time(text.parse().map_err(|_| {
                ApiError::invalid_request(format!(
                    "`{name}` must be a time like `2006-01-02T15:04:05.000000Z`."
                ))
            })?)
        }
    };
    Ok(UserFilter { field, comparison, value })
}

/// The operator and what it compares with. What begins with no operator is compared as it stands.
fn comparison(text: &str) -> (Comparison, &str) {
    let operator = |text: &'_ str| {
        OPERATORS
            .iter()
            .find_map(|(prefix, comparison)| Some((*comparison, text.strip_prefix(prefix)?.len())))
    };
    let inner = text.strip_prefix('<').and_then(|text| text.strip_suffix('>'));
    for candidate in inner.into_iter().chain([text]) {
        if let Some((comparison, length)) = operator(candidate) {
            return (comparison, candidate.get(candidate.len() - length..).unwrap_or_default());
        }
    }
    (Comparison::Equal, text)
}

fn check_text(name: &str, text: &str, is_pattern: bool) -> Result<(), ApiError> {
    if text.len() > MAX_TEXT {
        let sentence = format!("The filter `{name}` must be at most {MAX_TEXT} bytes long.");
        return Err(ApiError::invalid_request(sentence));
    }
    let escapes = text.len() - text.trim_end_matches('\\').len();
    if is_pattern && escapes % 2 == 1 {
        let sentence =
            format!("The pattern of `{name}` ends in `\\`, which has to stand before a character.");
        return Err(ApiError::invalid_request(sentence));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use passflex_flex::store::records::Comparison;

    use super::comparison;

    #[test]
    fn an_operator_stands_before_a_colon_with_or_without_angle_brackets() {
        for (text, expected) in [
            ("ada", (Comparison::Equal, "ada")),
            ("ne:ada", (Comparison::NotEqual, "ada")),
            ("<gt:ada>", (Comparison::GreaterThan, "ada")),
            ("lt:", (Comparison::LessThan, "")),
            ("like:a%", (Comparison::Like, "a%")),
            ("<not_like:<a>>", (Comparison::NotLike, "<a>")),
            ("<ada>", (Comparison::Equal, "<ada>")),
            ("<ne:ada", (Comparison::Equal, "<ne:ada")),
            ("eq:ada", (Comparison::Equal, "eq:ada")),
            ("NE:ada", (Comparison::Equal, "NE:ada")),
            ("ne:ne:ada", (Comparison::NotEqual, "ne:ada")),
        ] {
            assert_eq!(comparison(text), expected, "{text}");
        }
    }
}
