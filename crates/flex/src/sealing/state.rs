//! What sealed tokens hold. Fields are numbered, so that a later version can add some and still read these.

use jiff::Timestamp;
use minicbor::{Decode, Encode};

/// A transaction: one person of one app is about to register or sign in. Kind and app are not in here: they are
/// authenticated with it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct TransactionState {
    /// Random id, spent by the ceremony that finishes.
    #[n(0)]
    pub(crate) id: String,
    /// The app's own id for the person.
    #[n(1)]
    pub(crate) external_id: String,
    /// Passflex's id, if the person was known when this was sealed.
    #[n(2)]
    pub(crate) user_id: Option<String>,
    /// What the authenticator shows. Empty for a sign-in.
    #[n(3)]
    pub(crate) display_name: String,
    /// User verification that the backend demanded beyond the app's settings: see [`crate::ceremony::uv_code`].
    #[n(4)]
    pub(crate) user_verification: Option<u8>,
    /// When it was sealed, Unix microseconds.
    #[n(5)]
    pub(crate) sealed_at: i64,
    /// From when it does not start a ceremony, Unix microseconds.
    #[n(6)]
    pub(crate) expires_at: i64,
}

/// A handshake: one ceremony that the browser has been asked to run.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct HandshakeState {
    /// Random id, spent when it finishes.
    #[n(0)]
    pub(crate) id: String,
    /// The transaction it belongs to; none for a discoverable sign-in.
    #[n(1)]
    pub(crate) transaction: Option<TransactionState>,
    /// 32 random bytes.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub(crate) challenge: Vec<u8>,
    /// RP id that the browser was told.
    #[n(3)]
    pub(crate) rp_id: String,
    /// User verification that the browser was told.
    #[n(4)]
    pub(crate) user_verification: u8,
    /// User handle that the browser was told. Empty for a sign-in.
    #[n(5)]
    pub(crate) user_handle: String,
    /// COSE algorithms that the browser was told. Empty for a sign-in.
    #[n(6)]
    pub(crate) algorithms: Vec<i64>,
    /// When it was sealed, Unix microseconds.
    #[n(7)]
    pub(crate) started_at: i64,
    /// From when it does not finish, Unix microseconds.
    #[n(8)]
    pub(crate) expires_at: i64,
    /// What the app demanded of attestation: see [`crate::ceremony::attestation_code`]. Absent for a sign-in, and in
    /// tokens of 0.1 before attestation could be demanded.
    #[n(9)]
    pub(crate) attestation: Option<u8>,
}

/// A moment out of a token. One that no clock can show counts as long past.
pub(crate) fn moment(microseconds: i64) -> Timestamp {
    Timestamp::from_microsecond(microseconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

impl TransactionState {
    pub(crate) fn sealed_at(&self) -> Timestamp {
        moment(self.sealed_at)
    }

    pub(crate) fn expires_at(&self) -> Timestamp {
        moment(self.expires_at)
    }
}

impl HandshakeState {
    pub(crate) fn started_at(&self) -> Timestamp {
        moment(self.started_at)
    }

    pub(crate) fn expires_at(&self) -> Timestamp {
        moment(self.expires_at)
    }
}

#[cfg(test)]
mod tests {
    use passflex_webauthn::AttestationPolicy;

    use super::HandshakeState;
    use crate::ceremony::attestation_from_code;

    /// A handshake that was sealed before attestation could be demanded, as that version encoded it.
    const BEFORE_ATTESTATION: &[u8] = b"\x89\x61h\xf6\x42cc\x61r\x02\x61u\x81\x26\x01\x02";

    #[test]
    fn a_handshake_of_the_version_before_still_opens_and_demands_no_attestation() {
        let state: HandshakeState = minicbor::decode(BEFORE_ATTESTATION).unwrap();
        let expected = HandshakeState {
            id: "h".to_owned(),
            transaction: None,
            challenge: b"cc".to_vec(),
            rp_id: "r".to_owned(),
            user_verification: 2,
            user_handle: "u".to_owned(),
            algorithms: vec![-7],
            started_at: 1,
            expires_at: 2,
            attestation: None,
        };
        assert_eq!(state, expected);
        assert_eq!(attestation_from_code(state.attestation), AttestationPolicy::Ignore);
    }

    #[test]
    fn an_attestation_policy_of_a_later_version_is_the_strictest() {
        assert_eq!(attestation_from_code(Some(3)), AttestationPolicy::RequireTrusted);
    }
}
