//! New identifiers: short, URL-safe, random; those of logs are ordered by time instead.

use jiff::Timestamp;
use passflex_store::{
    AdminSessionId, AdminTokenId, ApiKeyId, AppId, AuditId, EventId, GrantId, LinkId, NativeClientId,
    PasskeyId, TokenId, UserId, time_ordered,
};

use crate::random::{Random, RandomError};

/// The digits of base62.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The last twelve base62 digits of `number`, most significant first.
fn twelve_digits(mut number: u128) -> String {
    let mut text = [0; 12];
    for place in text.iter_mut().rev() {
        let digit = usize::try_from(number % 62).unwrap_or_default();
        *place = BASE62.get(digit).copied().unwrap_or(b'0');
        number /= 62;
    }
    text.into_iter().map(char::from).collect()
}

/// 24 base62 characters (142.9 bits) of 256 uniformly distributed bits: 12 digits of each half, so that no digit is
/// likelier than another by more than 2^-56.
pub(crate) fn base62_24(bits: &[u8; 32]) -> String {
    let (high, low) = bits.split_at(16);
    let half = |bytes: &[u8]| bytes.iter().fold(0u128, |number, byte| number << 8 | u128::from(*byte));
    twelve_digits(half(high)) + &twelve_digits(half(low))
}

/// Makes identifiers.
impl dyn Random + '_ {
    fn id(&self) -> Result<String, RandomError> {
        Ok(base62_24(&self.bytes()?))
    }

    pub(crate) fn app_id(&self) -> Result<AppId, RandomError> {
        self.id().map(AppId::new)
    }

    pub(crate) fn api_key_id(&self) -> Result<ApiKeyId, RandomError> {
        self.id().map(ApiKeyId::new)
    }

    pub(crate) fn native_client_id(&self) -> Result<NativeClientId, RandomError> {
        self.id().map(NativeClientId::new)
    }

    pub(crate) fn user_id(&self) -> Result<UserId, RandomError> {
        self.id().map(UserId::new)
    }

    pub(crate) fn passkey_id(&self) -> Result<PasskeyId, RandomError> {
        self.id().map(PasskeyId::new)
    }

    pub(crate) fn token_id(&self) -> Result<TokenId, RandomError> {
        self.id().map(TokenId::new)
    }

    pub(crate) fn grant_id(&self) -> Result<GrantId, RandomError> {
        self.id().map(GrantId::new)
    }

    pub(crate) fn link_id(&self) -> Result<LinkId, RandomError> {
        self.id().map(LinkId::new)
    }

    pub(crate) fn admin_session_id(&self) -> Result<AdminSessionId, RandomError> {
        self.id().map(AdminSessionId::new)
    }

    pub(crate) fn admin_token_id(&self) -> Result<AdminTokenId, RandomError> {
        self.id().map(AdminTokenId::new)
    }

    pub(crate) fn event_id(&self, at: Timestamp) -> Result<EventId, RandomError> {
        Ok(EventId::new(time_ordered(at, self.bytes()?)))
    }

    pub(crate) fn audit_id(&self, at: Timestamp) -> Result<AuditId, RandomError> {
        Ok(AuditId::new(time_ordered(at, self.bytes()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::base62_24;

    #[test]
    fn every_bit_of_the_input_matters_to_an_id() {
        let mut seen = std::collections::HashSet::new();
        for bit in 0..256 {
            let mut bits = [0u8; 32];
            bits[bit / 8] = 1 << (bit % 8);
            let id = base62_24(&bits);
            assert_eq!(id.len(), 24);
            assert!(id.bytes().all(|b| b.is_ascii_alphanumeric()));
            seen.insert(id);
        }
        assert_eq!(seen.len(), 256);
    }
}
