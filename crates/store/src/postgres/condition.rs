//! Conditions that a caller puts together. Their SQL is made of constants; every value is a parameter.

use tokio_postgres::types::ToSql;

/// A value to compare with.
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Bytes(Vec<u8>),
}

impl Value {
    fn as_parameter(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Text(text) => text,
            Self::Integer(number) => number,
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// What comes after `WHERE`, with its parameters.
pub(super) struct Conditions {
    sql: String,
    parameters: Vec<Value>,
}

impl Conditions {
    /// The first condition: the tenant.
    pub(super) fn of_app(app: &crate::AppId) -> Self {
        Self { sql: "app_id = $1".to_owned(), parameters: vec![text(app.as_str())] }
    }

    /// None yet.
    pub(super) fn none() -> Self {
        Self { sql: "true".to_owned(), parameters: Vec::new() }
    }

    /// Also `left` (an expression with its operator) and this value.
    pub(super) fn and(&mut self, left: &'static str, operator: &'static str, value: Value) {
        self.parameters.push(value);
        let number = self.parameters.len().to_string();
        for part in [" AND ", left, " ", operator, " $", &number] {
            self.sql.push_str(part);
        }
    }

    /// Also these words, which have no value. An index of some rows only is used where its own condition is said so.
    pub(super) fn and_that(&mut self, condition: &'static str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }

    /// Also the place `left` (two columns) before these two values, in the order of both.
    pub(super) fn and_before(&mut self, left: &'static str, values: [Value; 2]) {
        self.parameters.extend(values);
        let last = self.parameters.len();
        for part in [" AND ", left, " < ($", &(last - 1).to_string(), ", $", &last.to_string(), ")"] {
            self.sql.push_str(part);
        }
    }

    /// The SQL.
    pub(super) fn sql(&self) -> &str {
        &self.sql
    }

    /// How many parameters there are: the next is one further on.
    pub(super) fn count(&self) -> usize {
        self.parameters.len()
    }

    /// Its parameters, with more behind them.
    pub(super) fn parameters_and<'a>(
        &'a self,
        more: &[&'a (dyn ToSql + Sync)],
    ) -> Vec<&'a (dyn ToSql + Sync)> {
        self.parameters.iter().map(Value::as_parameter).chain(more.iter().copied()).collect()
    }
}

/// A text as a value.
pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
