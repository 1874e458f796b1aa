//! API keys: how an app's backend shows that it is the app's.

use std::str::FromStr;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use passflex_store::records::ApiKey;
use passflex_store::{ApiKeyId, AppId};
use serde_json::json;
use subtle::ConstantTimeEq;

use crate::actor::Actor;
use crate::apps::refuse_reserved;
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::secrets::ApiKeySecret;
use crate::tenant::Tenant;
use crate::transactions::check_text;

const MAX_KEY_NAME: usize = 128;
/// How long a key may go on beside the one that replaces it.
const LONGEST_OVERLAP: SignedDuration = SignedDuration::from_hours(366 * 24);

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Create transactions and verify nonces.
    Transactions,
    /// Read users, their devices and events.
    UsersRead,
    /// Change users and revoke devices.
    UsersWrite,
}

impl Scope {
    /// All there are: what a key has if nothing is said.
    pub const ALL: [Self; 3] = [Self::Transactions, Self::UsersRead, Self::UsersWrite];

    /// The word for it on the command line, in the database and in errors.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transactions => "transactions",
            Self::UsersRead => "users:read",
            Self::UsersWrite => "users:write",
        }
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or_else(|| format!("`{text}` is not a scope: use transactions, users:read or users:write"))
    }
}

/// An API key to make.
#[derive(Clone, Debug)]
pub struct NewApiKey {
    /// A name for people, 1 to 128 bytes.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// From when it is refused, if ever.
    pub expires_at: Option<Timestamp>,
}

impl NewApiKey {
    /// Why it would not be made at `now`, if it would not.
    pub fn check(&self, now: Timestamp) -> Result<()> {
        check_text("name", &self.name, MAX_KEY_NAME)?;
        if self.scopes.is_empty() {
            return Err(Error::InvalidRequest("A key needs at least one scope.".to_owned()));
        }
        check_expiry(self.expires_at, now)
    }
}

fn check_expiry(expires_at: Option<Timestamp>, now: Timestamp) -> Result<()> {
    if expires_at.is_some_and(|expires_at| expires_at <= now) {
        return Err(Error::InvalidRequest("`expires_at` must lie in the future.".to_owned()));
    }
    Ok(())
}

/// How an API key is replaced.
#[derive(Clone, Copy, Debug)]
pub struct KeyRotation {
    /// From when the old key is refused: within a year, so that backends can be given the new one.
    pub old_expires_at: Timestamp,
    /// From when the new one is refused, if ever.
    pub expires_at: Option<Timestamp>,
}

impl Flex {
    /// Makes an API key. The secret is returned once and is nowhere afterwards.
    pub async fn create_api_key(
        &self,
        actor: &Actor,
        app: &AppId,
        new: NewApiKey,
    ) -> Result<(ApiKey, ApiKeySecret)> {
        refuse_reserved(app)?;
        let now = self.clock.now();
        new.check(now)?;
        let secret = ApiKeySecret::generate(self.random.as_ref())?;
        let key = ApiKey {
            id: self.random.api_key_id()?,
            app_id: app.clone(),
            prefix: secret.prefix(),
            hash: secret.hash(),
            name: new.name,
            scopes: new.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            expires_at: new.expires_at,
            last_used_at: None,
            created_by: actor.created_by(),
            created_at: now,
        };
        let changes = json!({
            "scopes": key.scopes,
            "expires_at": key.expires_at.map(|at| at.to_string()),
        });
        let audit =
            actor.audit(self.random.as_ref(), now, "api_key.create", Some(app), key.id.as_str(), changes)?;
        if self.store.create_api_key(&key, audit).await? {
            Ok((key, secret))
        } else {
            Err(Error::AppNotFound)
        }
    }

    /// An app's API keys, oldest first.
    pub async fn api_keys(&self, app: &AppId) -> Result<Vec<ApiKey>> {
        self.app(app).await?;
        Ok(self.store.api_keys(app).await?)
    }

    /// Makes an API key with the name and the scopes of another, which goes on until `old_expires_at`, or its own end if
    /// that is earlier. The secret is returned once and is nowhere afterwards.
    pub async fn rotate_api_key(
        &self,
        actor: &Actor,
        app: &AppId,
        id: &ApiKeyId,
        rotation: KeyRotation,
    ) -> Result<(ApiKey, ApiKeySecret)> {
        let KeyRotation { old_expires_at, expires_at } = rotation;
        let keys = self.api_keys(app).await?;
        let old = keys.into_iter().find(|key| key.id == *id).ok_or(Error::ApiKeyNotFound)?;
        let now = self.clock.now();
        if old.expires_at.is_some_and(|expires_at| expires_at <= now) {
            return Err(Error::InvalidRequest("The key has expired. Create a new one instead.".to_owned()));
        }
        if old_expires_at <= now || old_expires_at > now + LONGEST_OVERLAP {
            return Err(Error::InvalidRequest("The overlap must end within the next 366 days.".to_owned()));
        }
        check_expiry(expires_at, now)?;
        let secret = ApiKeySecret::generate(self.random.as_ref())?;
        let key = ApiKey {
            id: self.random.api_key_id()?,
            prefix: secret.prefix(),
            hash: secret.hash(),
            expires_at,
            last_used_at: None,
            created_by: actor.created_by(),
            created_at: now,
            ..old
        };
        let changes = json!({
            "scopes": key.scopes,
            "expires_at": key.expires_at.map(|at| at.to_string()),
            "replaces": id.as_str(),
            "old_expires_at": old_expires_at.to_string(),
        });
        let audit =
            actor.audit(self.random.as_ref(), now, "api_key.rotate", Some(app), key.id.as_str(), changes)?;
        let rotated = self.store.rotate_api_key(id, old_expires_at, &key, audit).await?;
        self.api_keys.clear();
        if rotated { Ok((key, secret)) } else { Err(Error::ApiKeyNotFound) }
    }

    /// Revokes an API key. Refused here at once, on other replicas within two seconds.
    pub async fn revoke_api_key(&self, actor: &Actor, app: &AppId, id: &ApiKeyId) -> Result<()> {
        let now = self.clock.now();
        let audit =
            actor.audit(self.random.as_ref(), now, "api_key.revoke", Some(app), id.as_str(), json!({}))?;
        let revoked = self.store.revoke_api_key(app, id, audit).await?;
        self.api_keys.clear();
        if revoked { Ok(()) } else { Err(Error::ApiKeyNotFound) }
    }

    /// The app's key with this hash, at most two seconds old.
    async fn find_api_key(&self, app: &AppId, hash: [u8; 32], now: Timestamp) -> Result<Option<Arc<ApiKey>>> {
        let name = (app.clone(), hash);
        if let Some(key) = self.api_keys.get(&name, now) {
            return Ok(Some(key));
        }
        let found = self.store.api_key_by_hash(app, &hash).await?.map(Arc::new);
        self.api_keys.set(name, found.clone(), now);
        Ok(found)
    }

    /// The app that a key opens, and the key, if it may do `scope` there; `None`: whatever the key may do.
    pub async fn authorize(
        &self,
        app: &AppId,
        secret: &ApiKeySecret,
        scope: impl Into<Option<Scope>>,
    ) -> Result<(Arc<Tenant>, Arc<ApiKey>)> {
        let now = self.clock.now();
        let hash = secret.hash();
        let key = self.find_api_key(app, hash, now).await?.ok_or(Error::InvalidAccessToken)?;
        let is_same: bool = key.hash.ct_eq(&hash).into();
        if !is_same || key.expires_at.is_some_and(|expires_at| expires_at <= now) {
            return Err(Error::InvalidAccessToken);
        }
        // A key whose app is gone opens nothing: 401 decides before 404.
        let tenant = match self.tenant(app).await {
            Err(Error::AppNotFound) => return Err(Error::InvalidAccessToken),
            tenant => tenant?,
        };
        self.used_keys.note(app, &key, now);
        if let Some(scope) = scope.into()
            && !key.scopes.iter().any(|granted| granted == scope.as_str())
        {
            return Err(Error::OperationNotAllowed(format!(
                "The API key lacks the scope `{}`. Create one that has it.",
                scope.as_str()
            )));
        }
        Ok((tenant, key))
    }
}
