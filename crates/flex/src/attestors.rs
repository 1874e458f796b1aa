//! Whom the server trusts to vouch for authenticators.

use std::sync::{Arc, PoisonError, RwLock};

use passflex_webauthn::TrustAnchor;
use passflex_webauthn::metadata::Metadata;

use crate::flex::Flex;

/// The authorities whose word on authenticators counts. The default is nobody: no attestation is trusted then.
#[derive(Debug, Default)]
pub struct Attestors {
    anchors: Vec<TrustAnchor>,
    metadata: Option<Metadata>,
}

impl Attestors {
    /// These roots, for authenticators of any model.
    pub fn new(anchors: Vec<TrustAnchor>) -> Self {
        Self { anchors, metadata: None }
    }

    /// These besides, each for the models that FIDO's metadata names it for; and what that reports against a model.
    #[must_use]
    pub fn with_metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = Some(metadata);
        self
    }

    /// Whether there is nobody, so that no attestation can be trusted.
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty() && self.metadata.is_none()
    }

    /// FIDO's metadata, if there is any.
    pub fn metadata(&self) -> Option<&Metadata> {
        self.metadata.as_ref()
    }

    pub(crate) fn anchors(&self) -> &[TrustAnchor] {
        &self.anchors
    }
}

/// The attestors in force. They are exchanged as a whole: a ceremony sees the old ones or the new.
#[derive(Debug, Default)]
pub(crate) struct CurrentAttestors(RwLock<Arc<Attestors>>);

impl CurrentAttestors {
    /// Those of this moment.
    pub(crate) fn get(&self) -> Arc<Attestors> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Flex {
    /// The attestors in force.
    pub fn attestors(&self) -> Arc<Attestors> {
        self.attestors.get()
    }

    /// Puts these attestors in force in place of those before, for every `finish` from now on.
    pub fn set_attestors(&self, attestors: Attestors) {
        *self.attestors.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(attestors);
    }
}
