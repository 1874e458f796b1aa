//! The rules that a ceremony can break: a closed list, of which events name one. `docs/events.md` explains them.

use passflex_store::{AuthenticationRefused, RegistrationRefused};
use passflex_webauthn::json::JsonError;
use passflex_webauthn::{AuthenticationError, RegistrationError};
use thiserror::Error;

/// A rule that was broken. What it displays as is for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Broken {
    #[error(transparent)]
    Json(#[from] JsonError),
    #[error(transparent)]
    Registration(#[from] RegistrationError),
    #[error(transparent)]
    Authentication(#[from] AuthenticationError),
    #[error("the transaction is not the one that is sealed in the handshake")]
    TransactionMismatch,
    #[error("the handshake has finished before")]
    HandshakeSpent,
    #[error("the transaction has finished before")]
    TransactionSpent,
    #[error("the user is deactivated")]
    UserNotActive,
    #[error("the user was deleted since the ceremony began")]
    UserDeleted,
    #[error("the user has as many passkeys as the app allows")]
    TooManyPasskeys,
    #[error("the credential is registered already")]
    CredentialExists,
    #[error("the app's RP id has changed since the ceremony began")]
    RpIdChanged,
    #[error("the app was deleted since the ceremony began")]
    AppGone,
    #[error("no passkey of the app, or of the transaction's user, has this credential id")]
    CredentialUnknown,
    #[error("the passkey was revoked since the ceremony began")]
    PasskeyRevoked,
    #[error("the signature counter has not grown, so there may be a clone")]
    SignCountNotAdvanced,
}

impl Broken {
    /// The rule's name in events: one lower-case word, stable across versions.
    pub(crate) const fn rule(&self) -> &'static str {
        match self {
            Self::Json(error) => error.rule(),
            Self::Registration(error) => error.rule(),
            // The commit makes the same comparison with the row's current value: one rule, one name.
            Self::Authentication(AuthenticationError::CounterRegression) | Self::SignCountNotAdvanced => {
                "sign_count_not_advanced"
            }
            Self::Authentication(error) => error.rule(),
            Self::TransactionMismatch => "transaction_mismatch",
            Self::HandshakeSpent => "handshake_spent",
            Self::TransactionSpent => "transaction_spent",
            Self::UserNotActive => "user_not_active",
            Self::UserDeleted => "user_deleted",
            Self::TooManyPasskeys => "too_many_passkeys",
            Self::CredentialExists => "credential_exists",
            Self::RpIdChanged => "rp_id_changed",
            Self::AppGone => "app_gone",
            Self::CredentialUnknown => "credential_unknown",
            Self::PasskeyRevoked => "passkey_revoked",
        }
    }
}

impl From<RegistrationRefused> for Broken {
    fn from(refused: RegistrationRefused) -> Self {
        match refused {
            RegistrationRefused::HandshakeSpent => Self::HandshakeSpent,
            RegistrationRefused::TransactionSpent => Self::TransactionSpent,
            RegistrationRefused::UserDeleted => Self::UserDeleted,
            RegistrationRefused::UserNotActive => Self::UserNotActive,
            RegistrationRefused::TooManyPasskeys => Self::TooManyPasskeys,
            RegistrationRefused::CredentialExists => Self::CredentialExists,
            RegistrationRefused::RpIdChanged => Self::RpIdChanged,
            RegistrationRefused::AppGone => Self::AppGone,
        }
    }
}

impl From<AuthenticationRefused> for Broken {
    fn from(refused: AuthenticationRefused) -> Self {
        match refused {
            AuthenticationRefused::HandshakeSpent => Self::HandshakeSpent,
            AuthenticationRefused::TransactionSpent => Self::TransactionSpent,
            AuthenticationRefused::PasskeyRevoked => Self::PasskeyRevoked,
            AuthenticationRefused::UserNotActive => Self::UserNotActive,
            AuthenticationRefused::SignCountNotAdvanced => Self::SignCountNotAdvanced,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use passflex_webauthn::AuthenticationError;

    use super::Broken;

    /// The words that this source gives as names of rules: those that a match arm gives.
    fn words(source: &'static str) -> BTreeSet<&'static str> {
        let arms = source.lines().filter_map(|line| line.trim().split_once("=> \"").map(|(_, word)| word));
        // The one arm that fills a line of its own.
        let alone = source.lines().map(str::trim).filter_map(|line| line.strip_prefix('"'));
        let ends = arms.chain(alone).filter_map(|word| word.split_once('"'));
        ends.filter(|(_, after)| after.is_empty() || *after == ",").map(|(word, _)| word).collect()
    }

    #[test]
    fn every_rule_that_an_event_can_name_is_in_the_table_and_no_other() {
        let mut named = words(include_str!("../../webauthn/src/error.rs"));
        named.extend(words(include_str!("../../webauthn/src/json/error.rs")));
        named.extend(words(include_str!("broken.rs").split("#[cfg(test)]").next().unwrap()));
        let regression = AuthenticationError::CounterRegression;
        assert!(named.remove(regression.rule()), "it has the name of the commit's comparison");
        assert_eq!(Broken::from(regression).rule(), "sign_count_not_advanced");
        for one in ["bad_signature", "attestation_missing", "credential_type", "transaction_mismatch"] {
            assert!(named.contains(one), "{one}: the sources are read as they are written");
        }

        let (_, rules) = include_str!("../../../docs/events.md").split_once("## The rules").unwrap();
        let word = |line: &'static str| Some(line.strip_prefix("| `")?.split_once('`')?.0);
        let table: Vec<&str> = rules.lines().filter_map(word).collect();
        assert_eq!(table.iter().copied().collect::<BTreeSet<_>>(), named);
        assert_eq!(table.len(), named.len(), "each once");
    }
}
