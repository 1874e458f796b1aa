//! An event as the admin API, its exports and the console show it.

use passflex_api::admin::AdminEvent;
use passflex_flex::Flex;
use passflex_flex::store::records::Event;
use passflex_flex::store::{PasskeyId, TokenId, UserId};

/// The event as it travels.
pub(crate) fn admin_event(flex: &Flex, event: Event) -> AdminEvent {
    AdminEvent {
        id: event.id.as_str().to_owned(),
        at: event.at,
        started_at: event.started_at,
        action: event.action.as_str().to_owned(),
        outcome: event.outcome.as_str().to_owned(),
        rule: event.rule,
        user_id: event.user_id.as_ref().map(UserId::as_str).map(str::to_owned),
        passkey_id: event.passkey_id.as_ref().map(PasskeyId::as_str).map(str::to_owned),
        transaction_id: event.transaction_id.as_ref().map(TokenId::as_str).map(str::to_owned),
        origin: event.origin,
        aaguid: event.aaguid.map(|aaguid| aaguid.to_string()),
        provider: event.aaguid.and_then(|aaguid| flex.provider_name(aaguid)).map(str::to_owned),
        attestation_format: event.attestation_format,
        attestation_trust: event.attestation_trust,
        user_present: event.user_present,
        user_verified: event.user_verified,
        backup_eligible: event.backup_eligible,
        backup_state: event.backup_state,
        browser: event.browser,
        os: event.os,
        user_agent: event.user_agent,
        ip: event.ip,
        request_id: event.request_id,
    }
}
