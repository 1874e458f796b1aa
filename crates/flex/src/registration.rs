//! Registration: a person gets a passkey.

use passflex_store::records::{
    CeremonyKind, EventAction, EventOutcome, FinishRegistration, RegisteringUser, User, UserStatus,
    attestation_trust,
};
use passflex_store::{RegistrationRefused, UserId};
use passflex_webauthn::json::{
    AttestationConveyancePreference, AuthenticatorSelectionCriteria, CreationExtensionsJson,
    PublicKeyCredentialCreationOptionsJson, PublicKeyCredentialDescriptorJson, PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntityJson, RegistrationResponseJson,
    ResidentKeyRequirement,
};
use passflex_webauthn::{
    AaguidPolicy, Algorithm, AttestationExpectations, AttestationPolicy, AuthenticatorAttachment,
    RegistrationExpectations, RegistrationResponse, VerifiedRegistration, verify_registration,
};

use crate::broken::Broken;
use crate::ceremony::{
    Client, Failure, FinishRequest, attestation_code, attestation_from_code, cross_origin, spent_handshake,
    spent_transaction, timeout_milliseconds, uv_from_code,
};
use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::passkeys::{friendly_name, so_many};
use crate::sealing::{HandshakeState, TokenType, TransactionState};
use crate::tenant::Tenant;

/// Where the authenticator has to sit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attachment {
    /// In the device.
    Platform,
    /// Apart from the device.
    CrossPlatform,
    /// Anywhere.
    #[default]
    Any,
}

/// A registration that the browser is asked to run.
#[derive(Clone, Debug)]
pub struct StartedRegistration {
    /// The sealed handshake.
    pub handshake_id: String,
    /// What to ask the authenticator.
    pub public_key: PublicKeyCredentialCreationOptionsJson,
}

impl Flex {
    /// Starts a registration. Writes nothing.
    pub async fn start_registration(
        &self,
        tenant: &Tenant,
        transaction_id: &str,
        attachment: Attachment,
    ) -> Result<StartedRegistration> {
        tenant.require_active()?;
        let transaction = self
            .open_transaction(CeremonyKind::Register, tenant, transaction_id)
            .await?
            .ok_or(Error::TransactionNotFound)?;
        let user = self.registering_user(tenant, &transaction).await?;
        let passkeys = match &user {
            Some(user) => self.store.passkeys(tenant.id(), &user.id).await?,
            None => Vec::new(),
        };
        let limit = tenant.app.settings.passkeys_per_user;
        if passkeys.len() >= usize::try_from(limit).unwrap_or(usize::MAX) {
            return Err(too_many_passkeys(limit));
        }

        let display_name = transaction.display_name.clone();
        let mut handshake = self.new_handshake(tenant, Some(transaction))?;
        handshake.user_handle = match user {
            Some(user) => user.user_handle,
            None => tenant.new_user_handle(external_id(&handshake)?),
        };
        handshake.algorithms.clone_from(&tenant.app.settings.algorithms);
        handshake.attestation = Some(attestation_code(tenant.app.settings.attestation));
        let handshake_id =
            self.seal(TokenType::Handshake(CeremonyKind::Register), tenant.id(), &handshake).await?;
        self.counts.started(tenant.id(), CeremonyKind::Register, self.clock.now());

        let exclude = passkeys
            .into_iter()
            .map(|passkey| PublicKeyCredentialDescriptorJson::new(passkey.credential_id, passkey.transports))
            .collect();
        Ok(StartedRegistration {
            handshake_id,
            public_key: creation_options(tenant, handshake, display_name, exclude, attachment),
        })
    }

    /// Finishes a registration: verifies it, commits it, and hands out a nonce.
    pub async fn finish_registration(
        &self,
        tenant: &Tenant,
        request: FinishRequest<RegistrationResponseJson>,
        client: &Client,
    ) -> Result<String> {
        tenant.require_active()?;
        let handshake = self
            .open_handshake(CeremonyKind::Register, tenant, &request.handshake_id)
            .await?
            .ok_or(Error::RegistrationFailed)?;
        let fail = async |failure: Failure<'_>, error: Error| {
            self.record_failure(tenant, EventAction::Register, &handshake, client, failure).await?;
            Err(error)
        };
        let mismatch = Failure::from(Broken::TransactionMismatch);
        let named = request.transaction_id.as_deref();
        match self.is_sealed_transaction(CeremonyKind::Register, tenant, named, &handshake).await? {
            Some(true) => {}
            Some(false) => return fail(mismatch, Error::RegistrationFailed).await,
            None => return fail(mismatch, Error::TransactionNotFound).await,
        }
        let Some(transaction) = &handshake.transaction else { return Err(Error::RegistrationFailed) };

        let response = match request.response.decode() {
            Ok(decoded) => decoded,
            Err(error) => return fail(Broken::from(error).into(), Error::RegistrationFailed).await,
        };
        let failure =
            |broken: Broken| Failure { client_data_json: Some(&response.client_data_json), ..broken.into() };
        let verified = match self.verify_registration(tenant, &handshake, &response) {
            Ok(verified) => verified,
            Err(broken) => return fail(failure(broken), Error::RegistrationFailed).await,
        };
        let (nonce, new_nonce) = self.new_nonce(tenant, request.transaction_id)?;
        let mut event = self.event(EventAction::Register, EventOutcome::Complete, &handshake, client)?;
        let passkey_id = self.random.passkey_id()?;
        event.passkey_id = Some(passkey_id.clone());
        event.origin = Some(verified.origin().to_owned());
        event.aaguid = Some(verified.aaguid());
        event.attestation_format = Some(verified.attestation_format().to_owned());
        event.attestation_trust = Some(attestation_trust(&verified).to_owned());
        event.user_present = Some(verified.flags().user_present());
        event.user_verified = Some(verified.user_verified());
        event.backup_eligible = Some(verified.backup_eligible());
        event.backup_state = Some(verified.backup_state());

        let (facts, started_at, at) = (self.facts_of(&event), event.started_at, event.at);
        let finished = self
            .store
            .finish_registration(FinishRegistration {
                app: tenant.id().clone(),
                handshake: spent_handshake(&handshake),
                transaction: spent_transaction(transaction),
                user: RegisteringUser {
                    external_id: transaction.external_id.clone(),
                    new_id: self.random.user_id()?,
                    user_handle: handshake.user_handle.clone(),
                    sealed_id: transaction.user_id.as_deref().map(UserId::new),
                    sealed_at: transaction.sealed_at(),
                },
                passkey_id,
                rp_id: handshake.rp_id.clone(),
                friendly_name: friendly_name(&self.providers, &verified),
                passkeys_per_user: tenant.app.settings.passkeys_per_user,
                verified,
                nonce: new_nonce,
                at,
                event,
            })
            .await?;
        match finished {
            Ok(_) => {
                self.counts.complete(tenant.id(), CeremonyKind::Register, started_at, at, facts);
                Ok(nonce)
            }
            Err(refused) => fail(failure(refused.into()), refusal(refused, tenant)).await,
        }
    }

    /// The verified registration, or the rule that it broke.
    fn verify_registration(
        &self,
        tenant: &Tenant,
        handshake: &HandshakeState,
        response: &RegistrationResponse,
    ) -> Result<VerifiedRegistration, Broken> {
        let settings = &tenant.app.settings;
        let attestors = self.attestors.get();
        let expected = RegistrationExpectations {
            cross_origin: cross_origin(settings),
            user_verification: uv_from_code(handshake.user_verification),
            algorithms: &algorithms(&handshake.algorithms),
            attestation: AttestationExpectations {
                policy: attestation_from_code(handshake.attestation),
                anchors: attestors.anchors(),
                metadata: attestors.metadata(),
                now: self.clock.now().as_second(),
            },
            aaguids: AaguidPolicy { allow: &settings.aaguids_allowed, deny: &settings.aaguids_denied },
            ..RegistrationExpectations::new(&handshake.challenge, &handshake.rp_id, tenant.origins())
        };
        Ok(verify_registration(&expected, response)?)
    }

    /// The user that a registration adds a passkey to, if there is one already. Refuses one that was deleted or
    /// deactivated since the transaction was sealed.
    async fn registering_user(
        &self,
        tenant: &Tenant,
        transaction: &TransactionState,
    ) -> Result<Option<User>> {
        let user = self.store.user_by_external_id(tenant.id(), &transaction.external_id).await?;
        match (&user, &transaction.user_id) {
            (None, Some(_)) => return Err(Error::TransactionNotFound),
            (Some(user), Some(sealed)) if user.id.as_str() != sealed => {
                return Err(Error::TransactionNotFound);
            }
            (Some(user), _) if user.status != UserStatus::Active => return Err(Error::UserNotActive),
            _ => {}
        }
        Ok(user)
    }
}

fn external_id(handshake: &HandshakeState) -> Result<&str> {
    handshake
        .transaction
        .as_ref()
        .map(|transaction| transaction.external_id.as_str())
        .ok_or_else(|| Error::Internal("a registration handshake without a transaction".to_owned()))
}

fn creation_options(
    tenant: &Tenant,
    handshake: HandshakeState,
    display_name: String,
    exclude_credentials: Vec<PublicKeyCredentialDescriptorJson>,
    attachment: Attachment,
) -> PublicKeyCredentialCreationOptionsJson {
    // A security key has few places for discoverable credentials and may be full: it may make the other kind.
    let (authenticator_attachment, resident_key) = match attachment {
        Attachment::Platform => (Some(AuthenticatorAttachment::Platform), ResidentKeyRequirement::Required),
        Attachment::CrossPlatform => {
            (Some(AuthenticatorAttachment::CrossPlatform), ResidentKeyRequirement::Preferred)
        }
        Attachment::Any => (None, ResidentKeyRequirement::Required),
    };
    PublicKeyCredentialCreationOptionsJson {
        rp: PublicKeyCredentialRpEntity { id: handshake.rp_id, name: tenant.app.name.clone() },
        user: PublicKeyCredentialUserEntityJson {
            id: handshake.user_handle.into_bytes(),
            name: display_name.clone(),
            display_name,
        },
        challenge: handshake.challenge,
        pub_key_cred_params: algorithms(&handshake.algorithms)
            .into_iter()
            .map(PublicKeyCredentialParameters::new)
            .collect(),
        timeout: Some(timeout_milliseconds(tenant)),
        attestation: Some(conveyance(attestation_from_code(handshake.attestation))),
        attestation_formats: Vec::new(),
        exclude_credentials,
        authenticator_selection: Some(AuthenticatorSelectionCriteria {
            authenticator_attachment,
            resident_key,
            require_resident_key: resident_key == ResidentKeyRequirement::Required,
            user_verification: uv_from_code(handshake.user_verification),
        }),
        hints: Vec::new(),
        extensions: Some(CreationExtensionsJson { cred_props: true, ..CreationExtensionsJson::default() }),
    }
}

fn algorithms(cose_ids: &[i64]) -> Vec<Algorithm> {
    cose_ids.iter().copied().filter_map(Algorithm::from_cose_id).collect()
}

/// What to ask clients for. Without an answer to `direct` there would be nothing to verify.
fn conveyance(policy: AttestationPolicy) -> AttestationConveyancePreference {
    match policy {
        AttestationPolicy::Ignore => AttestationConveyancePreference::None,
        AttestationPolicy::Verify | AttestationPolicy::RequireTrusted => {
            AttestationConveyancePreference::Direct
        }
    }
}

fn too_many_passkeys(limit: u32) -> Error {
    Error::OperationNotAllowed(format!(
        "The user already has {}, which is the limit. Revoke one first.",
        so_many(limit.into())
    ))
}

/// The answer to what the commit refuses.
fn refusal(refused: RegistrationRefused, tenant: &Tenant) -> Error {
    match refused {
        RegistrationRefused::HandshakeSpent
        | RegistrationRefused::CredentialExists
        | RegistrationRefused::RpIdChanged => Error::RegistrationFailed,
        RegistrationRefused::TransactionSpent | RegistrationRefused::UserDeleted => {
            Error::TransactionNotFound
        }
        RegistrationRefused::UserNotActive => Error::UserNotActive,
        RegistrationRefused::TooManyPasskeys => too_many_passkeys(tenant.app.settings.passkeys_per_user),
        RegistrationRefused::AppGone => Error::AppNotFound,
    }
}
