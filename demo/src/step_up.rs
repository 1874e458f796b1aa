//! Step-up: before something that a thief of the session must not do, the person confirms that it is them.
//!
//! A confirmation is for one purpose and at most five minutes. A change of the e-mail address uses it up; changes to
//! the passkeys do not, so that one can tidy up several at a time.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::Demo;
use crate::database::Session;
use crate::failure::Failure;

/// How long a confirmation counts.
pub(crate) const CONFIRMATION: SignedDuration = SignedDuration::from_mins(5);

/// Who has just signed in need not confirm it to add the first passkey.
const RECENT: SignedDuration = SignedDuration::from_mins(15);

/// What a person confirms that it is them for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Purpose {
    Email,
    Passkeys,
}

impl Purpose {
    /// The name in the database and in addresses.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Passkeys => "passkeys",
        }
    }

    /// What is being confirmed, to go on from "to …".
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Email => "change your e-mail address",
            Self::Passkeys => "change your passkeys",
        }
    }

    /// The page where one asks for confirmation.
    pub(crate) fn confirm_page(self) -> &'static str {
        match self {
            Self::Email => "/confirm?for=email",
            Self::Passkeys => "/confirm?for=passkeys",
        }
    }

    /// The page to go to when that is done. From a closed list, so that no link can lead a person elsewhere.
    pub(crate) fn destination(self) -> &'static str {
        match self {
            Self::Email => "/account/email",
            Self::Passkeys => "/account?done=confirmed",
        }
    }
}

/// Refuses a change to the passkeys unless the person has signed in or confirmed a short while ago: a passkey that a
/// thief adds would outlive the stolen session.
pub(crate) fn demand_recent(session: &Session) -> Result<(), Failure> {
    let now = Timestamp::now();
    let signed_in_recently = now.duration_since(session.signed_in_at) < RECENT;
    if signed_in_recently || session.is_confirmed(Purpose::Passkeys, now) {
        return Ok(());
    }
    Err(Failure::ConfirmFirst(Purpose::Passkeys))
}

/// How a person can confirm that it is them.
pub(crate) enum Means {
    /// With a passkey, and nothing less: else a stolen password would do.
    Passkey,
    /// With the password, for the account has no passkey.
    Password,
}

impl Demo {
    /// How an account confirms. When Passflex cannot tell, nobody can: an outage must not lower the bar.
    pub(crate) async fn means_of(&self, account_id: &str) -> Result<Means, Failure> {
        let passkeys = self.passflex.list_passkeys(account_id).await?;
        Ok(if passkeys.is_empty() { Means::Password } else { Means::Passkey })
    }
}
