//! Confirming with a passkey that it is still the same person.

use std::sync::Arc;

use axum::extract::{Json, State};
use serde::Deserialize;

use super::{Finished, Started};
use crate::Demo;
use crate::database::{Ceremony, CeremonyKind, Session};
use crate::failure::Failure;
use crate::passflex::Expect;
use crate::security::{Browser, GuardedJson};
use crate::step_up::{CONFIRMATION, Purpose};

/// No fields: the account is the session's.
#[derive(Deserialize)]
pub(crate) struct Start {}

/// Opens a step-up for whoever is signed in.
pub(crate) async fn start(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    session: Session,
    GuardedJson(Start {}): GuardedJson<Start>,
) -> Result<Json<Started>, Failure> {
    let account_id = session.account.id;
    let transaction_id = demo.passflex.create_authenticate_transaction(&account_id).await?;
    let transaction_id = transaction_id.ok_or(Failure::NoPasskey)?;
    let ceremony = Ceremony { account_id, transaction_id: transaction_id.clone() };
    demo.database.begin_ceremony(browser.hash(), CeremonyKind::StepUp, ceremony).await?;
    Ok(Json(Started { transaction_id: Some(transaction_id) }))
}

/// What was confirmed.
#[derive(Deserialize)]
pub(crate) struct Finish {
    nonce: String,
    purpose: Purpose,
}

/// Notes the confirmation, if the nonce is of this account, this session and this very transaction. Any lesser check
/// would let a nonce from an earlier sign-in, or of another person's passkey, pass for a confirmation.
pub(crate) async fn finish(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    session: Session,
    GuardedJson(Finish { nonce, purpose }): GuardedJson<Finish>,
) -> Result<Json<Finished>, Failure> {
    let ceremony = demo.database.take_ceremony(browser.hash(), CeremonyKind::StepUp).await?;
    let ceremony = ceremony.ok_or(Failure::NoCeremony)?;
    let expect = Expect::authentication(&session.account.id, &ceremony.transaction_id);
    demo.passflex.verify(&nonce, expect).await?;
    demo.database.confirm(browser.hash(), purpose, CONFIRMATION).await?;
    Ok(Json(Finished { location: purpose.destination() }))
}
