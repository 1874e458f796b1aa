//! The admin API, `/admin/v1`: what administrators' programs send and read.

mod app;

pub use app::{AdminApp, AdminAppSettings, CreateApp, SettingsChange, UpdateApp};

use serde::{Deserialize, Serialize};

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// What to send as `cursor` for the next page; null on the last one.
    pub next_cursor: Option<String>,
}
