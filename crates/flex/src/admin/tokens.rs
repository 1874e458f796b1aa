//! Tokens for the admin API. Each is somebody's, and can do no more than they.

use jiff::{SignedDuration, Timestamp};
use passflex_store::records::{AdminStatus, AdminToken};
use passflex_store::{AdminId, AdminTokenId};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::authority::{AdminScope, Authority};
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::secrets::AdminTokenSecret;
use crate::transactions::check_text;

const MAX_TOKEN_NAME: usize = 128;
/// How exact `last_used_at` is.
const RESOLUTION: SignedDuration = SignedDuration::from_mins(1);

/// A token to make.
#[derive(Clone, Debug)]
pub struct NewAdminToken {
    /// A name for people, 1 to 128 bytes.
    pub name: String,
    /// What it is cut down to; at least one.
    pub scopes: Vec<AdminScope>,
    /// From when it is refused, if ever.
    pub expires_at: Option<Timestamp>,
}

impl Flex {
    /// Makes a token of an administrator's. The secret is returned once and is nowhere afterwards.
    pub async fn create_admin_token(
        &self,
        actor: &Actor,
        admin: &AdminId,
        new: NewAdminToken,
    ) -> Result<(AdminToken, AdminTokenSecret)> {
        check_text("name", &new.name, MAX_TOKEN_NAME)?;
        if new.scopes.is_empty() {
            return Err(Error::InvalidRequest("A token needs at least one scope.".to_owned()));
        }
        let now = self.clock.now();
        if new.expires_at.is_some_and(|expires_at| expires_at <= now) {
            return Err(Error::InvalidRequest("`expires_at` must lie in the future.".to_owned()));
        }
        let secret = AdminTokenSecret::generate(self.random.as_ref())?;
        let token = AdminToken {
            id: self.random.admin_token_id()?,
            admin_id: admin.clone(),
            prefix: secret.prefix(),
            hash: secret.hash(),
            name: new.name,
            scopes: new.scopes.iter().map(|scope| scope.as_str().to_owned()).collect(),
            expires_at: new.expires_at,
            last_used_at: None,
            created_at: now,
        };
        let changes = json!({
            "admin_id": admin.as_str(),
            "scopes": token.scopes,
            "expires_at": token.expires_at.map(|at| at.to_string()),
        });
        let random = self.random.as_ref();
        let audit = actor.audit(random, now, "admin_token.create", None, token.id.as_str(), changes)?;
        if self.store.create_admin_token(&token, audit).await? {
            Ok((token, secret))
        } else {
            Err(Error::AdminNotFound)
        }
    }

    /// An administrator's tokens, oldest first.
    pub async fn admin_tokens(&self, admin: &AdminId) -> Result<Vec<AdminToken>> {
        Ok(self.store.admin_tokens(admin).await?)
    }

    /// Revokes a token, from the next request on.
    pub async fn revoke_admin_token(&self, actor: &Actor, admin: &AdminId, id: &AdminTokenId) -> Result<()> {
        let now = self.clock.now();
        let changes = json!({ "admin_id": admin.as_str() });
        let audit =
            actor.audit(self.random.as_ref(), now, "admin_token.revoke", None, id.as_str(), changes)?;
        let revoked = self.store.revoke_admin_token(admin, id, audit).await?;
        if revoked { Ok(()) } else { Err(Error::AdminTokenNotFound) }
    }

    /// Whose token it is, and what it may do.
    pub async fn authorize_admin(&self, secret: &AdminTokenSecret) -> Result<Authority> {
        let (now, hash) = (self.clock.now(), secret.hash());
        let found = self.store.admin_token_by_hash(&hash).await?;
        let (token, granted) = found.ok_or(Error::InvalidAdminToken)?;
        let is_same: bool = token.hash.ct_eq(&hash).into();
        let is_over = token.expires_at.is_some_and(|expires_at| expires_at <= now);
        if !is_same || is_over || granted.admin.status != AdminStatus::Active {
            return Err(Error::InvalidAdminToken);
        }
        if token.last_used_at.is_none_or(|last| RESOLUTION <= now.duration_since(last)) {
            self.store.touch_admin_tokens(&[(token.id, now)]).await?;
        }
        Ok(Authority::of_token(granted, token.scopes))
    }
}
