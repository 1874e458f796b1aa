//! Conditions that a caller puts together. Their SQL is made of constants; every value is a parameter.

use rusqlite::types::Value;

/// What comes after `WHERE`, with its parameters.
pub(super) struct Conditions {
    sql: String,
    parameters: Vec<Value>,
}

impl Conditions {
    /// The first condition: the tenant.
    pub(super) fn of_app(app: &crate::AppId) -> Self {
        Self { sql: "app_id = ?".to_owned(), parameters: vec![text(app.as_str())] }
    }

    /// None yet.
    pub(super) fn none() -> Self {
        Self { sql: "true".to_owned(), parameters: Vec::new() }
    }

    /// Also `left` (an expression with its operator) and this value.
    pub(super) fn and(&mut self, left: &'static str, operator: &'static str, value: Value) {
        for part in [" AND ", left, " ", operator, " ?"] {
            self.sql.push_str(part);
        }
        self.parameters.push(value);
    }

    /// Also these words, which have no value. An index of some rows only is used where its own condition is said so.
    pub(super) fn and_that(&mut self, condition: &'static str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    /// Also the place `left` (two columns) before these two values, in the order of both.
    pub(super) fn and_before(&mut self, left: &'static str, values: [Value; 2]) {
        for part in [" AND ", left, " < (?, ?)"] {
            self.sql.push_str(part);
        }
        self.parameters.extend(values);
    }

    /// The SQL.
    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    /// Its parameters, with more behind them.
    pub(super) fn parameters_and(&self, more: &[i64]) -> Vec<Value> {
        self.parameters.iter().cloned().chain(more.iter().copied().map(Value::Integer)).collect()
    }
}

/// A text as a parameter.
pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
