//! Signed-in browsers.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use passflex_store::records::{AdminSession, AdminStatus, CeremonyKind};
use passflex_store::{AdminId, AdminSessionId};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::authority::Authority;
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::nonces::Expectation;
use crate::secrets;
use crate::transactions::{NewAuthenticateTransaction, TransactionOptions};

/// After so long without a request a session ends.
const IDLE_LIMIT: SignedDuration = SignedDuration::from_hours(2);
/// After so long it ends in any case.
const ABSOLUTE_LIMIT: SignedDuration = SignedDuration::from_hours(12);
/// How old a cookie's token grows before it is replaced.
const ROTATE_AFTER: SignedDuration = SignedDuration::from_mins(15);
/// How long the token of before is still good: requests that were under way carry it.
const ROTATION_GRACE: SignedDuration = SignedDuration::from_mins(1);
/// How often it is written down that a session is in use.
const TOUCH_AFTER: SignedDuration = SignedDuration::from_mins(1);
/// How long ago the passkey may have been asked for when something dangerous is to be done.
const CONFIRMED_FOR: SignedDuration = SignedDuration::from_mins(5);
/// How much of a `User-Agent` a session keeps, in bytes.
const MAX_USER_AGENT: usize = 512;

/// Which browser signs in, for the list of sessions.
#[derive(Clone, Debug, Default)]
pub struct Presence {
    /// `User-Agent` as sent.
    pub user_agent: Option<String>,
    /// The browser's address.
    pub ip: Option<String>,
    /// The HTTP request's id, for the audit log.
    pub request_id: Option<String>,
}

/// The token of a session in the clear: 43 characters, for the browser's cookie alone.
#[derive(Clone)]
pub struct SessionCookie(SecretString);

impl SessionCookie {
    /// The text for the cookie.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for SessionCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionCookie(…)")
    }
}

/// A browser that is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Its session.
    pub session: AdminSession,
    /// Who it is, and what they may do.
    pub authority: Authority,
    /// Whether the passkey was asked for lately, so that something dangerous may be done.
    pub is_confirmed: bool,
    /// Where the token has grown old: the one to replace it with.
    pub rotated: Option<SessionCookie>,
}

impl Flex {
    /// Signs a browser in, by the nonce of a sign-in to the reserved app.
    pub async fn sign_in(&self, nonce: &str, presence: &Presence) -> Result<SessionCookie> {
        let console = self.console().await?;
        let expect =
            Expectation { kind: Some(CeremonyKind::Authenticate), external_id: None, transaction_id: None };
        let verified = self.verify_nonce(&console, nonce, &expect).await?;
        let admin = AdminId::new(verified.external_id);
        let (session, cookie) = self.new_session(&admin, presence)?;
        let actor = Actor::administrator(&admin, presence.request_id.clone());
        let changes = json!({ "session_id": session.id.as_str() });
        let random = self.random.as_ref();
        let audit =
            actor.audit(random, session.created_at, "session.create", None, admin.as_str(), changes)?;
        if self.store.create_session(&session, audit).await? {
            Ok(cookie)
        } else {
            Err(Error::OperationNotAllowed("You are no longer an administrator here.".to_owned()))
        }
    }

    /// Who a browser with this cookie is. [`Error::SignedOut`] where nobody, or no longer.
    pub async fn session(&self, cookie: &str) -> Result<SignedIn> {
        let (now, hash) = (self.clock.now(), secrets::sha256(cookie));
        let (mut session, granted) = self.store.session_by_hash(&hash).await?.ok_or(Error::SignedOut)?;
        let is_current: bool = session.hash.ct_eq(&hash).into();
        let is_previous: bool = session.previous_hash.is_some_and(|previous| previous.ct_eq(&hash).into());
        let is_known = is_current || (is_previous && now < session.rotated_at + ROTATION_GRACE);
        let is_over = session.expires_at <= now || session.last_seen_at + IDLE_LIMIT <= now;
        if !is_known || is_over || granted.admin.status != AdminStatus::Active {
            return Err(Error::SignedOut);
        }
        let mut rotated = None;
        if is_current && session.rotated_at + ROTATE_AFTER <= now {
            let (cookie, new) = self.new_cookie()?;
            if self.store.rotate_session(&session.id, &hash, &new, now).await? {
                (session.hash, session.previous_hash, session.rotated_at) = (new, Some(hash), now);
                rotated = Some(cookie);
            }
        }
        if session.last_seen_at + TOUCH_AFTER <= now {
            self.store.touch_session(&session.id, now).await?;
            session.last_seen_at = now;
        }
        let is_confirmed = now < session.verified_at + CONFIRMED_FOR;
        Ok(SignedIn { session, authority: Authority::of_session(granted), is_confirmed, rotated })
    }

    /// Opens a sign-in of the administrator who is signed in, to confirm that it is still them.
    pub async fn start_confirmation(&self, signed_in: &SignedIn) -> Result<String> {
        let console = self.console().await?;
        let new = NewAuthenticateTransaction {
            external_id: signed_in.session.admin_id.as_str().to_owned(),
            options: TransactionOptions::default(),
        };
        self.create_authenticate_transaction(&console, &new).await
    }

    /// Notes that it is still them, by the nonce of that sign-in.
    pub async fn finish_confirmation(
        &self,
        signed_in: &SignedIn,
        transaction_id: &str,
        nonce: &str,
    ) -> Result<()> {
        let console = self.console().await?;
        let expect = Expectation {
            kind: Some(CeremonyKind::Authenticate),
            external_id: Some(signed_in.session.admin_id.as_str().to_owned()),
            transaction_id: Some(transaction_id.to_owned()),
        };
        self.verify_nonce(&console, nonce, &expect).await?;
        let noted = self.store.confirm_session(&signed_in.session.id, self.clock.now()).await?;
        if noted { Ok(()) } else { Err(Error::SignedOut) }
    }

    /// An administrator's sessions that have not ended, oldest first.
    pub async fn sessions(&self, admin: &AdminId) -> Result<Vec<AdminSession>> {
        let now = self.clock.now();
        let mut sessions = self.store.sessions_of(admin).await?;
        sessions.retain(|session| now < session.expires_at && now < session.last_seen_at + IDLE_LIMIT);
        Ok(sessions)
    }

    /// Ends one of an administrator's sessions: signing out is ending one's own.
    pub async fn revoke_session(&self, actor: &Actor, admin: &AdminId, id: &AdminSessionId) -> Result<()> {
        let now = self.clock.now();
        let changes = json!({ "session_id": id.as_str() });
        let audit =
            actor.audit(self.random.as_ref(), now, "session.revoke", None, admin.as_str(), changes)?;
        if self.store.revoke_session(admin, id, audit).await? { Ok(()) } else { Err(Error::SessionNotFound) }
    }

    /// A session that begins now, and its cookie.
    pub(super) fn new_session(
        &self,
        admin: &AdminId,
        presence: &Presence,
    ) -> Result<(AdminSession, SessionCookie)> {
        let now: Timestamp = self.clock.now();
        let (cookie, hash) = self.new_cookie()?;
        let user_agent = presence.user_agent.as_deref();
        let session = AdminSession {
            id: self.random.admin_session_id()?,
            admin_id: admin.clone(),
            hash,
            previous_hash: None,
            rotated_at: now,
            user_agent: user_agent.map(|text| text[..text.floor_char_boundary(MAX_USER_AGENT)].to_owned()),
            ip: presence.ip.clone(),
            created_at: now,
            last_seen_at: now,
            verified_at: now,
            expires_at: now + ABSOLUTE_LIMIT,
        };
        Ok((session, cookie))
    }

    fn new_cookie(&self) -> Result<(SessionCookie, [u8; 32])> {
        let text = secrets::random_text(self.random.as_ref())?;
        let hash = secrets::sha256(&text);
        Ok((SessionCookie(text.into()), hash))
    }
}
