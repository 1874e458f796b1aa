//! Browsers that have signed in to an account before.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, params};

use super::accounts::name_key;
use super::{Account, Database};
use crate::secrets::TokenHash;

impl Database {
    /// Remembers that a browser has signed in to an account.
    pub(crate) async fn remember_browser(
        &self,
        browser: TokenHash,
        account_id: String,
        lifetime: SignedDuration,
    ) -> anyhow::Result<()> {
        let expires_at = Timestamp::now().as_second() + lifetime.as_secs();
        self.run(move |connection| {
            connection.execute(
                "INSERT OR REPLACE INTO known_browsers (browser, account_id, expires_at) VALUES (?1, ?2, ?3)",
                params![browser, account_id, expires_at],
            )?;
            Ok(())
        })
        .await
    }

    /// The account that goes by a name, if this browser has signed in to it before.
    pub(crate) async fn account_known_to(
        &self,
        browser: TokenHash,
        name: &str,
    ) -> anyhow::Result<Option<Account>> {
        let (key, now) = (name_key(name), Timestamp::now().as_second());
        self.run(move |connection| {
            connection
                .query_row(
                    "SELECT a.id, a.name, a.email FROM known_browsers k JOIN accounts a ON a.id = k.account_id
                     WHERE k.browser = ?1 AND a.name_key = ?2 AND k.expires_at > ?3",
                    params![browser, key, now],
                    |row| Ok(Account { id: row.get(0)?, name: row.get(1)?, email: row.get(2)? }),
                )
                .optional()
        })
        .await
    }
}
