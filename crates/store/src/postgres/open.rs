//! Opening a database, or saying clearly why not.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::address::{Address, with_causes};
use super::connection::Connector;
use super::links::Links;
use super::transactions::Transactions;
use super::{PostgresStore, migrate};
use crate::{Error, OpenOptions, Result};

/// How long the first connection may take.
const PATIENCE: Duration = Duration::from_secs(10);

impl PostgresStore {
    /// Opens the database at `url`. Any number of servers may have it open at once.
    ///
    /// Takes some milliseconds; longer where there is much to migrate, or where another server is migrating it.
    ///
    /// # Errors
    /// [`Error::Open`] with a sentence for the operator; [`Error::Schema`] where the schema is newer than this
    /// version, or older and `options` forbid to migrate it.
    pub async fn open(url: &str, options: OpenOptions) -> Result<Self> {
        let address = Address::parse(url)?;
        let connector = Arc::new(Connector::new(&address)?);
        // Told apart from what happens later: whoever starts a server is there to mend it.
        let reached = timeout(PATIENCE, connector.connect()).await;
        match reached {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(cannot_connect(&address, &with_causes(&error))),
            Err(_) => return Err(cannot_connect(&address, "it does not answer")),
        }
        migrate::bring_up_to_date(&connector, options.migrate).await?;
        Ok(Self { transactions: Transactions::new(Arc::clone(&connector)), links: Links::new(connector) })
    }
}

fn cannot_connect(address: &Address, why: &str) -> Error {
    Error::Open(format!("cannot connect to the database {}: {why}", address.shown()))
}
