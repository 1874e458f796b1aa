//! Adding a passkey to the account that is signed in.

use std::sync::Arc;

use axum::extract::{Json, State};
use serde::Deserialize;

use super::{Finished, Nonce, Started};
use crate::Demo;
use crate::database::{Ceremony, CeremonyKind, Session};
use crate::failure::Failure;
use crate::passflex::Expect;
use crate::security::{Browser, GuardedJson};
use crate::step_up::demand_recent;

/// No fields: the account is the session's.
#[derive(Deserialize)]
pub(crate) struct Start {}

/// Opens a registration for whoever is signed in.
pub(crate) async fn start(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    session: Session,
    GuardedJson(Start {}): GuardedJson<Start>,
) -> Result<Json<Started>, Failure> {
    demand_recent(&session)?;
    let account = session.account;
    let transaction_id = demo.passflex.create_register_transaction(&account.id, &account.name).await?;
    let ceremony = Ceremony { account_id: account.id, transaction_id: transaction_id.clone() };
    demo.database.begin_ceremony(browser.hash(), CeremonyKind::Register, ceremony).await?;
    Ok(Json(Started { transaction_id: Some(transaction_id) }))
}

/// Confirms the new passkey. Passflex has stored it by now; the nonce shows that it is this session's doing.
pub(crate) async fn finish(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    session: Session,
    GuardedJson(Nonce { nonce }): GuardedJson<Nonce>,
) -> Result<Json<Finished>, Failure> {
    let ceremony = demo.database.take_ceremony(browser.hash(), CeremonyKind::Register).await?;
    let ceremony = ceremony.ok_or(Failure::NoCeremony)?;
    let expect = Expect::registration(&session.account.id, &ceremony.transaction_id);
    demo.passflex.verify(&nonce, expect).await?;
    Ok(Json(Finished { location: "/account?done=passkey-added" }))
}
