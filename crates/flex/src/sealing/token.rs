//! The text of a sealed token: `base64url(version, key id, nonce, ciphertext, tag)`.

use data_encoding::BASE64URL_NOPAD;
use minicbor::{Decode, Encode};
use passflex_store::AppId;
use passflex_store::records::CeremonyKind;

use crate::error::{Error, Result};
use crate::flex::Flex;

/// The format below. A token of another format counts as expired.
const VERSION: u8 = 1;
/// Version and key id.
const HEADER: usize = 5;
/// More text than any token we seal has; longer ones are refused before anything is decoded.
const MAX_TEXT: usize = 4_096;

/// What a token is: a transaction or a handshake, of a registration or of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenType {
    Transaction(CeremonyKind),
    Handshake(CeremonyKind),
}

impl TokenType {
    fn code(self) -> u8 {
        match self {
            Self::Transaction(CeremonyKind::Register) => b'r',
            Self::Transaction(CeremonyKind::Authenticate) => b'a',
            Self::Handshake(CeremonyKind::Register) => b'R',
            Self::Handshake(CeremonyKind::Authenticate) => b'A',
        }
    }
}

/// What the cipher authenticates with the state: a token of one version, key, type or app opens as no other.
fn authenticated(key_id: u32, token_type: TokenType, app: &AppId) -> Vec<u8> {
    let mut data = Vec::with_capacity(HEADER + 1 + app.as_str().len());
    data.push(VERSION);
    data.extend_from_slice(&key_id.to_be_bytes());
    data.push(token_type.code());
    data.extend_from_slice(app.as_str().as_bytes());
    data
}

impl Flex {
    /// Seals a state for `app` as a token of this type.
    pub(crate) async fn seal<S: Encode<()>>(
        &self,
        token_type: TokenType,
        app: &AppId,
        state: &S,
    ) -> Result<String> {
        self.freshen_ring().await?;
        let plain = minicbor::to_vec(state).map_err(|error| Error::Internal(error.to_string()))?;
        let (key_id, sealed) = self.ring.seal(
            self.clock.now(),
            self.random.as_ref(),
            |key_id| authenticated(key_id, token_type, app),
            plain,
        )?;
        let mut token = Vec::with_capacity(HEADER + sealed.len());
        token.push(VERSION);
        token.extend_from_slice(&key_id.to_be_bytes());
        token.extend_from_slice(&sealed);
        Ok(BASE64URL_NOPAD.encode(&token))
    }

    /// Opens a token of this type and app, whether or not it has expired. `None` where it is anything else.
    pub(crate) async fn open_token<S: for<'b> Decode<'b, ()>>(
        &self,
        token_type: TokenType,
        app: &AppId,
        text: &str,
    ) -> Result<Option<S>> {
        if text.len() > MAX_TEXT {
            return Ok(None);
        }
        let Ok(token) = BASE64URL_NOPAD.decode(text.trim_end_matches('=').as_bytes()) else {
            return Ok(None);
        };
        let Some(([VERSION, a, b, c, d], sealed)) = token.split_first_chunk::<HEADER>() else {
            return Ok(None);
        };
        let key_id = u32::from_be_bytes([*a, *b, *c, *d]);
        if !self.learn_sealing_key(key_id).await? {
            return Ok(None);
        }
        let plain =
            self.ring.open_with(key_id, self.clock.now(), &authenticated(key_id, token_type, app), sealed);
        Ok(plain.and_then(|plain| minicbor::decode(&plain).ok()))
    }
}
