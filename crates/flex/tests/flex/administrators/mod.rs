//! Administrators: how one becomes one, signs in, and what one may do.

mod authority;
mod links;
mod reserved_app;
mod sessions;
mod team;
mod tokens;
