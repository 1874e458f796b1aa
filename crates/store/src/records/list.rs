//! What lists ask for.

use jiff::Timestamp;
use passflex_webauthn::Aaguid;

use super::{EventAction, EventOutcome, User, UserStatus};
use crate::{EventId, UserId};

/// One page of an app's users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserQuery {
    /// Only users created before this moment, so that pages stay what they are while users are added.
    pub created_before: Timestamp,
    /// What the users must be like, all of it.
    pub filters: Vec<UserFilter>,
    /// Their order, the first field deciding first. Ties are broken by id, ascending.
    pub order: Vec<UserOrder>,
    /// How many to pass over.
    pub offset: u64,
    /// How many to return at most.
    pub limit: u32,
}

/// A condition on one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFilter {
    /// The field.
    pub field: UserField,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub value: FilterValue,
}

/// What users can be filtered and ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserField {
    /// Passflex's id.
    Id,
    /// The app's own id.
    ExternalId,
    /// `active` or `inactive`.
    Status,
    /// Finished authentications.
    LoginCount,
    /// When the user was first seen.
    CreatedAt,
    /// When the user was last changed.
    UpdatedAt,
    /// When the user last signed in; before the first time, when the user was first seen.
    LastLoginAt,
}

/// How a field is compared with a value. Text is compared byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `>`
    GreaterThan,
    /// `<`
    LessThan,
    /// SQL's `LIKE`, case-sensitive: `%` is any text, `_` any character, `\` takes the next one literally.
    Like,
    /// The opposite.
    NotLike,
}

/// A value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterValue {
    /// A text, or for [`Comparison::Like`] a pattern, which does not end in a lone `\`.
    Text(String),
    /// A count.
    Integer(i64),
    /// A time.
    Time(Timestamp),
}

/// One field of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserOrder {
    /// The field.
    pub field: UserField,
    /// The greatest first.
    pub descending: bool,
}

/// One page of users, and how many there are on all pages.
#[derive(Clone, Debug, PartialEq)]
pub struct UserList {
    /// The users of the page.
    pub users: Vec<User>,
    /// How many users meet the conditions.
    pub total: u64,
}

/// Some of an app's users. What is `None` is no condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserSearch {
    /// In which order to go through them, and from where on.
    pub order: UserSearchOrder,
    /// Only those with this status.
    pub status: Option<UserStatus>,
    /// Only those first seen at this moment or later.
    pub created_from: Option<Timestamp>,
    /// Only those first seen before this moment.
    pub created_before: Option<Timestamp>,
    /// How many to return at most.
    pub limit: u32,
}

/// An order of users that an index serves, and a place in it: behind a user, who need not be there any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserSearchOrder {
    /// The newest first.
    Newest {
        /// Only behind this moment of creation and this user.
        after: Option<(Timestamp, UserId)>,
    },
    /// By external id, byte for byte.
    ExternalId {
        /// What it begins with.
        prefix: String,
        /// Only behind this one.
        after: Option<String>,
    },
}

/// Some of an app's events, newest first. What is `None` is no condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventQuery {
    /// Only events older than this one.
    pub before: Option<EventId>,
    /// Only events newer than this one.
    pub after: Option<EventId>,
    /// Only this user's.
    pub user_id: Option<UserId>,
    /// Only those of registrations, or of sign-ins.
    pub action: Option<EventAction>,
    /// Only those that ended so.
    pub outcome: Option<EventOutcome>,
    /// Only those that broke or bent this rule.
    pub rule: Option<String>,
    /// Only those with a passkey of this model.
    pub aaguid: Option<Aaguid>,
    /// Only those of this browser.
    pub browser: Option<String>,
    /// How many to return at most.
    pub limit: u32,
}
