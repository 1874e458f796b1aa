//! The body of every answer that is not a success.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A code for machines and a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// One of a closed list, in snake case.
    pub code: Cow<'static, str>,
    /// What went wrong and what to do about it.
    pub error: Cow<'static, str>,
}
