//! Filters and orders of users, as SQLite has them.

use rusqlite::types::Value;

use super::condition::{Conditions, text};
use crate::records::{Comparison, FilterValue, UserField, UserFilter, UserOrder};

/// Adds one filter.
pub(super) fn add(conditions: &mut Conditions, filter: &UserFilter) {
    // SQLite's LIKE ignores the case of ASCII letters; its GLOB does not.
    let (operator, is_pattern) = match filter.comparison {
        Comparison::Equal => ("=", false),
        Comparison::NotEqual => ("<>", false),
        Comparison::GreaterThan => (">", false),
        Comparison::LessThan => ("<", false),
        Comparison::Like => ("GLOB", true),
        Comparison::NotLike => ("NOT GLOB", true),
    };
    let value = match &filter.value {
        FilterValue::Text(pattern) if is_pattern => Value::Text(glob(pattern)),
        FilterValue::Text(value) => text(value),
        FilterValue::Integer(number) => Value::Integer(*number),
        FilterValue::Time(at) => Value::Integer(at.as_microsecond()),
    };
    conditions.and(expression(filter.field), operator, value);
}

/// What comes after `ORDER BY`, with the id to break ties.
pub(super) fn order(order: &[UserOrder]) -> String {
    let fields = order.iter().map(|field| {
        let direction = if field.descending { "DESC" } else { "ASC" };
        format!("{} {direction}, ", expression(field.field))
    });
    fields.chain(std::iter::once("id ASC".to_owned())).collect()
}

fn expression(field: UserField) -> &'static str {
    match field {
        UserField::Id => "id",
        UserField::ExternalId => "external_id",
        UserField::Status => "status",
        UserField::LoginCount => "login_count",
        UserField::CreatedAt => "created_at",
        UserField::UpdatedAt => "updated_at",
        UserField::LastLoginAt => "coalesce(last_login_at, created_at)",
    }
}

/// A pattern of `LIKE` as one of `GLOB`: whatever is special there and not here stands in brackets.
fn glob(like: &str) -> String {
    let mut glob = String::with_capacity(like.len() + 8);
    let mut characters = like.chars();
    while let Some(character) = characters.next() {
        let literal = match character {
            '%' => {
                glob.push('*');
                continue;
            }
            '_' => {
                glob.push('?');
                continue;
            }
            '\\' => characters.next().unwrap_or('\\'),
            other => other,
        };
        if matches!(literal, '*' | '?' | '[') {
            glob.extend(['[', literal, ']']);
        } else {
            glob.push(literal);
        }
    }
    glob
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn what_is_special_in_a_glob_only_is_taken_literally() {
        for (like, expected) in [
            ("a%b_c", "a*b?c"),
            (r"100\%", "100%"),
            (r"a\_b\\c", r"a_b\c"),
            ("a*b?c[d]", "a[*]b[?]c[[]d]"),
            ("", ""),
        ] {
            assert_eq!(glob(like), expected, "{like}");
        }
    }
}
