//! What registrations and sign-ins have in common.

use jiff::{SignedDuration, Timestamp};
use passflex_store::records::{
    AppSettings, CeremonyKind, Event, EventAction, EventOutcome, NewNonce, Passkey, SpentToken,
};
use passflex_store::{TokenId, UserId};
use passflex_webauthn::{AttestationPolicy, CrossOriginPolicy, UserVerificationRequirement};
use serde::Deserialize;

use crate::agents;
use crate::broken::Broken;
use crate::counts::Facts;
use crate::error::Result;
use crate::flex::Flex;
use crate::sealing::{HandshakeState, TokenType, TransactionState};
use crate::secrets;
use crate::tenant::Tenant;

/// Slack for clocks that differ, on top of every time that a spent id is kept (DESIGN.md).
const CLOCK_SLACK: SignedDuration = SignedDuration::from_mins(10);
/// The longest lifetime that settings allow a handshake with a transaction.
const LONGEST_HANDSHAKE: SignedDuration = SignedDuration::from_hours(1);
/// How much longer than the browser's timeout a handshake lives at least.
const AFTER_TIMEOUT: SignedDuration = SignedDuration::from_secs(60);
/// Bytes of random challenge: twice what WebAuthn Level 3 section 13.4.3 asks for.
const CHALLENGE_BYTES: usize = 32;
/// How much of a `User-Agent` an event keeps, in bytes.
const MAX_USER_AGENT: usize = 512;
/// How much of the origin that a refused response claims an event keeps, in bytes: longer than a domain can be.
const MAX_CLAIMED_ORIGIN: usize = 300;

/// Whom a ceremony's request came from. For events; nothing is decided by it.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// `User-Agent` as sent.
    pub user_agent: Option<String>,
    /// The client's address.
    pub ip: Option<String>,
    /// The HTTP request's id.
    pub request_id: Option<String>,
}

/// The body of a `finish`.
#[derive(Clone, Debug)]
pub struct FinishRequest<R> {
    /// The sealed handshake.
    pub handshake_id: String,
    /// The sealed transaction, if the client names one.
    pub transaction_id: Option<String>,
    /// What the authenticator answered.
    pub response: R,
}

/// How tokens write user verification down.
pub(crate) fn uv_code(requirement: UserVerificationRequirement) -> u8 {
    match requirement {
        UserVerificationRequirement::Discouraged => 0,
        UserVerificationRequirement::Preferred => 1,
        UserVerificationRequirement::Required => 2,
    }
}

/// What a token's user verification means. An unknown code is the strictest.
pub(crate) fn uv_from_code(code: u8) -> UserVerificationRequirement {
    match code {
        0 => UserVerificationRequirement::Discouraged,
        1 => UserVerificationRequirement::Preferred,
        _ => UserVerificationRequirement::Required,
    }
}

/// How tokens write down what is demanded of attestation.
pub(crate) fn attestation_code(policy: AttestationPolicy) -> u8 {
    match policy {
        AttestationPolicy::Ignore => 0,
        AttestationPolicy::Verify => 1,
        AttestationPolicy::RequireTrusted => 2,
    }
}

/// What a token demands of attestation. One without a code is of the time when nothing was demanded; an unknown code is
/// the strictest.
pub(crate) fn attestation_from_code(code: Option<u8>) -> AttestationPolicy {
    match code {
        None | Some(0) => AttestationPolicy::Ignore,
        Some(1) => AttestationPolicy::Verify,
        Some(_) => AttestationPolicy::RequireTrusted,
    }
}

/// In which frames the app's ceremonies may run.
pub(crate) fn cross_origin(settings: &AppSettings) -> CrossOriginPolicy<'_> {
    match settings.top_origins.as_slice() {
        [] => CrossOriginPolicy::Refuse,
        top_origins => CrossOriginPolicy::TopOrigins(top_origins),
    }
}

/// The stricter of the app's setting and what the transaction demands.
pub(crate) fn stricter_uv(tenant: &Tenant, transaction: Option<&TransactionState>) -> u8 {
    let app = uv_code(tenant.app.settings.user_verification);
    transaction.and_then(|transaction| transaction.user_verification).map_or(app, |asked| asked.max(app))
}

pub(crate) fn seconds(count: u32) -> SignedDuration {
    SignedDuration::from_secs(i64::from(count))
}

/// WebAuthn's `timeout`, in milliseconds.
pub(crate) fn timeout_milliseconds(tenant: &Tenant) -> u32 {
    tenant.app.settings.timeout_seconds.saturating_mul(1_000)
}

impl Flex {
    /// The parts of a handshake that both ceremonies draw alike.
    pub(crate) fn new_handshake(
        &self,
        tenant: &Tenant,
        transaction: Option<TransactionState>,
    ) -> Result<HandshakeState> {
        let settings = &tenant.app.settings;
        let now = self.clock.now();
        let lifetime = match transaction {
            Some(_) => seconds(settings.handshake_seconds),
            None => seconds(settings.discoverable_handshake_seconds),
        };
        let lifetime = lifetime.max(seconds(settings.timeout_seconds) + AFTER_TIMEOUT);
        Ok(HandshakeState {
            id: self.random.token_id()?.as_str().to_owned(),
            challenge: self.random.bytes::<CHALLENGE_BYTES>()?.to_vec(),
            rp_id: tenant.app.rp_id.clone(),
            user_verification: stricter_uv(tenant, transaction.as_ref()),
            transaction,
            user_handle: String::new(),
            algorithms: Vec::new(),
            started_at: now.as_microsecond(),
            expires_at: (now + lifetime).as_microsecond(),
            attestation: None,
        })
    }

    /// The transaction that a token names, if it may still start a ceremony.
    pub(crate) async fn open_transaction(
        &self,
        kind: CeremonyKind,
        tenant: &Tenant,
        text: &str,
    ) -> Result<Option<TransactionState>> {
        let state: Option<TransactionState> =
            self.open_token(TokenType::Transaction(kind), tenant.id(), text).await?;
        let Some(state) = state.filter(|state| self.clock.now() < state.expires_at()) else {
            return Ok(None);
        };
        let spent = self.store.is_spent(tenant.id(), &TokenId::new(state.id.as_str())).await?;
        Ok((!spent).then_some(state))
    }

    /// The handshake that a token names, if it may still finish.
    pub(crate) async fn open_handshake(
        &self,
        kind: CeremonyKind,
        tenant: &Tenant,
        text: &str,
    ) -> Result<Option<HandshakeState>> {
        let state: Option<HandshakeState> =
            self.open_token(TokenType::Handshake(kind), tenant.id(), text).await?;
        Ok(state.filter(|state| self.clock.now() < state.expires_at()))
    }

    /// Whether the transaction that a `finish` names is the one sealed in its handshake. It may have expired since
    /// the start: the person was asked in time. `Ok(None)` where it is no transaction of this app and kind at all.
    pub(crate) async fn is_sealed_transaction(
        &self,
        kind: CeremonyKind,
        tenant: &Tenant,
        named: Option<&str>,
        handshake: &HandshakeState,
    ) -> Result<Option<bool>> {
        let Some(text) = named else { return Ok(Some(handshake.transaction.is_none())) };
        let named: Option<TransactionState> =
            self.open_token(TokenType::Transaction(kind), tenant.id(), text).await?;
        Ok(named.map(|named| handshake.transaction.as_ref().is_some_and(|sealed| sealed.id == named.id)))
    }

    /// A nonce's text, and what the database keeps of it. Of the transaction it keeps the text that its backend was
    /// given: a client may have added base64's padding.
    pub(crate) fn new_nonce(
        &self,
        tenant: &Tenant,
        mut transaction_id: Option<String>,
    ) -> Result<(String, NewNonce)> {
        if let Some(text) = &mut transaction_id {
            text.truncate(text.trim_end_matches('=').len());
        }
        let text = secrets::random_text(self.random.as_ref())?;
        let expires_at = self.clock.now() + seconds(tenant.app.settings.nonce_seconds);
        let hash = secrets::sha256(&text);
        let stored = NewNonce { hash, transaction_id, expires_at };
        Ok((text, stored))
    }

    /// The event of a ceremony that ends now; the caller fills in what it knows of the passkey.
    pub(crate) fn event(
        &self,
        action: EventAction,
        outcome: EventOutcome,
        handshake: &HandshakeState,
        client: &Client,
    ) -> Result<Event> {
        let at = self.clock.now();
        Ok(Event {
            id: self.random.event_id(at)?,
            at,
            started_at: handshake.started_at(),
            action,
            outcome,
            rule: None,
            user_id: handshake
                .transaction
                .as_ref()
                .and_then(|transaction| transaction.user_id.as_deref().map(UserId::new)),
            passkey_id: None,
            transaction_id: handshake
                .transaction
                .as_ref()
                .map(|transaction| TokenId::new(transaction.id.as_str())),
            handshake_id: TokenId::new(handshake.id.as_str()),
            origin: None,
            aaguid: None,
            attestation_format: None,
            attestation_trust: None,
            user_present: None,
            user_verified: None,
            backup_eligible: None,
            backup_state: None,
            user_agent: client.user_agent.as_deref().map(cut_user_agent),
            browser: client.user_agent.as_deref().map(|text| agents::browser(text).to_owned()),
            os: client.user_agent.as_deref().map(|text| agents::system(text).to_owned()),
            ip: client.ip.clone(),
            request_id: client.request_id.clone(),
        })
    }

    /// What the ceremony of an event has in common with others. Each comes of a closed list: rules, two lists of agents, and
    /// the providers that are known by name.
    pub(crate) fn facts_of(&self, event: &Event) -> Facts {
        let named = |name: Option<&str>| name.unwrap_or(agents::OTHER).to_owned();
        let mut facts =
            vec![("browser", named(event.browser.as_deref())), ("os", named(event.os.as_deref()))];
        if let Some(aaguid) = event.aaguid {
            facts.push(("provider", named(self.providers.name(aaguid))));
        }
        if let Some(rule) = &event.rule {
            facts.push(("rule", rule.clone()));
        }
        facts
    }

    /// Records that a ceremony failed, within the bounds of invariant 10. The caller's answer does not depend on it:
    /// a database that cannot take the event is reported by the next verb that needs it.
    pub(crate) async fn record_failure(
        &self,
        tenant: &Tenant,
        action: EventAction,
        handshake: &HandshakeState,
        client: &Client,
        failure: Failure<'_>,
    ) -> Result<()> {
        let rule = failure.broken.rule();
        let mut event = self.event(action, EventOutcome::Failed, handshake, client)?;
        event.rule = Some(rule.to_owned());
        event.user_id = failure.user_id.cloned().or(event.user_id);
        if let Some(passkey) = failure.passkey {
            event.passkey_id = Some(passkey.id.clone());
            event.aaguid = Some(passkey.aaguid);
        }
        event.origin = failure.client_data_json.and_then(claimed_origin);
        self.counts.failed(tenant.id(), kind_of(action), event.at, self.facts_of(&event));
        let (app_id, handshake_id, reason) = (tenant.id(), &handshake.id, failure.broken);
        tracing::info!(%app_id, %handshake_id, rule, %reason, "ceremony failed");
        if !self.failures.allows(tenant.id(), self.clock.now()) {
            return Ok(());
        }
        match self.store.record_failure(tenant.id(), &event).await {
            Ok(true) => {}
            // A repeat of one handshake: it must not use up what others' failures could leave.
            Ok(false) => self.failures.give_back(tenant.id()),
            Err(error) => {
                tracing::error!(%error, app_id = %tenant.id(), "a failed ceremony could not be recorded");
            }
        }
        Ok(())
    }
}

/// What is known of a ceremony that failed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure<'a> {
    pub(crate) broken: Broken,
    pub(crate) user_id: Option<&'a UserId>,
    pub(crate) passkey: Option<&'a Passkey>,
    /// What the client says of itself; nobody has vouched for it.
    pub(crate) client_data_json: Option<&'a [u8]>,
}

impl From<Broken> for Failure<'_> {
    fn from(broken: Broken) -> Self {
        Self { broken, user_id: None, passkey: None, client_data_json: None }
    }
}

/// The origin that client data of a refused response names: why it was refused may be just that. As much of it as an event
/// keeps, and none where there is none to be read.
fn claimed_origin(client_data_json: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct ClientData {
        origin: String,
    }
    let mut origin = serde_json::from_slice::<ClientData>(client_data_json).ok()?.origin;
    origin.truncate(origin.floor_char_boundary(MAX_CLAIMED_ORIGIN));
    Some(origin)
}

/// Registration or authentication, as counts have it.
fn kind_of(action: EventAction) -> CeremonyKind {
    match action {
        EventAction::Register => CeremonyKind::Register,
        EventAction::Authenticate => CeremonyKind::Authenticate,
    }
}

/// The handshake's id, to be remembered until no clock would let its token finish.
pub(crate) fn spent_handshake(handshake: &HandshakeState) -> SpentToken {
    SpentToken { id: TokenId::new(handshake.id.as_str()), keep_until: handshake.expires_at() + CLOCK_SLACK }
}

/// The transaction's id, to be remembered until no handshake that was started with it could finish.
pub(crate) fn spent_transaction(transaction: &TransactionState) -> SpentToken {
    SpentToken {
        id: TokenId::new(transaction.id.as_str()),
        keep_until: transaction.expires_at() + LONGEST_HANDSHAKE + CLOCK_SLACK,
    }
}

/// Until when a registration sealed before `at` could still finish.
pub(crate) fn last_finish_of_a_transaction_sealed_before(at: Timestamp) -> Timestamp {
    at + crate::sealing::LONGEST_TOKEN_LIFETIME + CLOCK_SLACK
}

fn cut_user_agent(text: &str) -> String {
    text.get(..text.floor_char_boundary(MAX_USER_AGENT)).unwrap_or_default().to_owned()
}
