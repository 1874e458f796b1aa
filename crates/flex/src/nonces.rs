//! Nonces: what the browser brings to the app's backend, and the backend trades for the person's id.

use jiff::Timestamp;
use passflex_store::PasskeyId;
use passflex_store::records::{CeremonyKind, TakenNonce};
use subtle::ConstantTimeEq;

use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::secrets;
use crate::tenant::Tenant;

/// What the backend demands of the ceremony behind a nonce. Whatever does not match spends the nonce.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    /// It was a registration, or a sign-in.
    pub kind: Option<CeremonyKind>,
    /// It was this person.
    pub external_id: Option<String>,
    /// It belonged to this transaction, named by its sealed text.
    pub transaction_id: Option<String>,
}

/// Who it was, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedNonce {
    /// The app's own id for the person.
    pub external_id: String,
    /// Registration or sign-in.
    pub kind: CeremonyKind,
    /// The transaction, as its backend was given it; `None` for a discoverable sign-in.
    pub transaction_id: Option<String>,
    /// The passkey.
    pub device_id: PasskeyId,
    /// Whether the authenticator verified the person.
    pub user_verified: bool,
    /// Whether the passkey may be synced.
    pub backup_eligible: bool,
    /// When the ceremony finished.
    pub authenticated_at: Timestamp,
}

impl Flex {
    /// Takes a nonce: says who it was, once.
    pub async fn verify_nonce(
        &self,
        tenant: &Tenant,
        nonce: &str,
        expect: &Expectation,
    ) -> Result<VerifiedNonce> {
        let hash = secrets::sha256(nonce);
        let taken =
            self.store.take_nonce(tenant.id(), &hash, self.clock.now()).await?.ok_or(Error::InvalidNonce)?;
        if !is_expected(expect, &taken) {
            return Err(Error::InvalidNonce);
        }
        Ok(VerifiedNonce {
            external_id: taken.external_id,
            kind: taken.kind,
            transaction_id: taken.transaction_id,
            device_id: taken.passkey_id,
            user_verified: taken.user_verified,
            backup_eligible: taken.backup_eligible,
            authenticated_at: taken.authenticated_at,
        })
    }
}

fn is_expected(expect: &Expectation, taken: &TakenNonce) -> bool {
    let same = |expected: &Option<String>, actual: Option<&str>| match (expected, actual) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(expected), Some(actual)) => expected.as_bytes().ct_eq(actual.as_bytes()).into(),
    };
    expect.kind.is_none_or(|kind| kind == taken.kind)
        && same(&expect.external_id, Some(&taken.external_id))
        && same(&expect.transaction_id, taken.transaction_id.as_deref())
}
