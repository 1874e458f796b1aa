//! Sealed tokens: the state of transactions and handshakes, carried by the client and readable only here.

mod key;
mod ring;
mod state;
mod token;

pub(crate) use key::sealing_key_purpose;
pub(crate) use ring::{LONGEST_TOKEN_LIFETIME, Ring};
pub use ring::{ListedSealingKey, RotatedSealingKeys, SealingKeyState};
pub(crate) use state::{HandshakeState, TransactionState};
pub(crate) use token::TokenType;
