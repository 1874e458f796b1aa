//! Filters and orders of users, as PostgreSQL has them. The columns' collation compares byte for byte.

use super::condition::{Conditions, Value, text};
use crate::records::{Comparison, FilterValue, UserField, UserFilter, UserOrder};

/// Adds one filter.
pub(super) fn add(conditions: &mut Conditions, filter: &UserFilter) {
    let operator = match filter.comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "<>",
        Comparison::GreaterThan => ">",
        Comparison::LessThan => "<",
        Comparison::Like => "LIKE",
        Comparison::NotLike => "NOT LIKE",
    };
    let value = match &filter.value {
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
