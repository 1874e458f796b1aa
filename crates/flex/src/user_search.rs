//! Finding users among a million: by what they are called, by status and by time, page by page from a cursor on.

use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use passflex_store::UserId;
use passflex_store::records::{User, UserSearch, UserSearchOrder, UserStatus};

use crate::error::{Error, Result};
use crate::flex::Flex;
use crate::page::Page;
use crate::tenant::Tenant;
use crate::transactions::MAX_EXTERNAL_ID;

/// Which users to find. What is `None` is no condition.
#[derive(Clone, Debug, Default)]
pub struct FindUsers {
    /// The one that is called so.
    pub name: Option<UserName>,
    /// Only those with this status.
    pub status: Option<UserStatus>,
    /// Only those first seen at this moment or later.
    pub created_from: Option<Timestamp>,
    /// Only those first seen before this moment.
    pub created_before: Option<Timestamp>,
    /// [`Page::next_cursor`] of the page before.
    pub cursor: Option<String>,
    /// How many at most; the caller's to bound.
    pub limit: u32,
}

/// What a user is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserName {
    /// Passflex's id.
    Id(UserId),
    /// The app's own id, byte for byte.
    ExternalId(String),
    /// What the app's own id begins with, byte for byte. The users come in the order of these ids.
    ExternalIdPrefix(String),
    /// Either of the first two, or else the third: what somebody types who has one of them at hand.
    Any(String),
}

impl Flex {
    /// Finds users: of one name, or else the newest first. Whatever is asked for, a page takes about as long with a million
    /// users as with ten, unless nearly all of them fail to meet the conditions.
    pub async fn find_users(&self, tenant: &Tenant, find: &FindUsers) -> Result<Page<User>> {
        // No user has such an id, and a database may refuse the text.
        if find.text().is_some_and(|text| text.contains('\0') || text.len() > MAX_EXTERNAL_ID) {
            return Ok(Page::default());
        }
        let prefix = match &find.name {
            None => None,
            Some(UserName::Id(id)) => {
                return Ok(find.only(self.store.user(tenant.id(), id).await?));
            }
            Some(UserName::ExternalId(external_id)) => {
                return Ok(find.only(self.store.user_by_external_id(tenant.id(), external_id).await?));
            }
            Some(UserName::ExternalIdPrefix(prefix)) => Some(prefix),
            Some(UserName::Any(text)) => {
                if let Some(user) = self.store.user(tenant.id(), &UserId::new(text)).await? {
                    return Ok(find.only(Some(user)));
                }
                // An exact external id is the first of those that begin with it.
                Some(text)
            }
        };
        let search = UserSearch {
            order: order(prefix, find.cursor.as_deref())?,
            status: find.status,
            created_from: find.created_from,
            created_before: find.created_before,
            // One more than is shown tells whether there is another page.
            limit: find.limit.saturating_add(1),
        };
        let users = self.store.search_users(tenant.id(), &search).await.map_err(Error::of_list)?;
        Ok(Page::of(users, find.limit, |last| match prefix {
            Some(_) => external_id_cursor(last),
            None => creation_cursor(last),
        }))
    }
}

impl FindUsers {
    fn text(&self) -> Option<&str> {
        self.name.as_ref().map(|name| match name {
            UserName::Id(id) => id.as_str(),
            UserName::ExternalId(text) | UserName::ExternalIdPrefix(text) | UserName::Any(text) => text,
        })
    }

    /// The page of one user who has the name, if the user meets the other conditions too.
    fn only(&self, user: Option<User>) -> Page<User> {
        let meets = |user: &User| {
            self.status.is_none_or(|status| user.status == status)
                && self.created_from.is_none_or(|from| user.created_at >= from)
                && self.created_before.is_none_or(|before| user.created_at < before)
        };
        Page { items: user.filter(meets).into_iter().collect(), next_cursor: None }
    }
}

// A cursor is a place and no secret. It is encoded only so that it is one word in a URL.

fn external_id_cursor(last: &User) -> String {
    BASE64URL_NOPAD.encode(last.external_id.as_bytes())
}

fn creation_cursor(last: &User) -> String {
    format!("{}-{}", last.created_at.as_microsecond(), last.id)
}

fn order(prefix: Option<&String>, cursor: Option<&str>) -> Result<UserSearchOrder> {
    let unknown = || Error::InvalidRequest("`cursor` is not one of this list: leave it out.".to_owned());
    match (prefix, cursor) {
        (None, None) => Ok(UserSearchOrder::Newest { after: None }),
        (None, Some(cursor)) => {
            let (microseconds, id) = cursor.split_once('-').ok_or_else(unknown)?;
            let created_at = microseconds.parse().ok().and_then(|at| Timestamp::from_microsecond(at).ok());
            let created_at = created_at.ok_or_else(unknown)?;
            if id.contains('\0') {
                return Err(unknown());
            }
            Ok(UserSearchOrder::Newest { after: Some((created_at, UserId::new(id))) })
        }
        (Some(prefix), None) => Ok(UserSearchOrder::ExternalId { prefix: prefix.clone(), after: None }),
        (Some(prefix), Some(cursor)) => {
            let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| unknown())?;
            let after = String::from_utf8(bytes).ok().filter(|after| !after.contains('\0'));
            let after = Some(after.ok_or_else(unknown)?);
            Ok(UserSearchOrder::ExternalId { prefix: prefix.clone(), after })
        }
    }
}
