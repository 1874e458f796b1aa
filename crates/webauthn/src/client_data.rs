//! The client data: what the browser vouches for (WebAuthn Level 3 section 5.8.1).

use std::borrow::Cow;
use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use serde::Deserializer as _;
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use subtle::ConstantTimeEq;

use crate::error::{AuthenticationError, RegistrationError};
use crate::policy::CrossOriginPolicy;

/// The ceremony that client data says it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClientDataType {
    Create,
    Get,
}

/// What the client data of a ceremony has to say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientDataExpectations<'a> {
    pub(crate) ceremony: ClientDataType,
    pub(crate) challenge: &'a [u8],
    pub(crate) origins: &'a [String],
    pub(crate) cross_origin: CrossOriginPolicy<'a>,
}

/// Why client data is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClientDataError {
    Malformed,
    Type,
    Challenge,
    Origin,
    CrossOrigin,
    TopOrigin,
}

/// `CollectedClientData` of section 5.8.1, without the members that decide nothing (`tokenBinding` among them, which
/// Level 3 has reserved so that nobody uses it).
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CollectedClientData<'a> {
    pub(crate) ceremony: Option<Cow<'a, str>>,
    pub(crate) challenge: Cow<'a, str>,
    pub(crate) origin: Cow<'a, str>,
    pub(crate) cross_origin: bool,
    pub(crate) top_origin: Option<Cow<'a, str>>,
}

impl<'a> CollectedClientData<'a> {
    /// Parses `clientDataJSON`: one JSON object in UTF-8, no member twice, nothing behind it.
    pub(crate) fn parse(json: &'a [u8]) -> Result<Self, ClientDataError> {
        // Section 7.1 step 5, 7.2 step 8: "UTF-8 decode" drops a byte order mark. It would also replace what is not
        // UTF-8; no client has a reason to send that, so it is refused.
        let json = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
        let text = std::str::from_utf8(json).map_err(|_| ClientDataError::Malformed)?;
        // Section 7.1 step 6, 7.2 step 9.
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let client_data =
            deserializer.deserialize_map(ClientDataVisitor).map_err(|_| ClientDataError::Malformed)?;
        deserializer.end().map_err(|_| ClientDataError::Malformed)?;
        Ok(client_data)
    }

    /// Section 7.1 steps 7 to 11, section 7.2 steps 10 to 14.
    pub(crate) fn check(&self, expected: &ClientDataExpectations<'_>) -> Result<(), ClientDataError> {
        // 7.1 step 7, 7.2 step 10.
        let ceremony = match expected.ceremony {
            ClientDataType::Create => "webauthn.create",
            ClientDataType::Get => "webauthn.get",
        };
        if self.ceremony.as_deref() != Some(ceremony) {
            return Err(ClientDataError::Type);
        }
        // 7.1 step 8, 7.2 step 11: the encoded texts are compared, so that no second spelling is accepted.
        let challenge = BASE64URL_NOPAD.encode(expected.challenge);
        if !bool::from(self.challenge.as_bytes().ct_eq(challenge.as_bytes())) {
            return Err(ClientDataError::Challenge);
        }
        // 7.1 step 9, 7.2 step 12.
        if !expected.origins.iter().any(|origin| *origin == self.origin) {
            return Err(ClientDataError::Origin);
        }
        self.check_framing(expected.cross_origin)
    }

    /// Section 7.1 steps 10 and 11, section 7.2 steps 13 and 14.
    fn check_framing(&self, policy: CrossOriginPolicy<'_>) -> Result<(), ClientDataError> {
        // Section 5.8.1: clients name the top origin of cross-origin ceremonies and of no others.
        if self.top_origin.is_some() && !self.cross_origin {
            return Err(ClientDataError::TopOrigin);
        }
        match (self.cross_origin, &self.top_origin, policy) {
            (false, ..) | (true, _, CrossOriginPolicy::Anywhere) => Ok(()),
            (true, _, CrossOriginPolicy::Refuse) | (true, None, CrossOriginPolicy::TopOrigins(_)) => {
                Err(ClientDataError::CrossOrigin)
            }
            (true, Some(top_origin), CrossOriginPolicy::TopOrigins(listed)) => {
                if listed.iter().any(|origin| origin == top_origin) {
                    Ok(())
                } else {
                    Err(ClientDataError::TopOrigin)
                }
            }
        }
    }
}

/// Reads the members by hand, because a derived implementation lets an unknown member occur twice.
struct ClientDataVisitor;

impl<'de> Visitor<'de> for ClientDataVisitor {
    type Value = CollectedClientData<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the members of CollectedClientData")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let (mut ceremony, mut challenge, mut origin, mut cross_origin, mut top_origin) =
            (None, None, None, None, None);
        let mut others: Vec<Cow<'de, str>> = Vec::new();
        while let Some(BorrowedText(name)) = members.next_key()? {
            let first = match &*name {
                "type" => ceremony.replace(members.next_value::<BorrowedText<'de>>()?.0).is_none(),
                "challenge" => challenge.replace(members.next_value::<BorrowedText<'de>>()?.0).is_none(),
                "origin" => origin.replace(members.next_value::<BorrowedText<'de>>()?.0).is_none(),
                "crossOrigin" => cross_origin.replace(members.next_value::<bool>()?).is_none(),
                "topOrigin" => top_origin.replace(members.next_value::<BorrowedText<'de>>()?.0).is_none(),
                _ => {
                    members.next_value::<IgnoredAny>()?;
                    let first = !others.contains(&name) && others.len() < MAX_OTHER_MEMBERS;
                    others.push(name);
                    first
                }
            };
            if !first {
                return Err(A::Error::custom("a member occurs twice, or there are too many"));
            }
        }
        Ok(CollectedClientData {
            ceremony,
            challenge: challenge.ok_or_else(|| A::Error::missing_field("challenge"))?,
            origin: origin.ok_or_else(|| A::Error::missing_field("origin"))?,
            cross_origin: cross_origin.unwrap_or(false),
            top_origin,
        })
    }
}

/// How many members client data may have that decide nothing; keeps the search for repeated ones short.
const MAX_OTHER_MEMBERS: usize = 60;

/// A JSON string, borrowed from the input where it has no escapes.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct BorrowedText<'a>(#[serde(borrow)] Cow<'a, str>);

impl From<ClientDataError> for RegistrationError {
    fn from(error: ClientDataError) -> Self {
        match error {
            ClientDataError::Malformed => Self::ClientDataMalformed,
            ClientDataError::Type => Self::ClientDataType,
            ClientDataError::Challenge => Self::ChallengeMismatch,
            ClientDataError::Origin => Self::OriginMismatch,
            ClientDataError::CrossOrigin => Self::CrossOriginNotAllowed,
            ClientDataError::TopOrigin => Self::TopOriginNotAllowed,
        }
    }
}

impl From<ClientDataError> for AuthenticationError {
    fn from(error: ClientDataError) -> Self {
        match error {
            ClientDataError::Malformed => Self::ClientDataMalformed,
            ClientDataError::Type => Self::ClientDataType,
            ClientDataError::Challenge => Self::ChallengeMismatch,
            ClientDataError::Origin => Self::OriginMismatch,
            ClientDataError::CrossOrigin => Self::CrossOriginNotAllowed,
            ClientDataError::TopOrigin => Self::TopOriginNotAllowed,
        }
    }
}
