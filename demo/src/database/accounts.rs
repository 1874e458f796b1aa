//! Accounts: a name, a password, perhaps an e-mail address.

use jiff::Timestamp;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};

use super::Database;
use crate::secrets::random_id;

/// An account, without its password.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    /// What Passflex knows the account by. Random and constant, because passkeys hang on it: a name can be changed
    /// and taken by someone else, who would then own the passkeys too.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: Option<String>,
}

/// The name is someone else's already.
#[derive(Debug)]
pub(crate) struct NameTaken;

/// What a sign-in by password needs to know of the account behind a name.
pub(crate) struct Subject {
    pub(crate) account: Account,
    /// Argon2id, as a PHC string.
    pub(crate) password_hash: String,
}

impl Database {
    /// Makes an account with an id of its own.
    pub(crate) async fn create_account(
        &self,
        name: String,
        password_hash: String,
    ) -> anyhow::Result<Result<Account, NameTaken>> {
        let account = Account { id: random_id()?, name, email: None };
        let row = account.clone();
        self.run(move |connection| {
            let inserted = insert(connection, &row, &password_hash);
            Ok(match inserted {
                Ok(()) => Ok(account),
                // The id is random, so the name is the only thing that can be there twice.
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                    Err(NameTaken)
                }
                Err(error) => return Err(error),
            })
        })
        .await
    }

    /// The account with an id.
    pub(crate) async fn account(&self, id: String) -> anyhow::Result<Option<Account>> {
        self.run(move |connection| {
            connection
                .query_row("SELECT id, name, email FROM accounts WHERE id = ?1", [&id], |row| {
                    Ok(Account { id: row.get(0)?, name: row.get(1)?, email: row.get(2)? })
                })
                .optional()
        })
        .await
    }

    /// The account that goes by a name, in whatever case it is typed.
    pub(crate) async fn subject(&self, name: &str) -> anyhow::Result<Option<Subject>> {
        let key = name_key(name);
        self.run(move |connection| {
            connection
                .query_row(
                    "SELECT id, name, email, password_hash FROM accounts WHERE name_key = ?1",
                    [&key],
                    |row| {
                        let account = Account { id: row.get(0)?, name: row.get(1)?, email: row.get(2)? };
                        Ok(Subject { account, password_hash: row.get(3)? })
                    },
                )
                .optional()
        })
        .await
    }

    /// Sets the e-mail address of an account.
    pub(crate) async fn set_email(&self, account_id: String, email: String) -> anyhow::Result<()> {
        self.run(move |connection| {
            connection.execute("UPDATE accounts SET email = ?2 WHERE id = ?1", params![account_id, email])?;
            Ok(())
        })
        .await
    }
}

/// The form of a name in which two names are the same.
pub(crate) fn name_key(name: &str) -> String {
    name.to_lowercase()
}

fn insert(connection: &Connection, account: &Account, password_hash: &str) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO accounts (id, name, name_key, password_hash, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            account.id,
            account.name,
            name_key(&account.name),
            password_hash,
            Timestamp::now().as_second()
        ],
    )?;
    Ok(())
}
