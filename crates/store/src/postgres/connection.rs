//! How connections are set up, and why so.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Address;
use super::tls;
use crate::Result;

/// Opens connections, all of them alike.
pub(super) struct Connector {
    config: Config,
    tls: MakeRustlsConnect,
}

/// Settings of every session.
///
/// - `synchronous_commit = on`: what was answered is durable, whatever the server's default is. Where the server has
///   synchronous standbys it waits for them too.
/// - `statement_timeout` and `lock_timeout` end what would keep others waiting; a verb takes milliseconds.
/// - `idle_in_transaction_session_timeout`: a server that froze in the middle of a transaction lets go of its locks.
const SESSION: &str = "SET synchronous_commit = on;
    SET statement_timeout = '5s';
    SET lock_timeout = '3s';
    SET idle_in_transaction_session_timeout = '10s';
    SET client_encoding = 'UTF8'";

impl Connector {
    /// Of the database with this address.
    pub(super) fn new(address: &Address) -> Result<Self> {
        Ok(Self { config: address.config.clone(), tls: tls::connector(&address.verification)? })
    }

    /// A connection that is set up. Whoever calls bounds how long that may take.
    pub(super) async fn connect(&self) -> Result<Connection, tokio_postgres::Error> {
        let (client, session) = self.config.connect(self.tls.clone()).await?;
        let driver = tokio::spawn(async move {
            if let Err(error) = session.await {
                tracing::warn!(%error, "a connection to the database was lost");
            }
        });
        let connection = Connection { client, statements: RwLock::default(), driver };
        connection.client.batch_execute(SESSION).await?;
        Ok(connection)
    }
}

/// One connection, with the statements that it has prepared. Dropping it closes it, and PostgreSQL then rolls back what
/// was not committed.
pub(super) struct Connection {
    client: Client,
    /// By their text. There are as many as the code has.
    statements: RwLock<HashMap<&'static str, Statement>>,
    driver: JoinHandle<()>,
}

impl Connection {
    /// To speak with the database.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// The same, for what wants it for itself.
    pub(super) fn client_mut(&mut self) -> &mut Client {
        &mut self.client
    }

    /// Whether it was lost.
    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// A statement, prepared at its first use.
    pub(super) async fn prepare(&self, sql: &'static str) -> Result<Statement, tokio_postgres::Error> {
        // Nothing can panic while it is held. Bound to a name so that it is not held while the database answers.
        let prepared = self.statements.read().unwrap_or_else(PoisonError::into_inner).get(sql).cloned();
        if let Some(statement) = prepared {
            return Ok(statement);
        }
        let statement = self.client.prepare(sql).await?;
        self.statements.write().unwrap_or_else(PoisonError::into_inner).insert(sql, statement.clone());
        Ok(statement)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // It would wait for the answers that nobody waits for any more.
        self.driver.abort();
    }
}
