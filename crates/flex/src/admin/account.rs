//! An administrator's own passkeys, which are those of a user of the reserved app.

use passflex_store::records::{CeremonyKind, Passkey};
use passflex_store::{AdminId, PasskeyId};

use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::nonces::Expectation;
use crate::transactions::{NewRegisterTransaction, TransactionOptions};

impl Flex {
    /// An administrator's passkeys, oldest first.
    pub async fn admin_passkeys(&self, admin: &AdminId) -> Result<Vec<Passkey>> {
        let console = self.console().await?;
        match self.store.user_by_external_id(console.id(), admin.as_str()).await? {
            Some(user) => self.passkeys(&console, &user.id).await,
            None => Ok(Vec::new()),
        }
    }

    /// Opens the registration of another passkey of an administrator's.
    pub async fn start_admin_passkey(&self, admin: &AdminId) -> Result<String> {
        let display_name = self.admin(admin).await?.admin.name;
        let console = self.console().await?;
        let new = NewRegisterTransaction {
            external_id: admin.as_str().to_owned(),
            display_name,
            options: TransactionOptions::default(),
        };
        self.create_register_transaction(&console, &new).await
    }

    /// Takes the nonce of that registration, which is of no use to anybody then.
    pub async fn finish_admin_passkey(
        &self,
        admin: &AdminId,
        transaction_id: &str,
        nonce: &str,
    ) -> Result<()> {
        let console = self.console().await?;
        let expect = Expectation {
            kind: Some(CeremonyKind::Register),
            external_id: Some(admin.as_str().to_owned()),
            transaction_id: Some(transaction_id.to_owned()),
        };
        self.verify_nonce(&console, nonce, &expect).await.map(drop)
    }

    /// Gives one of an administrator's passkeys another name.
    pub async fn rename_admin_passkey(
        &self,
        actor: &Actor,
        admin: &AdminId,
        id: &PasskeyId,
        name: &str,
    ) -> Result<()> {
        let console = self.console().await?;
        let user = self.store.user_by_external_id(console.id(), admin.as_str()).await?;
        let user = user.ok_or(Error::DeviceNotFound)?;
        self.rename_passkey(actor, &console, &user.id, id, name).await.map(drop)
    }

    /// Removes one of an administrator's passkeys. The last one stays: nobody could sign in without.
    pub async fn remove_admin_passkey(&self, actor: &Actor, admin: &AdminId, id: &PasskeyId) -> Result<()> {
        let console = self.console().await?;
        let user = self.store.user_by_external_id(console.id(), admin.as_str()).await?;
        let user = user.ok_or(Error::DeviceNotFound)?;
        if user.passkey_count <= 1 {
            return Err(Error::OperationNotAllowed(
                "This is your last passkey. Add another one first.".to_owned(),
            ));
        }
        self.revoke_passkey(actor, &console, &user.id, id).await
    }
}
