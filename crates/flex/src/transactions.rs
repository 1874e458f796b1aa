//! Transactions: an app's backend says whom it is about to register or sign in.

use jiff::SignedDuration;
use passflex_store::records::{CeremonyKind, User, UserStatus};
use passflex_webauthn::UserVerificationRequirement;

use crate::ceremony::{seconds, uv_code};
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::sealing::{TokenType, TransactionState};
use crate::tenant::Tenant;

/// Longest external id, in bytes.
pub(crate) const MAX_EXTERNAL_ID: usize = 256;
/// Longest display name, in bytes.
const MAX_DISPLAY_NAME: usize = 128;

/// A person who is to get a passkey.
#[derive(Clone, Debug)]
pub struct NewRegisterTransaction {
    /// The app's own id for the person: 1 to 256 bytes without U+0000.
    pub external_id: String,
    /// What authenticators show: 1 to 128 bytes without U+0000.
    pub display_name: String,
    /// Demands beyond the app's settings.
    pub options: TransactionOptions,
}

/// A person who is to sign in.
#[derive(Clone, Debug)]
pub struct NewAuthenticateTransaction {
    /// The app's own id for the person.
    pub external_id: String,
    /// Demands beyond the app's settings.
    pub options: TransactionOptions,
}

/// What one transaction demands beyond the app's settings. It can only make them stricter.
#[derive(Clone, Copy, Debug, Default)]
pub struct TransactionOptions {
    /// User verification.
    pub user_verification: Option<UserVerificationRequirement>,
}

impl Flex {
    /// Seals a registration of this person. The user need not exist yet. Writes nothing.
    pub async fn create_register_transaction(
        &self,
        tenant: &Tenant,
        new: &NewRegisterTransaction,
    ) -> Result<String> {
        tenant.require_active()?;
        check_text("external_id", &new.external_id, MAX_EXTERNAL_ID)?;
        check_text("passkey_display_name", &new.display_name, MAX_DISPLAY_NAME)?;
        let user = self.active_user(tenant, &new.external_id).await?;
        self.seal_transaction(
            CeremonyKind::Register,
            tenant,
            &new.external_id,
            user.as_ref(),
            new.display_name.clone(),
            new.options,
        )
        .await
    }

    /// Seals a sign-in of this person, who must exist and have a passkey. Writes nothing.
    pub async fn create_authenticate_transaction(
        &self,
        tenant: &Tenant,
        new: &NewAuthenticateTransaction,
    ) -> Result<String> {
        tenant.require_active()?;
        check_text("external_id", &new.external_id, MAX_EXTERNAL_ID)?;
        let user = self.active_user(tenant, &new.external_id).await?.ok_or(Error::UserNotFound)?;
        if user.passkey_count == 0 {
            return Err(Error::UserHasNoPasskeys);
        }
        self.seal_transaction(
            CeremonyKind::Authenticate,
            tenant,
            &new.external_id,
            Some(&user),
            String::new(),
            new.options,
        )
        .await
    }

    async fn active_user(&self, tenant: &Tenant, external_id: &str) -> Result<Option<User>> {
        let user = self.store.user_by_external_id(tenant.id(), external_id).await?;
        match &user {
            Some(user) if user.status != UserStatus::Active => {
                Err(Error::OperationNotAllowed("The user is deactivated.".to_owned()))
            }
            _ => Ok(user),
        }
    }

    async fn seal_transaction(
        &self,
        kind: CeremonyKind,
        tenant: &Tenant,
        external_id: &str,
        user: Option<&User>,
        display_name: String,
        options: TransactionOptions,
    ) -> Result<String> {
        let now = self.clock.now();
        let lifetime: SignedDuration = seconds(tenant.app.settings.transaction_seconds);
        let state = TransactionState {
            id: self.random.token_id()?.as_str().to_owned(),
            external_id: external_id.to_owned(),
            user_id: user.map(|user| user.id.as_str().to_owned()),
            display_name,
            user_verification: strengthened_uv(tenant, options)?,
            sealed_at: now.as_microsecond(),
            expires_at: (now + lifetime).as_microsecond(),
        };
        self.seal(TokenType::Transaction(kind), tenant.id(), &state).await
    }
}

fn strengthened_uv(tenant: &Tenant, options: TransactionOptions) -> Result<Option<u8>> {
    let Some(asked) = options.user_verification.map(uv_code) else { return Ok(None) };
    if asked < uv_code(tenant.app.settings.user_verification) {
        return Err(Error::OperationNotAllowed(
            "`options.user_verification` may only strengthen the app's own setting.".to_owned(),
        ));
    }
    Ok(Some(asked))
}

/// Refuses a text that is empty, too long, or that databases cannot keep.
pub(crate) fn check_text(field: &str, text: &str, max_bytes: usize) -> Result<()> {
    let fault = if text.is_empty() {
        "must not be empty".to_owned()
    } else if text.len() > max_bytes {
        format!("must be at most {max_bytes} bytes long")
    } else if text.contains('\0') {
        "must not contain U+0000".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::InvalidRequest(format!("`{field}` {fault}.")))
}
