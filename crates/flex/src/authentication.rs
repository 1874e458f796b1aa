//! Authentication: a person signs in with a passkey.

use passflex_store::AuthenticationRefused;
use passflex_store::UserId;
use passflex_store::records::{
    CeremonyKind, EventAction, EventOutcome, FinishAuthentication, Passkey, User, UserStatus,
};
use passflex_webauthn::json::{
    AuthenticationResponseJson, PublicKeyCredentialDescriptorJson, PublicKeyCredentialRequestOptionsJson,
};
use passflex_webauthn::{
    AuthenticationError, AuthenticationExpectations, AuthenticationResponse, CredentialRecord,
    SignCountPolicy, UserHandleRule, VerifiedAuthentication, verify_authentication,
};

use crate::broken::Broken;
use crate::ceremony::{
    Client, Failure, FinishRequest, cross_origin, spent_handshake, spent_transaction, timeout_milliseconds,
    uv_from_code,
};
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::sealing::{HandshakeState, TokenType, TransactionState};
use crate::tenant::Tenant;
use crate::user_handle;

/// A sign-in that the browser is asked to run.
#[derive(Clone, Debug)]
pub struct StartedAuthentication {
    /// The sealed handshake.
    pub handshake_id: String,
    /// What to ask the authenticator.
    pub public_key: PublicKeyCredentialRequestOptionsJson,
}

impl Flex {
    /// Starts a sign-in: of one person with a transaction, of whoever holds a passkey without. Writes nothing.
    pub async fn start_authentication(
        &self,
        tenant: &Tenant,
        transaction_id: Option<&str>,
    ) -> Result<StartedAuthentication> {
        tenant.require_active()?;
        let transaction = match transaction_id {
            None => None,
            Some(text) => Some(
                self.open_transaction(CeremonyKind::Authenticate, tenant, text)
                    .await?
                    .ok_or(Error::TransactionNotFound)?,
            ),
        };
        let allow_credentials = match &transaction {
            None => None,
            Some(transaction) => Some(self.allowed_credentials(tenant, transaction).await?),
        };
        let handshake = self.new_handshake(tenant, transaction)?;
        let handshake_id =
            self.seal(TokenType::Handshake(CeremonyKind::Authenticate), tenant.id(), &handshake).await?;
        self.counts.started(tenant.id(), CeremonyKind::Authenticate, self.clock.now());
        Ok(StartedAuthentication {
            handshake_id,
            public_key: PublicKeyCredentialRequestOptionsJson {
                challenge: handshake.challenge,
                rp_id: handshake.rp_id,
                timeout: Some(timeout_milliseconds(tenant)),
                user_verification: uv_from_code(handshake.user_verification),
                allow_credentials,
                hints: Vec::new(),
                extensions: None,
            },
        })
    }

    async fn allowed_credentials(
        &self,
        tenant: &Tenant,
        transaction: &TransactionState,
    ) -> Result<Vec<PublicKeyCredentialDescriptorJson>> {
        let id = sealed_user(transaction).ok_or(Error::TransactionNotFound)?;
        let user = self.store.user(tenant.id(), &id).await?.ok_or(Error::TransactionNotFound)?;
        if user.status != UserStatus::Active {
            return Err(Error::UserNotActive);
        }
        let passkeys = self.store.passkeys(tenant.id(), &id).await?;
        if passkeys.is_empty() {
            return Err(Error::UserHasNoPasskeys);
        }
        Ok(passkeys
            .into_iter()
            .map(|passkey| PublicKeyCredentialDescriptorJson::new(passkey.credential_id, passkey.transports))
            .collect())
    }

    /// Finishes a sign-in: verifies it, commits it, and hands out a nonce.
    pub async fn finish_authentication(
        &self,
        tenant: &Tenant,
        request: FinishRequest<AuthenticationResponseJson>,
        client: &Client,
    ) -> Result<String> {
        tenant.require_active()?;
        let kind = CeremonyKind::Authenticate;
        let named = request.transaction_id.as_deref();
        let handshake = self
            .open_handshake(kind, tenant, &request.handshake_id)
            .await?
            .ok_or_else(|| login_failed(named.is_some()))?;
        let with_transaction = named.is_some() || handshake.transaction.is_some();
        let fail = async |failure: Failure<'_>, error: Error| {
            self.record_failure(tenant, EventAction::Authenticate, &handshake, client, failure).await?;
            Err(error)
        };
        let mismatch = Failure::from(Broken::TransactionMismatch);
        match self.is_sealed_transaction(kind, tenant, named, &handshake).await? {
            Some(true) => {}
            Some(false) => return fail(mismatch, login_failed(with_transaction)).await,
            None => return fail(mismatch, Error::TransactionNotFound).await,
        }

        let response = match decode(request.response) {
            Ok(decoded) => decoded,
            Err(broken) => return fail(broken.into(), login_failed(with_transaction)).await,
        };
        let client_data_json = Some(response.client_data_json.as_slice());
        let found = self.store.passkey_by_credential_id(tenant.id(), &response.credential_id).await?;
        let Some((passkey, user)) = found.filter(|(_, user)| is_sealed_user(&handshake, user)) else {
            let failure = Failure { client_data_json, ..Broken::CredentialUnknown.into() };
            return fail(failure, login_failed(with_transaction)).await;
        };
        let failure =
            |broken| Failure { broken, user_id: Some(&user.id), passkey: Some(&passkey), client_data_json };
        let verified = match verify(tenant, &handshake, &passkey, &user, &response) {
            Ok(verified) => verified,
            Err(broken) => return fail(failure(broken), login_failed(with_transaction)).await,
        };
        // Only now: whether somebody is deactivated is told to the one who holds the passkey, and to nobody else.
        if user.status != UserStatus::Active {
            return fail(failure(Broken::UserNotActive), Error::UserNotActive).await;
        }

        let (nonce, new_nonce) = self.new_nonce(tenant, request.transaction_id)?;
        let mut event = self.event(EventAction::Authenticate, EventOutcome::Complete, &handshake, client)?;
        event.user_id = Some(user.id.clone());
        event.passkey_id = Some(passkey.id.clone());
        event.origin = Some(verified.origin().to_owned());
        event.aaguid = Some(passkey.aaguid);
        event.attestation_format.clone_from(&passkey.attestation_format);
        event.attestation_trust.clone_from(&passkey.attestation_trust);
        event.user_present = Some(verified.flags().user_present());
        event.user_verified = Some(verified.user_verified());
        event.backup_eligible = Some(verified.backup_eligible());
        event.backup_state = Some(verified.backup_state());
        if verified.backup_eligibility_changed() {
            // Let through by the app's setting, and told.
            let bent = Broken::from(AuthenticationError::BackupEligibilityChanged);
            event.rule = Some(bent.rule().to_owned());
        }
        let (facts, started_at, at) = (self.facts_of(&event), event.started_at, event.at);
        let finished = self
            .store
            .finish_authentication(FinishAuthentication {
                app: tenant.id().clone(),
                handshake: spent_handshake(&handshake),
                transaction: handshake.transaction.as_ref().map(spent_transaction),
                user_id: user.id.clone(),
                passkey_id: passkey.id.clone(),
                verified,
                nonce: new_nonce,
                at,
                event,
            })
            .await?;
        match finished {
            Ok(()) => {
                self.counts.complete(tenant.id(), kind, started_at, at, facts);
                Ok(nonce)
            }
            Err(refused) => fail(failure(refused.into()), refusal(refused, with_transaction)).await,
        }
    }
}

fn sealed_user(transaction: &TransactionState) -> Option<UserId> {
    transaction.user_id.as_deref().map(UserId::new)
}

/// Whether the passkey's user is the one that the transaction was sealed for, if there is one. This is section 7.2
/// step 5: the credential is one that `allowCredentials` named, or one made since by the same person.
fn is_sealed_user(handshake: &HandshakeState, user: &User) -> bool {
    match &handshake.transaction {
        None => true,
        Some(transaction) => sealed_user(transaction).is_some_and(|id| id == user.id),
    }
}

/// The response's bytes. Its user handle is kept as the text that was sent, which Swift clients do not encode.
fn decode(mut response: AuthenticationResponseJson) -> Result<AuthenticationResponse, Broken> {
    let user_handle = response.take_user_handle();
    let mut response = response.decode()?;
    response.user_handle = user_handle.map(|text| text.trim_end_matches('=').as_bytes().to_vec());
    Ok(response)
}

/// The verified assertion, or the rule that it broke.
fn verify(
    tenant: &Tenant,
    handshake: &HandshakeState,
    passkey: &Passkey,
    user: &User,
    response: &AuthenticationResponse,
) -> Result<VerifiedAuthentication, Broken> {
    let spellings = user_handle::spellings(&user.user_handle);
    let record = CredentialRecord {
        credential_id: &passkey.credential_id,
        public_key: &passkey.public_key,
        sign_count: passkey.sign_count,
        backup_eligible: passkey.backup_eligible,
        user_handles: &spellings.each_ref().map(String::as_bytes),
    };
    let settings = &tenant.app.settings;
    let expected = AuthenticationExpectations {
        cross_origin: cross_origin(settings),
        user_verification: uv_from_code(handshake.user_verification),
        user_handle: match handshake.transaction {
            Some(_) => UserHandleRule::Optional,
            None => UserHandleRule::Required,
        },
        // A cheap early answer. What counts is the comparison with the row's current value in the commit.
        sign_count: SignCountPolicy::RefuseDeviceBound,
        backup_eligibility: settings.backup_eligibility,
        ..AuthenticationExpectations::new(&handshake.challenge, &handshake.rp_id, tenant.origins())
    };
    Ok(verify_authentication(&expected, &record, response)?)
}

fn login_failed(with_transaction: bool) -> Error {
    if with_transaction { Error::WebauthnLoginFailed } else { Error::DiscoverableLoginFailed }
}

/// The answer to what the commit refuses.
fn refusal(refused: AuthenticationRefused, with_transaction: bool) -> Error {
    match refused {
        AuthenticationRefused::HandshakeSpent
        | AuthenticationRefused::PasskeyRevoked
        | AuthenticationRefused::SignCountNotAdvanced => login_failed(with_transaction),
        AuthenticationRefused::TransactionSpent => Error::TransactionNotFound,
        AuthenticationRefused::UserNotActive => Error::UserNotActive,
    }
}
