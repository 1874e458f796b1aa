//! Whom the server trusts to vouch for authenticators.

use std::sync::{Arc, PoisonError, RwLock};

use passflex_webauthn::TrustAnchor;

use crate::flex::Flex;

/// The authorities whose word on authenticators counts. The default is nobody: no attestation is trusted then.
#[derive(Clone, Debug, Default)]
pub struct Attestors {
    anchors: Vec<TrustAnchor>,
}

impl Attestors {
    /// These roots, for authenticators of any model.
    pub fn new(anchors: Vec<TrustAnchor>) -> Self {
        Self { anchors }
    }

    pub(crate) fn anchors(&self) -> &[TrustAnchor] {
        &self.anchors
    }
}

/// The attestors in force. They are exchanged as a whole: a ceremony sees the old ones or the new.
#[derive(Debug, Default)]
pub(crate) struct CurrentAttestors(RwLock<Arc<Attestors>>);

impl CurrentAttestors {
    pub(crate) fn get(&self) -> Arc<Attestors> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Flex {
    /// Puts these attestors in force in place of those before, for every `finish` from now on.
    pub fn set_attestors(&self, attestors: Attestors) {
        *self.attestors.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(attestors);
    }
}
