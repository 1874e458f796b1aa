//! Sessions: which browser is signed in to which account, and what it has confirmed lately.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row, params};

use super::{Account, Database};
use crate::secrets::TokenHash;
use crate::step_up::Purpose;

/// A sign-in that still counts.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) account: Account,
    pub(crate) signed_in_at: Timestamp,
    confirmed_for: Option<String>,
    confirmed_until: Option<i64>,
}

impl Session {
    /// Whether the person has confirmed at `now`, for this very purpose, that it is them.
    pub(crate) fn is_confirmed(&self, purpose: Purpose, now: Timestamp) -> bool {
        self.confirmed_for.as_deref() == Some(purpose.as_str())
            && self.confirmed_until.is_some_and(|until| until > now.as_second())
    }
}

/// A sign-in to be recorded.
pub(crate) struct NewSession {
    pub(crate) browser: TokenHash,
    /// What the browser was known by until now; whatever hung on it ends here.
    pub(crate) replaces: TokenHash,
    pub(crate) account_id: String,
    pub(crate) lifetime: SignedDuration,
}

impl Database {
    /// Signs a browser in, under a name that nobody could know before. Sweeps out what has expired, in passing.
    pub(crate) async fn start_session(&self, new: NewSession) -> anyhow::Result<()> {
        let now = Timestamp::now().as_second();
        self.run(move |connection| {
            let commit = connection.unchecked_transaction()?;
            commit.execute("DELETE FROM sessions WHERE browser = ?1 OR expires_at <= ?2", params![new.replaces, now])?;
            commit.execute("DELETE FROM ceremonies WHERE browser = ?1 OR expires_at <= ?2", params![new.replaces, now])?;
            commit.execute("DELETE FROM known_browsers WHERE expires_at <= ?1", [now])?;
            commit.execute(
                "INSERT INTO sessions (browser, account_id, signed_in_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
                params![new.browser, new.account_id, now, now + new.lifetime.as_secs()],
            )?;
            commit.commit()
        })
        .await
    }

    /// The session of a browser, if it is signed in.
    pub(crate) async fn session(&self, browser: TokenHash) -> anyhow::Result<Option<Session>> {
        let now = Timestamp::now().as_second();
        self.run(move |connection| {
            connection
                .query_row(
                    "SELECT a.id, a.name, a.email, s.signed_in_at, s.confirmed_for, s.confirmed_until
                     FROM sessions s JOIN accounts a ON a.id = s.account_id
                     WHERE s.browser = ?1 AND s.expires_at > ?2",
                    params![browser, now],
                    read,
                )
                .optional()
        })
        .await
    }

    /// Signs a browser out.
    pub(crate) async fn end_session(&self, browser: TokenHash) -> anyhow::Result<()> {
        self.run(move |connection| {
            connection.execute("DELETE FROM sessions WHERE browser = ?1", [browser])?;
            Ok(())
        })
        .await
    }

    /// Records that the person has confirmed that it is them, for one purpose and for a while.
    pub(crate) async fn confirm(
        &self,
        browser: TokenHash,
        purpose: Purpose,
        lifetime: SignedDuration,
    ) -> anyhow::Result<()> {
        let until = Timestamp::now().as_second() + lifetime.as_secs();
        self.run(move |connection| {
            connection.execute(
                "UPDATE sessions SET confirmed_for = ?2, confirmed_until = ?3 WHERE browser = ?1",
                params![browser, purpose.as_str(), until],
            )?;
            Ok(())
        })
        .await
    }

    /// Uses a confirmation up; `false` if there is none. One statement, so that it counts once however often one asks.
    pub(crate) async fn use_confirmation(
        &self,
        browser: TokenHash,
        purpose: Purpose,
    ) -> anyhow::Result<bool> {
        let now = Timestamp::now().as_second();
        self.run(move |connection| {
            let used = connection.execute(
                "UPDATE sessions SET confirmed_for = NULL, confirmed_until = NULL
                 WHERE browser = ?1 AND confirmed_for = ?2 AND confirmed_until > ?3 AND expires_at > ?3",
                params![browser, purpose.as_str(), now],
            )?;
            Ok(used == 1)
        })
        .await
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        account: Account { id: row.get(0)?, name: row.get(1)?, email: row.get(2)? },
        signed_in_at: Timestamp::from_second(row.get(3)?).unwrap_or(Timestamp::UNIX_EPOCH),
        confirmed_for: row.get(4)?,
        confirmed_until: row.get(5)?,
    })
}
