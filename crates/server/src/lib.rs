//! HTTP: routes, extractors, errors into status codes, CORS, static files.
//!
//! A request passes, in this order: `observe` (request id, access log), on the routes that browsers call `cors`
//! and `rate_limit`, then `guard` (deadline, panics), an extractor (`authorized` or `anonymous`), then its handler in
//! `routes/`, which extracts, calls one verb of `flex` and maps the answer. `error` is the one place where a refusal
//! becomes a status and a code.

mod admin;
mod anonymous;
mod audit_export;
mod audit_row;
mod authorized;
mod body;
mod client;
mod console;
mod cors;
mod demand;
mod error;
mod event_export;
mod event_view;
mod find;
mod forwarded;
mod guard;
mod keyless;
mod listen;
mod maintenance;
mod observe;
mod openapi;
mod path;
mod query;
mod rate_limit;
mod router;
mod routes;
mod state;
mod tls;
mod user_agent;

pub use audit_row::audit_row;
pub use console::welcome_url;
pub use forwarded::{InvalidProxy, TrustedProxy};
pub use listen::serve;
pub use maintenance::maintain;
pub use openapi::openapi_json;
pub use router::router;
pub use state::{AppState, ServerConfig};
pub use tls::{Tls, TlsError, TlsFiles};
