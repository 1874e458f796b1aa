//! Ceremonies under way: which Passflex transaction was handed to which browser, for whom.
//!
//! A browser that comes back with a nonce is believed only about the transaction that it was itself given. Otherwise
//! an attacker could run a ceremony of their own and have the nonce handed in by somebody else's browser.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, params};

use super::Database;
use crate::secrets::TokenHash;

/// How long Passflex keeps a transaction open.
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// What a ceremony is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CeremonyKind {
    Register,
    SignIn,
    StepUp,
}

impl CeremonyKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign-in",
            Self::StepUp => "step-up",
        }
    }
}

/// A ceremony that a browser was asked for.
pub(crate) struct Ceremony {
    pub(crate) account_id: String,
    pub(crate) transaction_id: String,
}

impl Database {
    /// Notes that a browser has been handed a transaction, in place of an earlier one of the kind.
    pub(crate) async fn begin_ceremony(
        &self,
        browser: TokenHash,
        kind: CeremonyKind,
        ceremony: Ceremony,
    ) -> anyhow::Result<()> {
        let expires_at = (Timestamp::now() + LIFETIME).as_second();
        self.run(move |connection| {
            connection.execute(
                "INSERT OR REPLACE INTO ceremonies (browser, kind, account_id, transaction_id, expires_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![browser, kind.as_str(), ceremony.account_id, ceremony.transaction_id, expires_at],
            )?;
            Ok(())
        })
        .await
    }

    /// Takes the ceremony of a kind that a browser has under way, so that it ends once.
    pub(crate) async fn take_ceremony(
        &self,
        browser: TokenHash,
        kind: CeremonyKind,
    ) -> anyhow::Result<Option<Ceremony>> {
        let now = Timestamp::now().as_second();
        self.run(move |connection| {
            connection
                .query_row(
                    "DELETE FROM ceremonies WHERE browser = ?1 AND kind = ?2 AND expires_at > ?3
                     RETURNING account_id, transaction_id",
                    params![browser, kind.as_str(), now],
                    |row| Ok(Ceremony { account_id: row.get(0)?, transaction_id: row.get(1)? }),
                )
                .optional()
        })
        .await
    }
}
