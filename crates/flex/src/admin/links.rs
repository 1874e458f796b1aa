//! One-time links: how somebody becomes an administrator, and comes back after losing every passkey.
//!
//! A link is opened twice. First ([`Flex::start_welcome`]) it only opens a registration with the reserved app; then
//! ([`Flex::finish_welcome`]) it is used up, by whoever brings the registration's nonce, in the commit that makes the
//! administrator. The id that a new administrator will have is the link's own, so that the registration of one link is
//! of no use with another.

use jiff::SignedDuration;
use passflex_store::records::{
    Admin, AdminStatus, CeremonyKind, Grant, GrantedAdmin, LinkGrant, LinkPurpose, OneTimeLink, Role,
};
use passflex_store::{AdminId, AdminRefused, LinkId};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::sessions::{Presence, SessionCookie};
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::nonces::Expectation;
use crate::secrets::LinkSecret;
use crate::transactions::{NewRegisterTransaction, TransactionOptions, check_text};

/// How long the first administrator has.
const SETUP_LIFETIME: SignedDuration = SignedDuration::from_hours(24);
/// How long somebody who was invited has.
const INVITATION_LIFETIME: SignedDuration = SignedDuration::from_hours(72);
/// How long somebody who lost every passkey has.
const RECOVERY_LIFETIME: SignedDuration = SignedDuration::from_hours(1);
/// Longest name of an administrator, in bytes: what a passkey's display name may have.
pub(super) const MAX_ADMIN_NAME: usize = 128;

/// Somebody to invite.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// A name for people, 1 to 128 bytes.
    pub name: String,
    /// What the new administrator may do; at least one.
    pub grants: Vec<LinkGrant>,
}

/// What a link is good for, and the registration that it opened.
#[derive(Clone, Debug)]
pub struct Welcome {
    /// What for.
    pub purpose: LinkPurpose,
    /// Who it is for: as the administrator or the invitation is called, or as the first one chose.
    pub name: String,
    /// The transaction to register a passkey with.
    pub transaction_id: String,
}

impl Flex {
    /// Makes the link for the first administrator, replacing one of before. `None` where somebody may do everything
    /// already.
    pub async fn setup_link(&self, actor: &Actor) -> Result<Option<LinkSecret>> {
        let heads = |grant: &Grant| grant.app_id.is_none() && grant.role == Role::Admin;
        let is_set_up = self.store.admins().await?.iter().any(|GrantedAdmin { admin, grants }| {
            admin.status == AdminStatus::Active && grants.iter().any(heads)
        });
        if is_set_up {
            return Ok(None);
        }
        let grants = vec![LinkGrant { app_id: None, role: Role::Admin }];
        let lifetime = SETUP_LIFETIME;
        self.make_link(actor, LinkPurpose::Setup, None, None, grants, lifetime)
            .await
            .map(|(_, link)| Some(link))
    }

    /// Invites somebody to become an administrator.
    pub async fn invite(&self, actor: &Actor, new: NewInvitation) -> Result<(OneTimeLink, LinkSecret)> {
        check_text("name", &new.name, MAX_ADMIN_NAME)?;
        if new.grants.is_empty() {
            return Err(Error::InvalidRequest("An invitation needs at least one role.".to_owned()));
        }
        for app in new.grants.iter().filter_map(|grant| grant.app_id.as_ref()) {
            self.app(app).await?;
        }
        let (name, lifetime) = (Some(new.name), INVITATION_LIFETIME);
        self.make_link(actor, LinkPurpose::Invitation, None, name, new.grants, lifetime).await
    }

    /// Lets an active administrator register another passkey without having one. Using the link ends the sessions of
    /// before.
    pub async fn recovery_link(&self, actor: &Actor, id: &AdminId) -> Result<LinkSecret> {
        let granted = self.store.admin(id).await?.ok_or(Error::AdminNotFound)?;
        if granted.admin.status != AdminStatus::Active {
            return Err(Error::OperationNotAllowed(
                "The administrator is deactivated. Activate them first.".to_owned(),
            ));
        }
        let lifetime = RECOVERY_LIFETIME;
        let link = self.make_link(actor, LinkPurpose::Recovery, Some(id.clone()), None, Vec::new(), lifetime);
        link.await.map(|(_, secret)| secret)
    }

    /// Invitations that nobody has taken yet and that are still good, oldest first.
    pub async fn invitations(&self) -> Result<Vec<OneTimeLink>> {
        let now = self.clock.now();
        let mut links = self.store.links().await?;
        links.retain(|link| link.purpose == LinkPurpose::Invitation && now < link.expires_at);
        Ok(links)
    }

    /// Takes an invitation back.
    pub async fn revoke_invitation(&self, actor: &Actor, id: &LinkId) -> Result<()> {
        let now = self.clock.now();
        let audit =
            actor.audit(self.random.as_ref(), now, "invitation.revoke", None, id.as_str(), json!({}))?;
        if self.store.revoke_link(id, audit).await? { Ok(()) } else { Err(Error::InvitationNotFound) }
    }

    /// Opens a registration for whoever holds the link. `name` is what the first administrator wants to be called; who
    /// was invited has a name.
    pub async fn start_welcome(&self, secret: &LinkSecret, name: Option<&str>) -> Result<Welcome> {
        let link = self.good_link(secret).await?;
        let name = self.welcome_name(&link, name).await?;
        let console = self.console().await?;
        let external_id = future_admin(&link).as_str().to_owned();
        if link.admin_id.is_none()
            && let Some(left_over) = self.store.user_by_external_id(console.id(), &external_id).await?
        {
            // A registration of this link that was never followed by its nonce. Its passkey would be in the way of
            // another one on the same device.
            for passkey in self.passkeys(&console, &left_over.id).await? {
                self.revoke_passkey(&Actor::system(), &console, &left_over.id, &passkey.id).await?;
            }
        }
        let new = NewRegisterTransaction {
            external_id,
            display_name: name.clone(),
            options: TransactionOptions::default(),
        };
        let transaction_id = self.create_register_transaction(&console, &new).await?;
        Ok(Welcome { purpose: link.purpose, name, transaction_id })
    }

    /// Uses the link up, for whoever brings the nonce of its registration. They are signed in then.
    pub async fn finish_welcome(
        &self,
        secret: &LinkSecret,
        name: Option<&str>,
        nonce: &str,
        presence: &Presence,
    ) -> Result<SessionCookie> {
        let link = self.good_link(secret).await?;
        let name = self.welcome_name(&link, name).await?;
        let id = future_admin(&link);
        let console = self.console().await?;
        let expect = Expectation {
            kind: Some(CeremonyKind::Register),
            external_id: Some(id.as_str().to_owned()),
            transaction_id: None,
        };
        self.verify_nonce(&console, nonce, &expect).await?;

        let now = self.clock.now();
        let admin =
            Admin { id: id.clone(), name, status: AdminStatus::Active, created_at: now, updated_at: now };
        let mut grants = Vec::new();
        for LinkGrant { app_id, role } in link.grants.clone() {
            grants.push(Grant { id: self.random.grant_id()?, app_id, role, created_at: now });
        }
        let (session, cookie) = self.new_session(&id, presence)?;
        let (verb, grants_made) = match link.purpose {
            LinkPurpose::Recovery => ("admin.recover", json!({})),
            LinkPurpose::Setup | LinkPurpose::Invitation => {
                ("admin.create", json!({ "grants": link.grants }))
            }
        };
        let actor = Actor::administrator(&id, presence.request_id.clone());
        let audit = actor.audit(self.random.as_ref(), now, verb, None, id.as_str(), grants_made)?;
        let used = self.store.use_link(&secret.hash(), &admin, &grants, &session, now, audit).await?;
        used.map(|_| cookie).ok_or(Error::InvalidLink)
    }

    async fn make_link(
        &self,
        actor: &Actor,
        purpose: LinkPurpose,
        admin_id: Option<AdminId>,
        name: Option<String>,
        grants: Vec<LinkGrant>,
        lifetime: SignedDuration,
    ) -> Result<(OneTimeLink, LinkSecret)> {
        let now = self.clock.now();
        let secret = LinkSecret::generate(self.random.as_ref())?;
        let link = OneTimeLink {
            id: self.random.link_id()?,
            hash: secret.hash(),
            purpose,
            admin_id,
            name,
            grants,
            created_by: actor.created_by(),
            created_at: now,
            expires_at: now + lifetime,
        };
        let verb = match purpose {
            LinkPurpose::Setup => "setup_link.create",
            LinkPurpose::Invitation => "invitation.create",
            LinkPurpose::Recovery => "recovery_link.create",
        };
        let target = link.admin_id.as_ref().map_or(link.id.as_str(), AdminId::as_str);
        let changes = json!({ "grants": link.grants });
        let audit = actor.audit(self.random.as_ref(), now, verb, None, target, changes)?;
        match self.store.create_link(&link, audit).await? {
            Ok(()) => Ok((link, secret)),
            Err(refused) => Err(refused.into()),
        }
    }

    async fn good_link(&self, secret: &LinkSecret) -> Result<OneTimeLink> {
        let hash = secret.hash();
        let link = self.store.link_by_hash(&hash).await?.ok_or(Error::InvalidLink)?;
        let is_same: bool = link.hash.ct_eq(&hash).into();
        if is_same && self.clock.now() < link.expires_at { Ok(link) } else { Err(Error::InvalidLink) }
    }

    async fn welcome_name(&self, link: &OneTimeLink, chosen: Option<&str>) -> Result<String> {
        if let Some(id) = &link.admin_id {
            return Ok(self.store.admin(id).await?.ok_or(Error::InvalidLink)?.admin.name);
        }
        if let Some(name) = &link.name {
            return Ok(name.clone());
        }
        let name = chosen.map(str::trim).unwrap_or_default();
        check_text("name", name, MAX_ADMIN_NAME)?;
        Ok(name.to_owned())
    }
}

/// Who will have used the link.
fn future_admin(link: &OneTimeLink) -> AdminId {
    link.admin_id.clone().unwrap_or_else(|| AdminId::new(link.id.as_str()))
}

impl From<AdminRefused> for Error {
    fn from(refused: AdminRefused) -> Self {
        match refused {
            AdminRefused::NotFound => Self::AdminNotFound,
            AdminRefused::NotActive => {
                Self::OperationNotAllowed("The administrator is deactivated. Activate them first.".to_owned())
            }
            AdminRefused::LastAdmin => Self::LastAdmin,
            AdminRefused::AppGone => Self::AppNotFound,
        }
    }
}
