//! The handlers: each extracts, calls one verb of the product, and maps the answer.

pub(crate) mod apps;
pub(crate) mod authenticate;
pub(crate) mod devices;
pub(crate) mod events;
pub(crate) mod handshake;
pub(crate) mod health;
pub(crate) mod icons;
pub(crate) mod openapi;
pub(crate) mod register;
pub(crate) mod sdk;
pub(crate) mod transactions;
pub(crate) mod user_list;
mod user_query;
pub(crate) mod users;
pub(crate) mod verify;
