//! What only a database across a network can get wrong.

mod conflicts;
mod failures;
mod opening;
mod schema;
mod tls;

use passflex_store::postgres::PostgresStore;
use passflex_store::{OpenOptions, Result};

/// Opens the database as every server does.
async fn open(url: &str) -> Result<PostgresStore> {
    PostgresStore::open(url, OpenOptions::default()).await
}

/// Opens it with its schema as it is.
async fn look(url: &str) -> Result<PostgresStore> {
    let mut options = OpenOptions::default();
    options.migrate = false;
    PostgresStore::open(url, options).await
}

/// The sentence that says why it was not opened.
fn refusal(opened: Result<PostgresStore>) -> String {
    opened.map(drop).unwrap_err().to_string()
}

/// The name of the database in a URL without settings.
fn name_of(url: &str) -> &str {
    url.rsplit('/').next().unwrap()
}
