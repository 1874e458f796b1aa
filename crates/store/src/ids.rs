//! Identifiers, one type each, so that a user's id cannot be handed in where a passkey's is meant.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes any text as an id: one that names nothing is simply not found.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The id as it stands in URLs and in the database.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// An app, the tenant: 24 base62 characters.
    AppId,
    /// An API key's public id: 24 base62 characters. Not the key.
    ApiKeyId,
    /// A native client: 24 base62 characters. Not what its platform knows it by.
    NativeClientId,
    /// A user of one app: 24 base62 characters. Not the app's own id for that person.
    UserId,
    /// A passkey (the wire calls it a device): 24 base62 characters. Not the credential id.
    PasskeyId,
    /// The random id inside a sealed transaction or handshake: 24 base62 characters.
    TokenId,
    /// An event: time-ordered, so that it is the cursor of a list.
    EventId,
    /// An audit row: time-ordered, so that it is the cursor of a list.
    AuditId,
    /// An administrator: 24 base62 characters. The external id of the same person in the console's own app.
    AdminId,
    /// What an administrator may do: 24 base62 characters.
    GrantId,
    /// A signed-in browser's public id: 24 base62 characters. Not the cookie's token.
    AdminSessionId,
    /// An admin API token's public id: 24 base62 characters. Not the token.
    AdminTokenId,
    /// A one-time link's public id: 24 base62 characters. Not the link's token.
    LinkId,
}
