//! The server over real HTTP, on a real database file, with a software authenticator for a browser.

mod story;
#[cfg(test)]
mod world;
