//! People, their authenticators, and the ceremonies they have just been through.

use jiff::Timestamp;
use passflex_authenticator::{AssertionDraft, Authenticator, flags};
use passflex_store::records::{
    Event, EventAction, EventOutcome, FinishAuthentication, FinishRegistration, NewNonce, RegisteringUser,
    SpentToken,
};
use passflex_store::{AppId, PasskeyId, TokenId, UserId};
use passflex_webauthn::json::{AuthenticationResponseJson, RegistrationResponseJson};
use passflex_webauthn::{
    AttestationExpectations, AuthenticationExpectations, BackupEligibilityPolicy, CredentialRecord,
    RegistrationExpectations, SignCountPolicy, UserHandleRule, UserVerificationRequirement,
    VerifiedAuthentication, VerifiedRegistration, verify_authentication, verify_registration,
};
use serde_json::json;

use super::{at, failure, fresh, fresh_hash};

const ORIGIN: &str = "https://example.com";
const RP_ID: &str = "example.com";
const CHALLENGE: &[u8] = b"challenge";
const CHALLENGE_TEXT: &str = "Y2hhbGxlbmdl";

/// Somebody with an authenticator, in one app.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) app: AppId,
    pub(crate) external_id: String,
    pub(crate) authenticator: Authenticator,
}

impl Person {
    /// With a phone that syncs its passkeys.
    pub(crate) fn new(app: &AppId, external_id: &str) -> Self {
        Self::with(app, external_id, Authenticator::synced())
    }

    /// With this authenticator.
    pub(crate) fn with(app: &AppId, external_id: &str, authenticator: Authenticator) -> Self {
        Self { app: app.clone(), external_id: external_id.to_owned(), authenticator }
    }

    /// The handle that the app's key gives the person: the same in every ceremony.
    pub(crate) fn user_handle(&self) -> String {
        let sum = self.external_id.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte));
        format!("handle-{sum:016x}")
    }

    /// The person has just made a passkey; at the start there was no such user.
    pub(crate) fn registration(&mut self) -> FinishRegistration {
        self.registration_under(AttestationExpectations::IGNORE)
    }

    /// The same, where the app demands this of attestation.
    pub(crate) fn registration_under(
        &mut self,
        attestation: AttestationExpectations<'_>,
    ) -> FinishRegistration {
        let verified = self.make_passkey(attestation);
        let transaction = spent("transaction");
        let handshake = spent("handshake");
        FinishRegistration {
            app: self.app.clone(),
            user: RegisteringUser {
                external_id: self.external_id.clone(),
                new_id: UserId::new(fresh("user")),
                user_handle: self.user_handle(),
                sealed_id: None,
                sealed_at: at(-60),
            },
            passkey_id: PasskeyId::new(fresh("passkey")),
            verified,
            rp_id: RP_ID.to_owned(),
            friendly_name: "Ada's phone".to_owned(),
            passkeys_per_user: 20,
            nonce: nonce(Some(&transaction), at(60)),
            event: complete(EventAction::Register, &handshake, Some(&transaction)),
            handshake,
            transaction,
            at: at(0),
        }
    }

    /// The person has just signed in with the latest passkey, `seconds` into the story.
    pub(crate) fn authentication(
        &mut self,
        user: &UserId,
        passkey: &PasskeyId,
        seconds: i64,
    ) -> FinishAuthentication {
        self.authentication_with(user, passkey, seconds, |_| {})
    }

    /// The same, with a chance to change what the authenticator signs.
    pub(crate) fn authentication_with(
        &mut self,
        user: &UserId,
        passkey: &PasskeyId,
        seconds: i64,
        edit: impl FnOnce(&mut AssertionDraft),
    ) -> FinishAuthentication {
        let verified = self.sign(None, edit);
        self.finish(user, passkey, seconds, verified)
    }

    /// The person has just signed in with the latest passkey, which has become one that can be synced. The app knew
    /// that it could not, if it is `known`, and accepts the change.
    pub(crate) fn authentication_become_eligible(
        &mut self,
        user: &UserId,
        passkey: &PasskeyId,
        seconds: i64,
        known: bool,
    ) -> FinishAuthentication {
        let verified = self.sign(known.then_some(false), |draft| draft.authenticator_data.flags |= flags::BE);
        self.finish(user, passkey, seconds, verified)
    }

    fn finish(
        &self,
        user: &UserId,
        passkey: &PasskeyId,
        seconds: i64,
        verified: VerifiedAuthentication,
    ) -> FinishAuthentication {
        let transaction = spent("transaction");
        let handshake = spent("handshake");
        let event = complete(EventAction::Authenticate, &handshake, Some(&transaction));
        FinishAuthentication {
            app: self.app.clone(),
            user_id: user.clone(),
            passkey_id: passkey.clone(),
            verified,
            nonce: nonce(Some(&transaction), at(seconds + 60)),
            event: Event {
                user_id: Some(user.clone()),
                passkey_id: Some(passkey.clone()),
                at: at(seconds),
                ..event
            },
            handshake,
            transaction: Some(transaction),
            at: at(seconds),
        }
    }

    fn make_passkey(&mut self, attestation: AttestationExpectations<'_>) -> VerifiedRegistration {
        let options = json!({
            "rp": {"id": RP_ID, "name": "Example"},
            "user": {"id": data_encoding::BASE64URL_NOPAD.encode(self.user_handle().as_bytes()), "name": "ada", "displayName": "Ada"},
            "challenge": CHALLENGE_TEXT,
            "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
        });
        let answer = self.authenticator.register(&options, ORIGIN);
        let answer: RegistrationResponseJson = serde_json::from_value(answer).unwrap();
        let origins = [ORIGIN.to_owned()];
        let expected = RegistrationExpectations {
            user_verification: UserVerificationRequirement::Preferred,
            attestation,
            ..RegistrationExpectations::new(CHALLENGE, RP_ID, &origins)
        };
        verify_registration(&expected, &answer.decode().unwrap()).unwrap()
    }

    /// Verified without regard to the counter that was stored, and to what was stored on backups unless that is
    /// `recorded`: the store has the last word on both.
    fn sign(
        &mut self,
        recorded: Option<bool>,
        edit: impl FnOnce(&mut AssertionDraft),
    ) -> VerifiedAuthentication {
        let options = json!({"challenge": CHALLENGE_TEXT, "rpId": RP_ID});
        let answer = self.authenticator.authenticate_with(&options, ORIGIN, edit);
        let answer: AuthenticationResponseJson = serde_json::from_value(answer).unwrap();
        let answer = answer.decode().unwrap();
        let passkeys = self.authenticator.passkeys();
        let passkey =
            passkeys.iter().find(|passkey| passkey.credential_id() == answer.credential_id).unwrap();
        let origins = [ORIGIN.to_owned()];
        let expected = AuthenticationExpectations {
            user_verification: UserVerificationRequirement::Preferred,
            user_handle: UserHandleRule::Optional,
            sign_count: SignCountPolicy::Report,
            backup_eligibility: BackupEligibilityPolicy::Report,
            ..AuthenticationExpectations::new(CHALLENGE, RP_ID, &origins)
        };
        let record = CredentialRecord {
            credential_id: passkey.credential_id(),
            public_key: &passkey.public_key(),
            sign_count: 0,
            backup_eligible: recorded,
            user_handles: &[passkey.user_handle()],
        };
        verify_authentication(&expected, &record, &answer).unwrap()
    }
}

fn spent(what: &str) -> SpentToken {
    SpentToken { id: TokenId::new(fresh(what)), keep_until: at(1_800) }
}

/// A nonce that nobody has, and the transaction that its backend was given.
fn nonce(transaction: Option<&SpentToken>, expires_at: Timestamp) -> NewNonce {
    let transaction_id = transaction.map(|token| format!("sealed {}", token.id));
    NewNonce { hash: fresh_hash(), transaction_id, expires_at }
}

fn complete(action: EventAction, handshake: &SpentToken, transaction: Option<&SpentToken>) -> Event {
    Event {
        outcome: EventOutcome::Complete,
        rule: None,
        transaction_id: transaction.map(|token| token.id.clone()),
        handshake_id: handshake.id.clone(),
        ..failure(action, 0)
    }
}
