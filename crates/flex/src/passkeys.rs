//! Passkeys, which the wire calls devices.

use passflex_store::records::Passkey;
use passflex_store::{PasskeyId, UserId};
use passflex_webauthn::{AuthenticatorAttachment, VerifiedRegistration};
use serde_json::json;

use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::providers::Providers;
use crate::tenant::Tenant;
use crate::transactions::check_text;

/// Most characters of a passkey's name.
const MAX_FRIENDLY_NAME: usize = 64;

/// What the wire calls a device's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PasskeyType {
    /// May be synced between devices.
    Passkey,
    /// A key that one carries about.
    SecurityKey,
    /// Built into one device.
    Platform,
}

impl PasskeyType {
    /// The wire's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::SecurityKey => "security_key",
            Self::Platform => "platform",
        }
    }

    /// The type of a stored passkey.
    pub fn of(passkey: &Passkey) -> Self {
        let cross_platform = passkey.attachment.as_deref() == Some("cross-platform");
        Self::from_parts(passkey.backup_eligible == Some(true), &passkey.transports, cross_platform)
    }

    fn from_parts(backup_eligible: bool, transports: &[String], cross_platform: bool) -> Self {
        let carried = transports.iter().any(|transport| matches!(transport.as_str(), "usb" | "nfc" | "ble"));
        match (backup_eligible, carried || cross_platform) {
            (true, _) => Self::Passkey,
            (false, true) => Self::SecurityKey,
            (false, false) => Self::Platform,
        }
    }
}

/// What a new passkey is called until somebody renames it: its provider, or else its type.
pub(crate) fn friendly_name(providers: &Providers, verified: &VerifiedRegistration) -> String {
    if let Some(name) = providers.name(verified.aaguid()) {
        return name.to_owned();
    }
    let cross_platform = verified.authenticator_attachment() == Some(AuthenticatorAttachment::CrossPlatform);
    let passkey_type =
        PasskeyType::from_parts(verified.backup_eligible(), verified.transports(), cross_platform);
    match passkey_type {
        PasskeyType::Passkey => "Passkey",
        PasskeyType::SecurityKey => "Security key",
        PasskeyType::Platform => "This device",
    }
    .to_owned()
}

/// So many passkeys, in words.
pub(crate) fn so_many(passkeys: u64) -> String {
    if passkeys == 1 { "1 passkey".to_owned() } else { format!("{passkeys} passkeys") }
}

impl Flex {
    /// A user's passkeys, oldest first.
    pub async fn passkeys(&self, tenant: &Tenant, user: &UserId) -> Result<Vec<Passkey>> {
        self.user(tenant, user).await?;
        Ok(self.store.passkeys(tenant.id(), user).await?)
    }

    /// Gives a passkey another name for people: 1 to 64 characters.
    pub async fn rename_passkey(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        user: &UserId,
        id: &PasskeyId,
        friendly_name: &str,
    ) -> Result<Passkey> {
        check_text("friendly_name", friendly_name, usize::MAX)?;
        if friendly_name.chars().count() > MAX_FRIENDLY_NAME {
            let sentence = format!("`friendly_name` must be at most {MAX_FRIENDLY_NAME} characters long.");
            return Err(Error::InvalidRequest(sentence));
        }
        self.user(tenant, user).await?;
        let now = self.clock.now();
        let (random, changes) = (self.random.as_ref(), json!({ "user_id": user.as_str() }));
        let audit = actor.audit(random, now, "passkey.rename", Some(tenant.id()), id.as_str(), changes)?;
        let renamed = self.store.rename_passkey(tenant.id(), user, id, friendly_name, now, audit).await?;
        renamed.ok_or(Error::DeviceNotFound)
    }

    /// Revokes a passkey: it can no longer sign in, also in a ceremony that is under way.
    pub async fn revoke_passkey(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        user: &UserId,
        id: &PasskeyId,
    ) -> Result<()> {
        self.user(tenant, user).await?;
        let now = self.clock.now();
        let audit = actor.audit(
            self.random.as_ref(),
            now,
            "passkey.revoke",
            Some(tenant.id()),
            id.as_str(),
            json!({ "user_id": user.as_str() }),
        )?;
        let revoked = self.store.revoke_passkey(tenant.id(), user, id, now, audit).await?;
        if revoked { Ok(()) } else { Err(Error::DeviceNotFound) }
    }
}
