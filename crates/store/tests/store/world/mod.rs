//! What tests are made of: a database, tenants, people with authenticators.

mod ceremony;
mod database;
mod records;
mod time;

pub(crate) use ceremony::Person;
pub(crate) use database::Database;
pub(crate) use records::{
    admin, admin_token, android_client, api_key, app, apple_client, audit, browser, count, failure, fresh,
    fresh_hash, grant, link, sealing_key, session, user,
};
pub(crate) use time::at;
