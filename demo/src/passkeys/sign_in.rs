//! Signing in with a passkey: by account name, or without one (the button and autofill).
//!
//! # What a stranger learns from a name: nothing
//!
//! A transaction opens only for an account that has a passkey, and its browser side lists that account's passkeys.
//! Handing one to whoever types a name would tell the world which names exist and which of them have passkeys, and no
//! decoy could hide it, for Passflex knows no transaction that it did not make. So only a browser that has signed in
//! to the account before gets one: it knows already. To any other browser every name gets the same answer, no
//! transaction, without Passflex being asked; nothing is left for a clock to measure.
//!
//! The price: on a new device the name leads to the password field, and a passkey signs in through the button or
//! autofill, which every passkey that a password manager or platform keeps can do. A security key that cannot
//! list its passkeys signs in by name only where its owner has signed in before.

use std::sync::Arc;

use axum::extract::{Json, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{Finished, Started};
use crate::Demo;
use crate::database::{Ceremony, CeremonyKind};
use crate::failure::Failure;
use crate::passflex::Expect;
use crate::security::{Browser, GuardedJson, KnownBrowser, sign_in};

/// Who wants to sign in.
#[derive(Deserialize)]
pub(crate) struct Start {
    name: String,
}

/// Opens a sign-in for the account behind a name, if this browser is known to it and it has a passkey.
pub(crate) async fn start(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    known: KnownBrowser,
    GuardedJson(Start { name }): GuardedJson<Start>,
) -> Result<Json<Started>, Failure> {
    let Some(known) = known.hash() else { return Ok(Json(Started { transaction_id: None })) };
    let Some(account) = demo.database.account_known_to(known, name.trim()).await? else {
        return Ok(Json(Started { transaction_id: None }));
    };
    let transaction_id = demo.passflex.create_authenticate_transaction(&account.id).await?;
    if let Some(transaction_id) = transaction_id.clone() {
        let ceremony = Ceremony { account_id: account.id, transaction_id };
        demo.database.begin_ceremony(browser.hash(), CeremonyKind::SignIn, ceremony).await?;
    }
    Ok(Json(Started { transaction_id }))
}

/// How a sign-in ended in the browser.
#[derive(Deserialize)]
pub(crate) struct Finish {
    nonce: String,
    /// The transaction that the nonce came from; none for the button and autofill.
    transaction_id: Option<String>,
}

/// Signs in whoever the nonce proves to be there.
pub(crate) async fn finish(
    State(demo): State<Arc<Demo>>,
    browser: Browser,
    known: KnownBrowser,
    GuardedJson(finish): GuardedJson<Finish>,
) -> Result<Response, Failure> {
    let account_id = match finish.transaction_id {
        Some(transaction_id) => by_name(&demo, &browser, &finish.nonce, &transaction_id).await?,
        None => without_name(&demo, &finish.nonce).await?,
    };
    let cookies = sign_in(&demo, &browser, known, &account_id).await?;
    Ok((cookies, Json(Finished { location: "/account" })).into_response())
}

/// The account of a nonce that belongs to the transaction this browser was given.
async fn by_name(
    demo: &Demo,
    browser: &Browser,
    nonce: &str,
    transaction_id: &str,
) -> Result<String, Failure> {
    let ceremony = demo.database.take_ceremony(browser.hash(), CeremonyKind::SignIn).await?;
    let ceremony = ceremony.filter(|ceremony| ceremony.transaction_id == transaction_id);
    let ceremony = ceremony.ok_or(Failure::NoCeremony)?;
    let expect = Expect::authentication(&ceremony.account_id, transaction_id);
    demo.passflex.verify(nonce, expect).await?;
    Ok(ceremony.account_id)
}

/// The account of a nonce that belongs to no transaction. That this browser, and no other, ran the ceremony is what
/// [`GuardedJson`] stands for.
async fn without_name(demo: &Demo, nonce: &str) -> Result<String, Failure> {
    let verified = demo.passflex.verify(nonce, Expect::authentication_by_anyone()).await?;
    if verified.transaction_id.is_some() {
        // A nonce of a sign-in by name, perhaps someone else's.
        return Err(Failure::NonceRefused);
    }
    let account = demo.database.account(verified.external_id).await?;
    // Passflex may still know an account that this site has forgotten.
    Ok(account.ok_or(Failure::NonceRefused)?.id)
}
